"""The catalog of models: its counts are those of the formulas, and these those of an independent count."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.domain.golden.computing import catalogs
from tests.domain.test_memory_properties import worth

from shardlaw.plans.facts import Fact

MATRICES = yaml.safe_load((Path(__file__).parents[1] / "data" / "matrices.yaml").read_text("utf-8"))
(MODELS,) = (catalog for catalog in catalogs().catalogs if catalog.of == "model")


def test_the_catalog_holds_every_model_that_was_counted():
    assert len(MATRICES) == 70
    assert set(MATRICES) <= set(MODELS.names)


@pytest.mark.parametrize("name", MATRICES)
def test_the_matrices_of_a_model_are_counted_alike(name: str):
    assert worth("params.matrices(model)", {"catalog": name}) == MATRICES[name]


@pytest.mark.parametrize("name", MODELS.names)
def test_a_count_of_the_catalog_is_that_of_the_formula(name: str):
    record = catalogs()("model", name)
    assert record is not None
    count = record.get("parameters")
    if isinstance(count, Fact) and "the formulas params.total" in (count.conversion or ""):
        assert worth("params.total(model) == model.parameters", {"catalog": name}) is True
        if "active_parameters" in record:
            assert worth("params.active(model) == model.active_parameters", {"catalog": name}) is True

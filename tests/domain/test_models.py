"""The catalog of models: its counts are those of the formulas, and these those of an independent count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.domain.golden.computing import catalogs
from tests.domain.test_memory_properties import worth

from shardlaw.plans.facts import Fact
from shardlaw_parallelism.families import table

MATRICES = yaml.safe_load((Path(__file__).parents[1] / "data" / "matrices.yaml").read_text("utf-8"))
# Small models of every family: trained parameters as transformers 5.23.0 has them on the meta device.
REFERENCE = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "reference-counts.jsonl").read_text("utf-8").splitlines()
]
(MODELS,) = (catalog for catalog in catalogs().catalogs if catalog.of == "model")


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: row["model"]["family"])
def test_a_family_is_counted_like_its_reference_implementation(row: dict[str, Any]):
    assert worth("params.trained(model)", row["model"]) == row["parameters"]


def test_every_family_is_counted_or_says_what_is_open():
    counted = {row["model"]["family"] for row in REFERENCE}
    families = table()["families"]
    assert {name for name in families if name not in counted} == {"mimo", "glm4_moe", "glm_moe_dsa"}
    assert {name for name, row in families.items() if None in row.values()} == {"glm4_moe", "glm_moe_dsa", "ministral"}


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

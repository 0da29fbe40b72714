"""What is said of a broken plan that a program has built: NAME.dict is the dictionary, NAME.txt what comes out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from shardlaw.diagnostics.render import render_all
from shardlaw.plans.mappings import read_mapping
from shardlaw.plans.reader import plan_of
from shardlaw.plans.schema import PlanSchema, load_schema

HERE = Path(__file__).parent / "mapping"
CASES = sorted(HERE.glob("*.dict"))
NAMES = {"Decimal": Decimal, "Fraction": Fraction}


@pytest.fixture(scope="module")
def schema() -> PlanSchema:
    return load_schema()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path, schema: PlanSchema, golden):
    mapping = eval(path.read_text("utf-8"), dict(NAMES))  # noqa: S307 - our own dictionary
    reading = plan_of(read_mapping(mapping, "<plan>"), schema)
    assert reading.plan is None
    golden(path.with_suffix(".txt"), render_all(reading.diagnostics))

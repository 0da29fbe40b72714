"""How far truth values are from turning (slack.yaml)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from tests.evaluation.world import traced

from shardlaw.evaluation.display import base_unit, value_text
from shardlaw.evaluation.slack import slack

CASES = yaml.safe_load((Path(__file__).parent / "slack.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["is"])
def test_slack(case: dict) -> None:
    found = slack(traced(case["is"], yaml.safe_dump(case.get("given", {}))))
    if case["slack"] is None:
        assert found is None
        return
    assert found is not None
    assert found.value == Fraction(case["slack"])
    assert found.ratio == (None if case["ratio"] is None else Fraction(case["ratio"]))
    assert base_unit(found.dimension) == case.get("unit", "")
    if "text" in case:
        assert value_text(found.value, found.dimension, found.unit) == case["text"]

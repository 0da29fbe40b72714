"""What the factor of a mismatch is said to mean: hints.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.evaluation.world import plan_of, traced

from shardlaw.evaluation.hints import MOST, hints

CASES = yaml.safe_load(Path(__file__).with_name("hints.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["holds"])
def test_hints(case):
    trace = traced(case["holds"], case["given"])
    assert trace.value is False
    found = hints([trace], plan_of(case["given"]).facts)
    assert [hint.text for hint in found] == case["hints"]
    assert all(hint.factor > 1 for hint in found)
    assert len(found) <= MOST

"""What is said of one fact for one condition: answers.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.evaluation.solving.world import solve

CASES = yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text("utf-8"))
PLAN = {
    "x": 5,
    "y": 3,
    "z": None,
    "n": 6,
    "k": 4,
    "kind": "red",
    "flag": True,
    "parts": [{"x": 1, "n": 2, "flag": False}, {"x": 9, "n": 3}],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['holds']} of {case['of']}")
def test_answer(case):
    answer = solve(case["holds"], PLAN, case["of"])
    assert (answer.text, answer.reason) == (case["text"], case.get("reason"))


def test_what_would_take_too_long_is_not_solved():
    record = {**PLAN, "parts": [{"x": number} for number in range(300)]}
    answer = solve("every p in m.parts satisfies p.x mod m.n == p.x", record, "m.n")
    assert answer.reason == "it would have to be tried in too many places"
    assert not answer.intervals

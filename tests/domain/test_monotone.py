"""Formulas move the way they must: more bandwidth never takes more time, a longer context never less work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.values import value

CASES = yaml.safe_load((Path(__file__).parent / "monotone.yaml").read_text("utf-8"))
NUMBERS = st.integers(1, 10_000)


def test_every_number_of_a_formula_moves_it_one_way():
    for case in CASES:
        holes = set(re.findall(r"{(\w+)}", case["formula"])) - {"stage"}
        moving = [*case.get("rises", ()), *case.get("falls", ())]
        assert (sorted(holes & set(moving)), len(moving)) == (sorted(moving), len(set(moving))), case["formula"]


@pytest.mark.parametrize(
    ("case", "hole", "sign"),
    [(case, hole, sign) for case in CASES for way, sign in (("rises", 1), ("falls", -1)) for hole in case.get(way, ())],
    ids=lambda item: item["formula"].partition("(")[0] if isinstance(item, dict) else str(item),
)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_it_moves_that_way(case: dict[str, Any], hole: str, sign: int, data: st.DataObject):
    numbers = {name: data.draw(NUMBERS, name) for name in sorted(set(re.findall(r"{(\w+)}", case["formula"])))}
    more = {**numbers, hole: numbers[hole] + data.draw(NUMBERS, "more")}
    before, after = (value(case["formula"].format(**chosen)) for chosen in (numbers, more))
    assert sign * (after - before) >= 0

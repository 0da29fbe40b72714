"""What a line is known by: the cases of the code host, and what any other text keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shardlaw.evaluation.fingerprints import line_hashes

CASES = yaml.safe_load((Path(__file__).parent / "fingerprints.yaml").read_text("utf-8"))
FACTOR, MODULUS, WINDOW = 37, 2**64, 100


def rolled(text: str) -> list[str]:
    """The hashes of all lines by their definition, one code unit after another."""
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]
    units = [unit for unit in units if unit not in (9, 32)] + [0xFFFF]
    starts = [0] + [at + 1 for at, unit in enumerate(units) if unit == 10]
    found: list[str] = []
    for start in starts:
        value = 0
        for unit in (units + [0] * WINDOW)[start : start + WINDOW]:
            value = (value * FACTOR + unit) % MODULUS
        found.append(f"{value:x}")
    return [f"{value}:{found[: at + 1].count(value)}" for at, value in enumerate(found)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"][:20]))
def test_the_lines_of_a_file_are_known_by_what_the_code_host_computes(case):
    lines = range(1, len(case["hashes"]) + 1)
    assert line_hashes(case["text"], set(lines)) == dict(zip(lines, case["hashes"], strict=True))
    assert rolled(case["text"]) == case["hashes"]


@given(st.lists(st.text(st.sampled_from("a b\t\r\nä𝄞"), max_size=60), max_size=6).map("\n".join))
def test_any_text_is_hashed_by_code_units(text: str):
    hashes = rolled(text)
    wanted = set(range(1, len(hashes) + 1))
    assert list(line_hashes(text, wanted).values()) == hashes
    assert line_hashes(text, {1, len(hashes) + 7}) == {1: hashes[0]}

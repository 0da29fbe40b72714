"""The example plans, audited together by their project file: how the text report reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shardlaw.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
PLANS = sorted(path.name for path in EXAMPLES.glob("*.yaml"))
# Lines of policies are shown as they are, with values below them; an address is one word.
_AS_IT_IS = re.compile(r" *[0-9]* \| |.*https?://")


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """The lines of `shardlaw audit` among the examples."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(EXAMPLES)
        written: list[str] = []
        patch.setattr("shardlaw.cli.console.Console.write_bytes", lambda _, data: written.append(data.decode()))
        assert main(["audit"]) == 1
    return "".join(written).splitlines()


def test_each_plan_has_a_heading_and_a_row(shown: list[str]):
    headings = [line.partition(":")[0].removeprefix("plan ") for line in shown if line.startswith("plan ")]
    assert headings[:-1] == PLANS  # the last one heads the table
    table = shown[shown.index(next(line for line in shown if line.startswith("plan   "))) :]
    assert [line.split("  ")[0] for line in table[1 : len(PLANS) + 2]] == [*PLANS, f"all {len(PLANS)} plans"]


def test_the_last_row_adds_up(shown: list[str]):
    end = next(place for place, line in enumerate(shown) if line.startswith("all "))
    numbers = [[int(cell) for cell in line.split()[-4:]] for line in shown[end - len(PLANS) : end + 1]]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]


def test_violations_come_before_what_is_undecided(shown: list[str]):
    words = [re.match(r"plan|\w+(?=\[)", line) for line in shown]
    order = " ".join(word[0] for word in words if word)
    assert "inconclusive error" not in order
    assert "error warning" in order
    assert "warning note" in order
    assert not re.search("(warning|note) error|note warning|inconclusive (warning|note)", order)


def test_prose_keeps_to_80_columns(shown: list[str]):
    assert [line for line in shown if len(line) > 80 and not _AS_IT_IS.match(line)] == []

"""The text report, from reports as data: NAME.json gives NAME.txt, and NAME.all.txt where all records are asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shardlaw.reports.text import text

HERE = Path(__file__).parent
REPORTS = sorted(HERE.glob("*.json"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("show_all", [False, True], ids=["failed", "all"])
def test_text(path: Path, show_all: bool, golden):
    report = json.loads(path.read_text("utf-8"))
    written = text(report, show_all=show_all)
    golden(path.with_suffix(".all.txt" if show_all else ".txt"), written)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_colour_adds_no_meaning(path: Path):
    report = json.loads(path.read_text("utf-8"))
    coloured = text(report, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(report)
    assert "\x1b[" in coloured


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_nothing_reaches_a_terminal_but_characters_and_line_ends(path: Path):
    report = json.loads(path.read_text("utf-8"))
    assert all(character.isprintable() or character == "\n" for character in text(report, show_all=True))

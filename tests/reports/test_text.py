"""The text report, from reports as data: NAME.json gives NAME.txt, and NAME.all.txt where all records are asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shardlaw.reports.prose import WIDTH
from shardlaw.reports.text import labelled_notes, read_facts, text

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


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_line_is_wider_than_a_terminal_but_for_addresses(path: Path):
    report = json.loads(path.read_text("utf-8"))
    wide = [line for line in text(report, show_all=True).split("\n") if len(line) > WIDTH]
    assert [line for line in wide if "://" not in line] == []


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_the_name_of_every_rule_stands_whole_on_one_line(path: Path):
    report = json.loads(path.read_text("utf-8"))
    lines = text(report, show_all=True).split("\n")
    for record in (record for plan in report["plans"] for record in plan["records"]):
        name = f"[{record['policy'].partition('@')[0]}/{record['rule']}]:"
        assert any(name in line for line in lines)


def test_facts_of_which_none_can_help_alone_are_told_in_one_phrase():
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    record = report["plans"][0]["records"][0]
    never = {"fact": "/a", "text": "never by a alone", "unit": "", "intervals": [], "reason": None}
    record["holds_if"] = [never]
    assert ("holds if", "never by a alone") in list(labelled_notes(record))
    record["holds_if"] = [never, {**never, "fact": "/b", "text": "never by b alone"}]
    assert ("holds if", "never by any one fact alone") in list(labelled_notes(record))


def test_where_a_requirement_names_no_fact_all_that_were_read_are_shown():
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    record = report["plans"][0]["records"][0]
    stated = [fact for fact in record["facts"] if fact["stated"]]
    requirement = record["requirements"][record["binding"]]
    requirement["trace"] = {key: value for key, value in requirement["trace"].items() if key != "fact"} | {
        "operands": []
    }
    assert stated
    assert read_facts(record) == stated

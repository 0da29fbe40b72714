"""Two audits in every format: `formats/NAME.FORMAT` is what comes of `NAME.json`, and no format changes the report."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from shardlaw.plugins import View
from shardlaw.reports.formats import FORMATS

HERE = Path(__file__).parent
SHOWN = ["violations", "everything-else"]
OTHERS = [reporter for reporter in FORMATS if reporter.name not in ("text", "json")]
BY_NAME = {reporter.name: reporter for reporter in FORMATS}


def written(name: str, report: dict, *, everything: bool = False) -> str:
    """A report in a format, as text."""
    made = BY_NAME[name].write(report, View(everything=everything))
    return made if isinstance(made, str) else made.decode()


@pytest.mark.parametrize("reporter", OTHERS, ids=lambda reporter: reporter.name)
@pytest.mark.parametrize("name", SHOWN)
def test_golden(name: str, reporter, golden):
    report = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    golden(HERE / "formats" / f"{name}.{reporter.name}", written(reporter.name, report))


@pytest.mark.parametrize("reporter", FORMATS, ids=lambda reporter: reporter.name)
@pytest.mark.parametrize("path", sorted(HERE.glob("*.json")), ids=lambda path: path.stem)
def test_a_reporter_leaves_the_report_as_it_is_and_writes_the_same_twice(path: Path, reporter):
    report = json.loads(path.read_text("utf-8"))
    kept = copy.deepcopy(report)
    first = reporter.write(report, View(everything=True))
    assert report == kept
    assert reporter.write(report, View(everything=True)) == first

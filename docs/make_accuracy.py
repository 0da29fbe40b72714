"""Write docs/accuracy.md: python docs/make_accuracy.py. What the formulas give for published numbers, and how close."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "accuracy.md"
COUNTS = DOCS.parent / "tests" / "data" / "reference-counts.jsonl"
sys.path.insert(0, str(DOCS.parent))  # the rows and their mappings are part of the tests

from tests.domain.golden.judging import Judged, judged, unmapped  # noqa: E402
from tests.domain.golden.rows import Mapping, Row, reasons, rows  # noqa: E402

HEAD = """# How close the formulas are

Made by `python docs/make_accuracy.py` from `tests/data/golden.jsonl`: {rows} numbers that papers, model cards,
documentation and measurements print, of which {mapped} are computed from their inputs by the formulas that policies
use. A test holds every row to its own check and this page to what comes out.

*exact* counts the rows that are met to the last digit; *worst* is the largest relative distance. What is printed with
three digits cannot be met better than that. Of a bound, a band and a roof, the distance says how tight it is, not how
wrong; of a conflict, how far the published number is from the nearest reading.

Parameters are held to the reference implementation besides: {counted} models of {families} families, built without
memory, have exactly the trained parameters that `params.trained` gives (`tests/domain/test_models.py`).
"""
CALL = re.compile(r"\b[a-z_]+\.[a-z_0-9]+(?=\()")


def page() -> str:
    """The text of the page."""
    found = judged()
    reference = [json.loads(line)["model"]["family"] for line in COUNTS.read_text("utf-8").splitlines()]
    counted = {"counted": len(reference), "families": len(set(reference))}
    parts = [HEAD.format(rows=len(rows()), mapped=len(found), **counted)]
    for topic, cases in groupby(found_by_mapping(found), key=lambda group: group[0].topic):
        lines = [_line(mapping, group) for mapping, group in cases]
        title = topic.replace("-", " ")
        parts += [f"## {title[0].upper()}{title[1:]}\n", *_head(), *lines, ""]
    parts += _left_out()
    return "\n".join(parts)


def found_by_mapping(found: Sequence[Judged]) -> list[tuple[Mapping, list[Judged]]]:
    """The judged rows of each mapping, in the order of the files."""
    groups: dict[int, tuple[Mapping, list[Judged]]] = {}
    for case in found:
        groups.setdefault(id(case.mapping), (case.mapping, []))[1].append(case)
    return sorted(groups.values(), key=lambda group: group[0].topic)


def _head() -> list[str]:
    return ["| formula | published | class | rows | exact | worst | check |", "|---|---|---|---|---|---|---|"]


def _line(mapping: Mapping, cases: list[Judged]) -> str:
    named = dict.fromkeys(CALL.findall(" ".join(mapping.readings.values())))
    formulas = ", ".join(f"`{name}`" for name in named) or f"`{next(iter(mapping.readings.values()))}`"
    quantities = "; ".join(dict.fromkeys(case.row.quantity.replace("|", "\\|") for case in cases))
    exact = sum(case.error == 0 for case in cases)
    errors = [case.error for case in cases if case.error is not None]
    worst = f"{float(max(errors)):.2%}" if any(errors) else "0"
    checks = ", ".join(sorted({case.row.check for case in cases}))
    return f"| {formulas} | {quantities} | {mapping.grade} | {len(cases)} | {exact} | {worst} | {checks} |"


def _left_out() -> list[str]:
    groups: dict[str, list[Row]] = {}
    for row in unmapped():
        for pattern in reasons(row):
            groups.setdefault(pattern, []).append(row)
    if not groups:
        return []
    lines = [f"- `{pattern}` ({len(cases)}): {reasons(cases[0])[pattern]}" for pattern, cases in groups.items()]
    return ["## Not computed\n", *lines, ""]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

"""Workflow commands of GitHub Actions: annotations on the lines of the plans, and a summary in the log of the step.

GitHub shows ten annotations of a level and step, and drops the others without a word. Of more than ten, nine are made
annotations, the tenth says how many more there are, and those are printed in a group of the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shardlaw.dataclass import dataclass
from shardlaw.reports.prose import clean, count
from shardlaw.reports.reading import (
    Region,
    Tree,
    blocks,
    by_severity,
    cause_text,
    diagnosis,
    region,
    rest_of_line,
    rule_id,
    start_of,
    statement,
)
from shardlaw.reports.summary import conclusion

MOST_OF_A_LEVEL = 10
_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


@dataclass(frozen=True, slots=True)
class _Annotation:
    level: str
    place: Region | None
    title: str
    message: str


def github(report: Tree) -> str:
    """The lines that an audit prints in a workflow; the last one is the conclusion."""
    report = clean(report)
    found = list(_annotations(report))
    lines: list[str] = []
    for level in _LEVELS.values():
        lines += _of_level(level, [item for item in found if item.level == level])
    return "\n".join([*lines, _inert(conclusion(report))]) + "\n"


def _annotations(report: Tree) -> Iterator[_Annotation]:
    for plan in report["unreadable"]:
        for found in plan["diagnostics"]:
            said = diagnosis(found)
            yield _Annotation(found["severity"], rest_of_line(found, report), found["code"], said)
    for outcome in ("fault", "violation"):
        for plan, record in by_severity(report, outcome):
            level = "error" if outcome == "fault" else _LEVELS[record["severity"]]
            said = statement(record)
            if outcome == "violation" and record["fix"]:
                said = f"{said}. Fix: {record['fix']}"
            yield _Annotation(level, region(record, plan, report), rule_id(record), said)
    yield from _undecided(report)


def _undecided(report: Tree) -> Iterator[_Annotation]:
    """Rules that block one by one; the others by plan, with the facts that would decide most of them."""
    for plan, record in by_severity(report, "inconclusive"):
        if blocks(record, report["gate"]):
            yield _Annotation("error", region(record, plan, report), rule_id(record), statement(record))
    for plan in report["plans"]:
        waiting = {
            rule_id(record)
            for record in plan["records"]
            if record["outcome"] == "inconclusive" and not record.get("known") and not blocks(record, report["gate"])
        }
        if waiting:
            missing = ", ".join(
                f"{cause_text(item['fact'], item['cause'])} ({item['rules']})" for item in plan["undecided"]
            )
            said = f"{count(len(waiting), 'rule')} not decided, for want of {missing}"
            yield _Annotation("notice", start_of(plan["path"], report), "undecided", said)


def _of_level(level: str, found: Sequence[_Annotation]) -> Iterator[str]:
    if len(found) <= MOST_OF_A_LEVEL:
        yield from map(_command, found)
        return
    shown, others = found[: MOST_OF_A_LEVEL - 1], found[MOST_OF_A_LEVEL - 1 :]
    yield from map(_command, shown)
    more = f"{len(others)} more of level {level}"
    yield _command(_Annotation(level, None, "shardlaw", f"{more} are in the log of this step and not shown here"))
    yield f"::group::{more}"
    for item in others:
        where = f"{item.place.file}:{item.place.line}:{item.place.column}: " if item.place else ""
        yield _inert(f"{where}{item.title}: {item.message}")
    yield "::endgroup::"


def _command(item: _Annotation) -> str:
    properties: dict[str, object] = {}
    if item.place is not None:
        place = item.place
        properties = {"file": place.path, "line": place.line, "endLine": place.end_line}
        if place.line == place.end_line and place.end_column > place.column:  # columns are of one line
            properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = item.title
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{item.level} {written}::{_data(item.message)}"


def _data(text: str) -> str:
    return _inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _inert(text: str) -> str:
    """A line of the log that is no command: not one of today (`::` at its start), nor of old (`##[` anywhere in it)."""
    text = text.replace("##[", "## [")
    return f". {text}" if text.lstrip().startswith("::") else text

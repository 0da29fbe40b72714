"""Code Quality of GitLab: one entry for each violation, for each missing fact, and for all that was not evaluated.

The format has no word for an outcome that is not known, so what was not decided is told by the fact that is missing,
as `info`. Waived violations are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from shardlaw.reports.prose import count
from shardlaw.reports.reading import (
    Region,
    Tree,
    cause_text,
    diagnosis,
    records,
    region,
    rest_of_line,
    rule_id,
    start_of,
    statement,
)

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}


def gitlab(report: Tree) -> str:
    """A JSON array of entries, by file and line."""
    found = [*_problems(report), *_undecided(report), *_unreadable(report)]
    found.sort(key=lambda entry: (entry["location"]["path"], entry["location"]["lines"]["begin"]))
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _problems(report: Tree) -> Iterator[Tree]:
    for plan, record in records(report):
        if record["outcome"] in ("violation", "fault"):
            severity = "major" if record["outcome"] == "fault" else _SEVERITIES[record["severity"]]
            place = region(record, plan, report)
            yield _entry(statement(record), rule_id(record), severity, place, plan["path"], record["id"])


def _undecided(report: Tree) -> Iterator[Tree]:
    for plan in report["plans"]:
        for missing in plan["undecided"]:
            what = cause_text(missing["fact"], missing["cause"])
            said = f"{count(missing['rules'], 'rule')} not decided, for want of {what}"
            yield _entry(
                said,
                "undecided",
                "info",
                start_of(plan["path"], report),
                plan["path"],
                missing["fact"],
                missing["cause"],
            )


def _unreadable(report: Tree) -> Iterator[Tree]:
    for plan in report["unreadable"]:
        for number, found in enumerate(plan["diagnostics"]):
            severity = "blocker" if found["severity"] == "error" else "minor"
            said = diagnosis(found)
            same = (plan["path"], found["code"], found["message"], str(number))
            yield _entry(said, found["code"], severity, rest_of_line(found, report), *same)


def _entry(description: str, check: str, severity: str, place: Region, *identity: str) -> dict[str, Any]:
    """One entry. What tells it from others, and from run to run, is the plan and what is wrong, never the line."""
    return {
        "description": description,
        "check_name": check,
        "fingerprint": sha256("\0".join(identity).encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": severity,
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }

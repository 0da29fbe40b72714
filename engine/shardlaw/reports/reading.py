"""What the formats of other tools ask of a record: its rule, its place, its statement, whether it blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.reports.prose import about
from shardlaw.reports.text import read_facts

Tree = Mapping[str, Any]

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file: lines and columns from 1, in code points; the end is the first place after it.

    `file` is its name in the report, `path` leads to it from the root of the repository.
    """

    file: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int


def records(report: Tree) -> Iterator[tuple[Tree, Tree]]:
    """Every record with its plan, in the order of the report."""
    for plan in report["plans"]:
        for record in plan["records"]:
            yield plan, record


def by_severity(report: Tree, outcome: str) -> list[tuple[Tree, Tree]]:
    """The records of one outcome with their plans, errors first, without those that a baseline knows."""
    found = [item for item in records(report) if item[1]["outcome"] == outcome and not item[1].get("known")]
    return sorted(found, key=lambda item: SEVERITIES.index(item[1]["severity"]))


def rule_id(record: Tree) -> str:
    """The name of a rule that stays while its policy goes through versions: `moe-structure/multiplied-gpu-total`."""
    return f"{record['policy'].partition('@')[0]}/{record['rule']}"


def subject_name(record: Tree) -> str:
    """The name of what the rule was evaluated for, its path where it has none; empty for a plan."""
    subject = record["subject"]
    return subject["name"] or about(subject["pointer"]) if subject["variable"] is not None else ""


def region(record: Tree, plan: Tree, report: Tree) -> Region:
    """The smallest stretch of the plan that a record is about: the first fact that decided it.

    Where the plan states none of them, the line on which the subject begins; without a subject the plan's first line.
    """
    for fact in read_facts(record):
        if fact["file"] == plan["path"]:
            return stretch(fact, report)
    return rest_of_line(record["subject"]["source"] or {"file": plan["path"], "line": 1, "column": 1}, report)


def rest_of_line(place: Tree, report: Tree) -> Region:
    """From a place to the end of its line; without the line's text, the place alone."""
    lines = report["excerpts"].get(place["file"], {"lines": {}})["lines"]
    end = max(place["column"], len(lines.get(str(place["line"]), "")) + 1)
    return stretch({**place, "end_line": place["line"], "end_column": end}, report)


def stretch(span: Tree, report: Tree) -> Region:
    """A place with its end."""
    path = repository_path(span["file"], report)
    return Region(span["file"], path, span["line"], span["column"], span["end_line"], span["end_column"])


def start_of(file: str, report: Tree) -> Region:
    """The first place of a file."""
    return stretch({"file": file, "line": 1, "column": 1, "end_line": 1, "end_column": 1}, report)


def repository_path(file: str, report: Tree) -> str:
    """The path of a file from the root of the repository, where the tools look that are given a report."""
    folder = report["project"]["folder"] if report["project"] else ""
    return normpath(join(folder, file)) if folder else file


def statement(record: Tree) -> str:
    """What a record says in a sentence or two, without a full stop at the end."""
    match record["outcome"]:
        case "violation" | "waived":
            failed = [part["message"] for part in record["requirements"] if part["outcome"] != "pass"]
            return "; ".join([record["message"], *filter(None, failed)])
        case "inconclusive":
            return f"not decided, for want of {reasons(record)}: {record['title']}"
        case "fault":
            fault = record["fault"]
            return f"not evaluated: {fault['calculator']} of plug-in {fault['plugin']} failed: {fault['message']}"
        case "skipped":
            return f"does not apply: {record['title']}"
    return f"holds: {record['title']}"


def reasons(record: Tree) -> str:
    """The facts that an inconclusive record waits for, with what keeps each of them from being known."""
    return ", ".join(cause_text(unknown["path"], unknown["cause"]) for unknown in record["unknowns"]) or "a value"


def cause_text(path: str, cause: str) -> str:
    """`hardware.gpu`, `model.layers (too large)`: a missing fact, with the cause where it is another than silence."""
    return about(path) if cause == "not stated" else f"{about(path)} ({cause})"


def diagnosis(found: Tree) -> str:
    """What is wrong with an input, in one line."""
    return f"{found['message']}: {found['found']}" if found["found"] else found["message"]


def blocks(record: Tree, gate: Tree) -> bool:
    """Whether a record keeps the audit from being green."""
    if record["outcome"] == "fault":
        return True
    if record.get("known"):
        return False
    at_gate = gate["fail_on"] != "never" and SEVERITIES.index(record["severity"]) <= SEVERITIES.index(gate["fail_on"])
    if record["outcome"] == "violation":
        return at_gate
    must = rule_id(record) in gate["must_conclude"]
    return record["outcome"] == "inconclusive" and (must or (at_gate and gate["inconclusive"] == "block"))


def shortened(text: str, most: int) -> str:
    """The text, cut at a blank and marked where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return f"{text[: most - 4].rpartition(' ')[0] or text[: most - 4]} ..."

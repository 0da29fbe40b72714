"""What an audit came to, typed: views of report/1 (`schemas/report.schema.json`), in its words.

Pointers are JSON pointers into the plan. Numbers are exact: an `int`, or a `Fraction` where one is needed, in the base
unit that stands beside them (`B`, `FLOP/s`, `token`; empty for counts and ratios).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

Outcome: TypeAlias = Literal["pass", "violation", "inconclusive", "skipped", "waived", "fault"]
Severity: TypeAlias = Literal["error", "warning", "note"]
Kind: TypeAlias = Literal["impossible", "illegal", "inconsistent", "implausible", "wasteful", "incomplete", "changed"]
Verdict: TypeAlias = Literal["pass", "fail", "undecided", "failed"]
Number: TypeAlias = int | Fraction


@dataclass(frozen=True, slots=True)
class Range:
    """Every number between two ends; None is an end that is not there, an open end is left out itself."""

    min: Number | None
    max: Number | None
    min_open: bool
    max_open: bool


Value: TypeAlias = "Number | bool | str | Range | tuple[Value, ...] | None"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a plan, with the place where the plan says it.

    `value` is None where the plan does not say. `text` is as written. `stated` is False for what reading adds. In a
    plan that was given as a mapping, the lines are those of its pointers: `/phases/0/gpus: 16`.
    """

    path: str
    value: Value
    unit: str
    text: str
    stated: bool
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule was evaluated for: the plan (pointer `""`), or the element that its `for` binds to `variable`."""

    pointer: str
    name: str | None
    variable: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a reference that a rule rests on."""

    id: str
    title: str
    at: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Slack:
    """How far a comparison is from its limit: positive is room, negative is excess.

    `ratio` is the distance over the absolute value of the limit, None where the limit is zero.
    """

    value: Number
    unit: str
    ratio: Number | None
    text: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is unknown: `not stated`, `division by zero` and so on, and the pointer that it is about."""

    path: str
    cause: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One `require` of a rule: `message` is its own, where it has one; `slack` is None where there is no distance."""

    outcome: Outcome
    message: str | None
    slack: Slack | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a rule comes to under one reading of a fact that has several."""

    fact: str
    label: str
    value: Value
    unit: str
    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class HoldsIf:
    """With which values of one fact, all others as they are, the rule would pass.

    Numbers are in `intervals`, texts and truth values in `values`. Both are empty where no value would do, and where it
    was not solved, which `reason` tells.
    """

    fact: str
    text: str
    unit: str
    intervals: tuple[Range, ...]
    values: tuple[str | bool, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Hint:
    """What the factor between two numbers that should agree may mean."""

    factor: Number
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """What one rule came to for one subject; `str(record)` is the text that people read, with the derivation.

    `id` is equal in two reports that speak of the same thing. `policy` is `id@version`. `plan` is what reports call the
    plan. `facts` are those that were read; `slack` is that of the requirement that decided; `unknowns` say why an
    outcome is inconclusive, `holds_if` with which values of one fact it would be a pass. `fault` is what a plug-in
    failed with, `waiver` the reason of the waiver.
    """

    id: str
    plan: str
    policy: str
    rule: str
    title: str
    severity: Severity
    kind: Kind
    outcome: Outcome
    subject: Subject
    message: str
    because: str
    fix: str | None
    citations: tuple[Citation, ...]
    facts: tuple[Fact, ...]
    requirements: tuple[Requirement, ...]
    slack: Slack | None
    unknowns: tuple[Cause, ...]
    alternatives: tuple[Alternative, ...]
    holds_if: tuple[HoldsIf, ...]
    hints: tuple[Hint, ...]
    fault: str | None
    waiver: str | None
    _alone: Mapping[str, Any] = field(repr=False, compare=False)  # the report, with this record only

    def __str__(self) -> str:
        from shardlaw.reports.text import records  # noqa: PLC0415

        return records(self._alone).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Missing:
    """What kept rules of a plan from a decision, and how many."""

    fact: str
    cause: str
    rules: int


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What one plan came to. `path` is what reports call it; `summary` counts the records of each outcome."""

    path: str
    name: str
    sha256: str
    verdict: Verdict
    summary: Mapping[Outcome, int]
    undecided: tuple[Missing, ...]
    records: tuple[Record, ...]


Tree = Mapping[str, Any]

_QUOTIENT = re.compile(r"-?[0-9]+/[0-9]+")


def plan_results(report: Tree) -> tuple[PlanResult, ...]:
    """The plans of a report, by path."""
    return tuple(_plan(plan, report) for plan in report["plans"])


def _plan(plan: Tree, report: Tree) -> PlanResult:
    return PlanResult(
        path=plan["path"],
        name=plan["name"],
        sha256=plan["sha256"],
        verdict=plan["verdict"],
        summary=dict(plan["summary"]),
        undecided=tuple(Missing(item["fact"], item["cause"], item["rules"]) for item in plan["undecided"]),
        records=tuple(_record(record, plan, report) for record in plan["records"]),
    )


def _record(record: Tree, plan: Tree, report: Tree) -> Record:
    requirements = tuple(
        Requirement(item["outcome"], item["message"], _slack(item["slack"])) for item in record["requirements"]
    )
    subject = record["subject"]
    return Record(
        id=record["id"],
        plan=plan["path"],
        policy=record["policy"],
        rule=record["rule"],
        title=record["title"],
        severity=record["severity"],
        kind=record["kind"],
        outcome=record["outcome"],
        subject=Subject(subject["pointer"], subject["name"], subject["variable"]),
        message=record["message"],
        because=record["because"],
        fix=record["fix"],
        citations=tuple(Citation(**item) for item in record["citations"]),
        facts=tuple(map(make_fact, record["facts"])),
        requirements=requirements,
        slack=None if record["binding"] is None else requirements[record["binding"]].slack,
        unknowns=tuple(Cause(item["path"], item["cause"]) for item in record["unknowns"]),
        alternatives=tuple(map(_alternative, record["alternatives"])),
        holds_if=tuple(map(_holds_if, record["holds_if"])),
        hints=tuple(Hint(_number(item["factor"]), item["text"]) for item in record["hints"]),
        fault=None if record["fault"] is None else record["fault"]["message"],
        waiver=None if record["waiver"] is None else record["waiver"]["reason"],
        _alone={**report, "plans": [{**plan, "records": [record]}]},
    )


def make_fact(fact: Tree) -> Fact:
    """A fact of a report."""
    return Fact(
        fact["path"],
        _value(fact["value"], fact["text"]),
        fact["unit"],
        fact["text"],
        fact["stated"],
        fact["file"],
        fact["line"],
        fact["column"],
    )


def _alternative(item: Tree) -> Alternative:
    value = _value(item["value"], item["text"])
    return Alternative(item["fact"], item["label"], value, item["unit"], item["text"], item["outcome"])


def _holds_if(answer: Tree) -> HoldsIf:
    intervals = tuple(map(_range, answer["intervals"]))
    values = tuple(answer.get("values", ()))
    return HoldsIf(answer["fact"], answer["text"], answer["unit"], intervals, values, answer["reason"])


def _slack(slack: Tree | None) -> Slack | None:
    if slack is None:
        return None
    ratio = None if slack["ratio"] is None else _number(slack["ratio"])
    return Slack(_number(slack["value"]), slack["unit"], ratio, slack["text"])


def _value(value: Any, text: str) -> Value:
    """A value of the report; a text is one that is said as it is, any other is the quotient of two integers."""
    match value:
        case str():
            return _number(value) if value != text and _QUOTIENT.fullmatch(value) else value
        case list():
            return tuple(_value(item, text) for item in value)
        case dict():
            return _range(value)
    known: Number | bool | None = value
    return known


def _range(interval: Tree) -> Range:
    least, most = (None if interval[end] is None else _number(interval[end]) for end in ("min", "max"))
    return Range(least, most, interval["min_open"], interval["max_open"])


def _number(number: int | str) -> Number:
    return Fraction(number) if isinstance(number, str) else number

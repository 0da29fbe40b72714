"""The end of the text report: a table of the plans, the verdict, and what was not decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from shardlaw.reports.prose import WIDTH, Role, Style, about, count, distance, paragraph

_VERDICT_ROLES: dict[str, Role] = {"pass": "good", "undecided": "warning", "fail": "error", "failed": "error"}
_ALWAYS_COUNTED = ("pass", "violation", "inconclusive", "skipped")
_MOST_MISSING = 5
_MOST_NEAR = 5


def closing(report: Mapping[str, Any], style: Style) -> Iterator[str]:
    """The last lines: the table of plans, plans that were not read, and the verdict with what was not decided."""
    if report["plans"]:
        yield from _table(report["plans"], report["verdict"])
        yield ""
    for unreadable in report["unreadable"]:
        errors = sum(1 for diagnostic in unreadable["diagnostics"] if diagnostic["severity"] == "error")
        yield f"not read: {unreadable['path']} ({count(errors, 'error')})"
    yield from _closest(report["plans"])
    if "baseline" in report:
        yield from paragraph(f"in the baseline {_known(report)}", "", "  ")
    verdict = report["verdict"]
    first, *rest = paragraph(conclusion(report), "", "  ")
    yield style.paint(verdict, _VERDICT_ROLES[verdict]) + first.removeprefix(verdict)
    yield from rest


def conclusion(report: Mapping[str, Any]) -> str:
    """The verdict, how many violations there are, and what was not decided, in one sentence."""
    said = f"{_violations(report)}; {_undecided(report)}" if report["plans"] else "nothing was audited"
    return f"{report['verdict']}: {said}"


def _table(plans: list[Mapping[str, Any]], verdict: str) -> Iterator[str]:
    """One row for each plan, and one for all of several."""
    totals: Counter[str] = Counter()
    for plan in plans:
        totals.update(plan["summary"])
    outcomes = [outcome for outcome in (*_ALWAYS_COUNTED, "waived", "fault") if _counted(outcome, totals)]
    rows = [["plan", "verdict", *outcomes]]
    rows += [
        [plan["path"], plan["verdict"], *(str(plan["summary"][outcome]) for outcome in outcomes)] for plan in plans
    ]
    if len(plans) > 1:
        rows.append([f"all {len(plans)} plans", verdict, *(str(totals[outcome]) for outcome in outcomes)])
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    widths[0] = min(widths[0], WIDTH - sum(width + len("  ") for width in widths[1:]))
    for row in rows:
        if len(row[0]) > widths[0]:  # a long path has a line of its own
            yield row[0]
            row[0] = ""
        words = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join(words + numbers)


def _closest(plans: list[Mapping[str, Any]]) -> Iterator[str]:
    """The requirements that are nearest to their limits, whether they hold or not; at most as far off as the limit.

    What is met to the last digit is left out: it was set by the limit, and equalities have no room by their nature.
    """
    near: list[tuple[Fraction, str]] = []
    for plan in plans:
        for record in plan["records"]:
            slack = None if record["binding"] is None else record["requirements"][record["binding"]]["slack"]
            if slack is None or slack["ratio"] in {None, 0}:
                continue
            subject = f" ({record['subject']['name']})" if record["subject"]["name"] else ""
            where = f"{plan['path']}: " if len(plans) > 1 else ""
            rule = f"{record['policy'].partition('@')[0]}/{record['rule']}"
            far = abs(Fraction(slack["ratio"]))
            near.append((far, f"{where}{rule}{subject} {distance(slack)}"))
    shown = [line for far, line in sorted(near) if far <= 1][:_MOST_NEAR]
    if shown:
        yield "closest to a limit:"
        for line in shown:
            yield from paragraph(line, "  ", "    ")
        yield ""


def _counted(outcome: str, totals: Mapping[str, int]) -> bool:
    return outcome in _ALWAYS_COUNTED or totals[outcome] > 0


def _violations(report: Mapping[str, Any]) -> str:
    records = [record for plan in report["plans"] for record in plan["records"]]
    new = "new " if "baseline" in report else ""
    violations = (record for record in records if record["outcome"] == "violation" and not record.get("known"))
    severities = Counter(record["severity"] for record in violations)
    kinds = ", ".join(count(severities[name], name) for name in ("error", "warning", "note") if severities[name])
    said = f"{count(severities.total(), f'{new}violation')} ({kinds})" if severities else f"no {new}violation"
    faults = sum(1 for record in records if record["outcome"] == "fault")
    return f"{said}; {count(faults, 'fault')}" if faults else said


def _known(report: Mapping[str, Any]) -> str:
    """`a.json: 2 violations, 1 inconclusive; 1 violation mended`."""
    known = Counter(record["outcome"] for plan in report["plans"] for record in plan["records"] if record["known"])
    mended = count(report["baseline"]["mended"], "violation")
    said = f"{count(known['violation'], 'violation')}, {known['inconclusive']} inconclusive; {mended} mended"
    return f"{report['baseline']['path']}: {said}"


def _undecided(report: Mapping[str, Any]) -> str:
    """How many rules were not decided, and for want of which facts, the one that would decide most first."""
    rules = {
        (plan["path"], record["policy"], record["rule"])
        for plan in report["plans"]
        for record in plan["records"]
        if record["outcome"] == "inconclusive"
    }
    if not rules:
        decided = any(
            plan["summary"][outcome] for plan in report["plans"] for outcome in ("pass", "violation", "waived")
        )
        return "every rule that applies was decided" if decided else "no rule applies"
    missing: Counter[tuple[str, str]] = Counter()
    for plan in report["plans"]:
        for entry in plan["undecided"]:
            missing[entry["fact"], entry["cause"]] += entry["rules"]
    ranked = sorted(missing.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{_fact(fact, cause)} ({number})" for (fact, cause), number in ranked[:_MOST_MISSING]]
    if len(ranked) > _MOST_MISSING:
        named.append(f"and {len(ranked) - _MOST_MISSING} more")
    return f"{count(len(rules), 'rule')} undecided: {', '.join(named)}"


def _fact(fact: str, cause: str) -> str:
    return f"{about(fact)} {'unknown' if cause == 'not stated' else cause}"

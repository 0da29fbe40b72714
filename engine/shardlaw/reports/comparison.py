"""The comparison of two audits for people: as text for a terminal, or as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shardlaw.reports import gfm
from shardlaw.reports.prose import Role, Style, clean, count, paragraph

_MOST_QUANTITIES = 20
_ROLES: dict[str | None, Role] = {"violation": "error", "fault": "error", "inconclusive": "warning", "pass": "good"}


def text(changes: Mapping[str, Any], *, colour: bool = False) -> str:
    """The comparison as text with a final newline."""
    changes, style = clean(changes), Style(colour)
    lines = [_headline(changes), ""]
    for record in changes["records"]:
        lines += [*_record(record, style), ""]
    if changes["quantities"]:
        lines += ["computed from the facts:", *_quantities(changes["quantities"]), ""]
    lines += paragraph(_summary(changes), "", "  ")
    return "\n".join(lines) + "\n"


def markdown(changes: Mapping[str, Any]) -> str:
    """The comparison as GitHub Markdown: a table of the records, the quantities folded away below it."""
    changes = clean(changes)
    old, new = changes["old"], changes["new"]
    lines = [f"### {gfm.code(old['path'])} → {gfm.code(new['path'])}: {old['verdict']} → {new['verdict']}", ""]
    if changes["records"]:
        lines += gfm.table(["rule", "subject", "before", "after", "because of"])
        lines += [_row(record) for record in changes["records"]]
        lines += [""]
    lines += [_summary(changes)]
    if changes["quantities"]:
        lines += ["", "<details><summary>Computed from the facts</summary>", ""]
        lines += gfm.table(["quantity", "subject", "before", "after", ""])
        for item in changes["quantities"]:
            words = (item["subject"], item["before"], item["after"], _times(item["ratio"]))
            lines.append(gfm.row((gfm.code(_name(item)), *map(gfm.plain, words))))
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _headline(changes: Mapping[str, Any]) -> str:
    old, new = changes["old"], changes["new"]
    return f"{old['path']} -> {new['path']}: {old['verdict']} -> {new['verdict']}"


def _record(record: Mapping[str, Any], style: Style) -> Iterator[str]:
    after = record["after"]
    rule = f"{record['severity']}[{record['policy']}/{record['rule']}]"
    subject = f"  `{record['subject']}`" if record["subject"] else ""
    yield f"{_word(record['before'])} -> {style.paint(_word(after), _ROLES.get(after, 'quiet'))}  {rule}{subject}"
    yield from paragraph(record["message"] if after in ("violation", "inconclusive") else record["title"], "   ")
    for fact in record["facts"]:
        yield f"   = {fact['path']}: {fact['before']} -> {fact['after']}"


def _word(outcome: str | None) -> str:
    return "no record" if outcome is None else outcome


def _quantities(quantities: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    shown = quantities[:_MOST_QUANTITIES]
    rows = [(f"{_name(item)} ({item['subject']})" if item["subject"] else _name(item), item) for item in shown]
    width = max(len(name) for name, _ in rows)
    for name, item in rows:
        change = f"{item['before']} -> {item['after']}"
        times = _times(item["ratio"])
        yield f"   {name.ljust(width)}  {change}{f'  ({times})' if times else ''}"
    if len(quantities) > _MOST_QUANTITIES:
        yield f"   ... and {len(quantities) - _MOST_QUANTITIES} more"


def _name(item: Mapping[str, Any]) -> str:
    name: str = item["name"]
    return name if "." in name else f"{item['policy']}: {name}"


def _times(ratio: int | str | None) -> str:
    """`x 2.9`, `x 0.35`; nothing where there is no ratio."""
    if ratio is None:
        return ""
    number = Fraction(ratio)
    if abs(number) >= 100:
        return f"x {round(number)}"
    return f"x {Decimal(number.numerator) / Decimal(number.denominator):.3g}"


def _summary(changes: Mapping[str, Any]) -> str:
    """How many records came to what before and after, and what came or went without a word above."""
    before, after = changes["old"]["summary"], changes["new"]["summary"]
    parts = [
        f"{count(before['violation'], 'violation')} before, {after['violation']} after, {changes['remaining']} in both",
        f"{before['inconclusive']} undecided before, {after['inconclusive']} after",
    ]
    quiet = {what: number for what, number in changes["quiet"].items() if number}
    if quiet:
        parts.append(f"passes and skips: {', '.join(f'{number} {what}' for what, number in quiet.items())}")
    if not changes["records"]:
        parts.insert(0, "no rule came to anything else")
    return "; ".join(parts)


def _row(record: Mapping[str, Any]) -> str:
    facts = [
        f"{gfm.code(fact['path'])} {gfm.plain(fact['before'])} → {gfm.plain(fact['after'])}" for fact in record["facts"]
    ]
    rule = f"{gfm.code(f'''{record['policy']}/{record['rule']}''')} ({record['severity']})"
    after = _word(record["after"])
    outcome = f"**{after}**" if after == "violation" else after
    return gfm.row((rule, gfm.plain(record["subject"]), _word(record["before"]), outcome, "<br>".join(facts)))

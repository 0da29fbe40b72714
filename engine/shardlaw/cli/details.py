"""What one name means, in full: the texts of `show` and `explain`."""

from __future__ import annotations

from shardlaw.cli.catalogue import GRADES, citation, domain, signature, type_name
from shardlaw.cli.tables import fields, table
from shardlaw.diagnostics import Source, Span
from shardlaw.evaluation.messages import as_written
from shardlaw.language import checked
from shardlaw.language.checker.params import written
from shardlaw.language.environment import Calculator
from shardlaw.language.types import Member
from shardlaw.language.units import Unit, units_table
from shardlaw.reports.kinds import KINDS
from shardlaw.workspace.selection import Chosen


def policy(item: Chosen) -> str:
    """A policy: why it runs, its parameters and its rules."""
    shown = item.policy
    text = f"{shown.id}@{shown.version}: {shown.title}\n"
    text += fields(
        [
            ("file", shown.source.name),
            ("sha256", shown.source.sha256),
            ("owner", shown.owner or ""),
            ("runs by", item.file.reason),
        ]
    )
    if shown.params:
        rows = [
            (f"  {shown.id}.{item.name}", type_name(item.type), f"default {written(item.default)}", domain(item))
            for item in shown.params
        ]
        text += f"\nparameters\n{table(rows)}"
    rows = [(f"  {shown.id}/{item.name}", item.severity, item.kind, item.title) for item in shown.rules]
    return f"{text}\nrules\n{table(rows)}"


def rule(item: Chosen, shown: checked.Rule) -> str:
    """A rule: what it says, why, what it rests on, and its text."""
    source = item.policy.source
    line = source.position(shown.span.start).line
    text = f"{item.policy.id}/{shown.name}: {shown.title}\n"
    text += fields(
        [
            ("policy", f"{item.policy.id}@{item.policy.version}, {source.name}:{line}"),
            ("kind", f"{shown.kind}: {KINDS[shown.kind]}"),
            ("severity", shown.severity),
            ("because", shown.because),
            ("fix", "" if shown.fix is None else as_written(shown.fix, source)),
            *(("cites", citation(cited)) for cited in shown.citations),
        ]
    )
    return f"{text}\n{_excerpt(source, shown.span)}"


def param(item: Chosen, shown: checked.Param) -> str:
    """A parameter: its type, default and domain, and how it is set."""
    name = f"{item.policy.id}.{shown.name}"
    default = written(shown.default)
    return f"{name}: {shown.meaning or 'a parameter'}\n" + fields(
        [
            ("type", type_name(shown.type)),
            ("default", default),
            ("domain", domain(shown)),
            ("set by", f"--param {name}={default}"),
        ]
    )


def fact(path: str, member: Member) -> str:
    """A fact: its type, the unit it is usually written in, and what it means."""
    return f"{path}: {member.meaning}\n" + fields(
        [
            ("type", type_name(member.type)),
            ("written in", member.unit),
            ("may be left out", "yes, it is a claim" if member.claim else ""),
        ]
    )


def formula(name: str, shown: checked.Formula) -> str:
    """A formula: its signature, how far it may be trusted, what it rests on, and its text."""
    return (
        f"{signature(name, shown.parameters, shown.result)}\n"
        + fields(
            [
                ("library", f"{shown.library}, {shown.source.name}"),
                ("class", f"{shown.grade}: {GRADES[shown.grade]}"),
                ("because", shown.because or ""),
                *(("cites", citation(cited)) for cited in shown.citations),
            ]
        )
        + f"\n{_excerpt(shown.source, shown.span)}"
    )


def calculator(name: str, shown: Calculator) -> str:
    """A calculator: its signature, what it computes, and why it is not a formula."""
    return f"{signature(name, shown.parameters, shown.result)}\n" + fields(
        [
            ("plug-in", f"{shown.plugin} {shown.version}"),
            ("gives", shown.meaning),
            ("in Python because", shown.reason),
        ]
    )


def unit(shown: Unit) -> str:
    """A unit: its dimension, what one of it is in base units, and its other spellings."""
    base = str(shown.dimension)
    known = [(symbol, aliases, meaning) for symbol, aliases, _, meaning in units_table() if symbol == shown.symbol]
    aliases = ", ".join(known[0][1]) if known else ""
    return f"{shown.symbol}: {known[0][2] if known else f'a unit of {base}'}\n" + fields(
        [
            ("dimension", base),
            ("one is", f"{shown.factor} {base if shown.dimension.exponents else ''}".rstrip()),
            ("also", aliases),
        ]
    )


def _excerpt(source: Source, span: Span) -> str:
    first, last = source.position(span.start).line, source.position(span.end - 1).line
    return "".join(f"{number:>5} | {source.line(number)}".rstrip() + "\n" for number in range(first, last + 1))

"""The answer of `shardlaw capacity` as one tree of JSON values (capacity/1, `schemas/capacity.schema.json`).

Every end of an amount has its expression and its derivation, or says why it is not known. What two derivations share
stands once, in the `steps` of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import Any

from shardlaw import __version__
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Source
from shardlaw.evaluation.derivation import causes, derivation, exact_number
from shardlaw.evaluation.display import base_unit
from shardlaw.language.values import Cause, Unknown
from shardlaw.plans.facts import Plan
from shardlaw.workspace.amounts import Amount, Convention, End, Ends, Phase, Sheet

Tree = dict[str, Any]

SCHEMA = "capacity/1"
NAME = "<expression>"  # what steps of an asked expression stand in


def build_capacity(sheet: Sheet, plans: Iterable[Plan], derived: Collection[str]) -> Tree:
    """The answer for some plans, with the derivations of the amounts in `derived`."""
    versions = {plugin.name: plugin.version for plugin, _ in sheet.lines}
    return {
        "schema": SCHEMA,
        "tool": {"name": "shardlaw", "version": __version__},
        "plugins": [{"name": name, "version": version} for name, version in sorted(versions.items())],
        "plans": [_plan(plan, sheet.phases(plan), derived) for plan in plans],
    }


def _plan(plan: Plan, phases: Sequence[Phase], derived: Collection[str]) -> Tree:
    writer = _Writer(derived)
    return {
        "path": plan.source.name,
        "sha256": plan.sha256,
        "name": plan.name,
        "phases": [writer.phase(plan, phase) for phase in phases],
        "unknown": _lacking(phases),
        "open": _open(phases),
        "alternatives": _alternatives(phases),
        "steps": writer.steps,
    }


@dataclass
class _Writer:
    """Writes amounts, and every step of the derivations that are wanted once."""

    derived: Collection[str]
    steps: list[Tree] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def phase(self, plan: Plan, phase: Phase) -> Tree:
        return {
            "phase": phase.pointer,
            "name": _said(plan, f"{phase.pointer}/name"),
            "mode": _said(plan, f"{phase.pointer}/mode"),
            "stages": phase.stages,
            "verdict": phase.verdict,
            "parts": [self.amount(amount) for amount in phase.parts],
            "total": [self.ends(ends, derive=False) for ends in phase.totals],
            "memory": [self.amount(amount) for amount in phase.memory],
            "room": [self.ends(ends, derive=False) for ends in phase.rooms],
            "answers": [self.amount(amount) for amount in phase.answers],
            "conventions": [_convention(convention) for convention in phase.conventions],
        }

    def amount(self, amount: Amount) -> Tree:
        line = amount.line
        of = [self.ends(ends, derive=line.name in self.derived) for ends in amount.of]
        narrowed = sorted(cause.subject for cause in amount.open)
        return {"name": line.name, "title": line.title, "plugin": amount.plugin, "of": of, "open": narrowed}

    def ends(self, ends: Ends, *, derive: bool) -> Tree:
        low, high = self.end(ends.low, derive=derive), self.end(ends.high, derive=derive)
        return {"stage": ends.stage, "low": low, "high": high}

    def end(self, end: End, *, derive: bool) -> Tree:
        traced = end.trace if derive else None
        return {
            "expression": end.expression,
            "value": None if end.value is None else exact_number(end.value),
            "unit": base_unit(end.dimension),
            "text": end.text,
            "causes": causes(sorted(end.causes)),
            "readings": [{"path": fact.pointer, "label": reading.label} for fact, reading in end.readings],
            "step": None if traced is None else self.step(derivation(traced, Source(NAME, end.expression))),
        }

    def step(self, node: Tree) -> int:
        """The number of a step, which is written where it is met first."""
        written = {**node, "operands": [self.step(operand) for operand in node["operands"]]}
        text = repr(written)
        if text not in self.numbers:
            self.numbers[text] = len(self.steps)
            self.steps.append(written)
        return self.numbers[text]


def _convention(convention: Convention) -> Tree:
    line, end = convention.line, convention.end
    return {
        "name": line.name,
        "title": line.title,
        "plugin": convention.plugin,
        "expression": end.expression,
        "text": end.text,
    }


def _said(plan: Plan, pointer: str) -> str | None:
    fact = plan.facts.get(pointer)
    return None if fact is None or isinstance(fact.value, Unknown) else fact.text


def _lacking(phases: Iterable[Phase]) -> list[Tree]:
    """The facts for want of which amounts are not known, the most helpful first.

    That is one that many amounts lack, and few other facts with it.
    """
    help_: dict[Cause, Fraction] = defaultdict(Fraction)
    counts: dict[Cause, int] = defaultdict(int)
    for phase in phases:
        for amount in phase.amounts:
            for cause in amount.causes:
                help_[cause] += Fraction(1, len(amount.causes))
                counts[cause] += 1
    ranked = sorted(help_, key=lambda cause: (-help_[cause], cause))
    return [{"path": cause.subject, "cause": cause.kind, "amounts": counts[cause]} for cause in ranked]


def _open(phases: Iterable[Phase]) -> list[Tree]:
    """The facts that would narrow amounts, those of most amounts first."""
    titles: dict[Cause, list[str]] = defaultdict(list)
    for phase in phases:
        for amount in phase.amounts:
            for cause in amount.open:
                titles[cause].append(amount.line.title)
    ranked = sorted(titles, key=lambda cause: (-len(titles[cause]), cause))
    return [{"path": cause.subject, "amounts": sorted(set(titles[cause]))} for cause in ranked]


def _alternatives(phases: Iterable[Phase]) -> list[Tree]:
    """The facts about which sources disagree that amounts depend on, with what each says."""
    ends = [end for phase in phases for amount in phase.amounts for of in amount.of for end in (of.low, of.high)]
    facts = {fact.pointer: fact for end in ends for fact, _ in end.readings}
    return [
        {
            "path": pointer,
            "text": fact.text,
            "labels": [reading.label for reading in fact.alternatives],
        }
        for pointer, fact in sorted(facts.items())
    ]

"""What a change of a plan changes in its audit: records, the facts behind them, and what is computed from those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics.pointers import dotted, path_order
from shardlaw.evaluation.audit import PlanResult
from shardlaw.evaluation.derivation import exact_number
from shardlaw.evaluation.display import shown
from shardlaw.evaluation.gate import Gate, verdict
from shardlaw.evaluation.records import OUTCOMES, Outcome, Record
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.types import NumberType
from shardlaw.language.values import Number
from shardlaw.plans.facts import Fact, Plan

Tree = dict[str, Any]

# How much a change of outcome matters, by what comes out: what broke, what is open, what is mended.
_WORST_FIRST: tuple[Outcome | None, ...] = ("violation", "fault", "inconclusive", "waived", "pass", "skipped", None)
_NOT_STATED = "not stated"


def build_changes(old: PlanResult, new: PlanResult, gate: Gate) -> Tree:
    """The comparison of two audits under the same policies, as a tree of plain values.

    A record is one thing in both if policy, rule and subject are; a subject goes by its name where that is unique,
    else by its place.
    """
    pairs = list(_pairs(old.records, new.records))
    changed = [pair for pair in pairs if pair.before != pair.after]
    changed.sort(key=lambda pair: _WORST_FIRST.index(pair.after))
    return {
        "old": _side(old, gate),
        "new": _side(new, gate),
        "records": [_record(pair, old.plan, new.plan) for pair in changed if not pair.is_quiet],
        "quiet": _quiet(changed),
        "remaining": sum(1 for pair in pairs if pair.before == pair.after == "violation"),
        "quantities": _quantities(pairs),
    }


@dataclass(frozen=True, slots=True)
class _Pair:
    """The record of one rule for one subject before and after; None where there is none."""

    old: Record | None
    new: Record | None

    @property
    def before(self) -> Outcome | None:
        return None if self.old is None else self.old.outcome

    @property
    def after(self) -> Outcome | None:
        return None if self.new is None else self.new.outcome

    @property
    def record(self) -> Record:
        """The later one, if there are two."""
        record = self.old if self.new is None else self.new
        assert record is not None  # noqa: S101 - one of them there is
        return record

    @property
    def is_quiet(self) -> bool:
        """Whether a record only came or went that says nothing: a pass, or a rule that does not apply."""
        return {self.before, self.after} <= {None, "pass", "skipped"}


def _pairs(old: Sequence[Record], new: Sequence[Record]) -> Iterator[_Pair]:
    shared = _unique_names(old) & _unique_names(new)
    before = {_key(record, shared): record for record in old}
    for record in new:
        yield _Pair(before.pop(_key(record, shared), None), record)
    for record in before.values():
        yield _Pair(record, None)


def _unique_names(records: Iterable[Record]) -> set[tuple[str, str, str | None]]:
    counted = Counter((record.policy.id, record.rule.name, record.subject.name) for record in records)
    return {name for name, number in counted.items() if number == 1 and name[2] is not None}


def _key(record: Record, shared: set[tuple[str, str, str | None]]) -> tuple[str, str, str | None]:
    named = (record.policy.id, record.rule.name, record.subject.name)
    return named if named in shared else (record.policy.id, record.rule.name, record.subject.pointer)


def _side(result: PlanResult, gate: Gate) -> Tree:
    outcomes = Counter(record.outcome for record in result.records)
    return {
        "path": result.plan.source.name,
        "name": result.plan.name,
        "sha256": result.plan.sha256,
        "verdict": verdict(result.records, gate),
        "summary": {outcome: outcomes[outcome] for outcome in OUTCOMES},
    }


def _record(pair: _Pair, old: Plan, new: Plan) -> Tree:
    record = pair.record
    return {
        "policy": record.policy.id,
        "rule": record.rule.name,
        "title": record.rule.title,
        "severity": record.rule.severity,
        "subject": record.subject.name or dotted(record.subject.pointer),
        "before": pair.before,
        "after": pair.after,
        "message": record.message,
        "facts": list(_facts(pair, old, new)),
    }


def _facts(pair: _Pair, old: Plan, new: Plan) -> Iterator[Tree]:
    """The facts that one of the records read and that are not the same in both plans.

    Where the subject has moved in its list, a fact of it is compared with the one at its old place.
    """
    moved = _Move(pair)
    read = {fact.pointer for fact in (pair.new.facts if pair.new is not None else ()) if fact.stated}
    read |= {moved.forward(fact.pointer) for fact in (pair.old.facts if pair.old is not None else ()) if fact.stated}
    for pointer in sorted(read, key=path_order):
        before, after = old.facts.get(moved.back(pointer)), new.facts.get(pointer)
        if _value(before) != _value(after):
            yield {"path": dotted(pointer), "before": _text(before), "after": _text(after)}


@dataclass(frozen=True, slots=True)
class _Move:
    """Where a subject stood and where it stands."""

    pair: _Pair

    def forward(self, pointer: str) -> str:
        return self._replaced(pointer, self.pair.old, self.pair.new)

    def back(self, pointer: str) -> str:
        return self._replaced(pointer, self.pair.new, self.pair.old)

    def _replaced(self, pointer: str, here: Record | None, there: Record | None) -> str:
        if here is None or there is None or not pointer.startswith(f"{here.subject.pointer}/"):
            return pointer
        return there.subject.pointer + pointer[len(here.subject.pointer) :]


def _value(fact: Fact | None) -> object:
    return None if fact is None else fact.value


def _text(fact: Fact | None) -> str:
    return _NOT_STATED if fact is None or not fact.stated else fact.text


def _quiet(changed: Iterable[_Pair]) -> Tree:
    """How many passes and skips came and went, which nobody reads one by one."""
    quiet = [pair for pair in changed if pair.is_quiet]
    return {
        "appear": sum(1 for pair in quiet if pair.old is None),
        "vanish": sum(1 for pair in quiet if pair.new is None),
        "change": sum(1 for pair in quiet if pair.old is not None and pair.new is not None),
    }


def _quantities(pairs: Iterable[_Pair]) -> list[Tree]:
    """Every named quantity that is computed from facts for a subject of both plans and came out differently."""
    found: dict[tuple[str, str, str, str, str], Tree] = {}
    for pair in pairs:
        if pair.old is None or pair.new is None:
            continue
        before, after = _computed(pair.old), _computed(pair.new)
        subject = pair.new.subject.name or dotted(pair.new.subject.pointer)
        for name in sorted(before.keys() & after.keys()):
            old, new = before[name], after[name]
            texts = (shown(old), shown(new))
            if texts[0] != texts[1]:
                found.setdefault(
                    (pair.new.policy.id, subject, name, *texts),
                    {
                        "policy": pair.new.policy.id,
                        "name": name,
                        "subject": subject,
                        "before": texts[0],
                        "after": texts[1],
                        "ratio": _ratio(old, new),
                    },
                )
    return list(found.values())


def _computed(record: Record) -> Mapping[str, Trace]:
    """The numbers of the lets and formulas behind a record, by name; a formula that was applied twice has none."""
    lets: dict[str, Trace] = {}
    formulas: dict[str, list[Trace]] = {}
    for top in record.deciding:
        for trace in top.walk():
            if not isinstance(trace.node.type, NumberType) or trace.pointer is not None:
                continue
            if isinstance(trace.node, checked.LetRef):
                lets.setdefault(trace.node.name, trace)
            elif isinstance(trace.node, checked.Apply):
                formulas.setdefault(trace.node.formula.name, []).append(trace)
    named = {id(operand) for trace in lets.values() for operand in trace.operands}
    once = {name: traces[0] for name, traces in formulas.items() if len(traces) == 1 and id(traces[0]) not in named}
    return lets | once


def _ratio(old: Trace, new: Trace) -> int | str | None:
    """The new number over the old one, where both are known and single numbers."""
    a, b = old.value, new.value
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, Number) or not isinstance(b, Number) or not a:
        return None
    return exact_number(Fraction(b) / Fraction(a))

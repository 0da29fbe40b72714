"""What blocks: from records to verdicts and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.audit import PlanResult, Unreadable
from shardlaw.evaluation.records import Outcome, Record
from shardlaw.exits import PASSED, PLUGIN_FAILED, UNDECIDED, VIOLATED, WRONG_INPUT
from shardlaw.language import checked
from shardlaw.language.values import Cause

Verdict = Literal["pass", "fail", "undecided", "failed"]
FailOn = Literal["error", "warning", "note", "never"]
Inconclusive = Literal["allow", "block"]

_SEVERITIES = ("error", "warning", "note")


class Judged(Protocol):
    """What a gate asks of: a record, or what is known of one without its derivation."""

    @property
    def policy(self) -> checked.Policy: ...

    @property
    def rule(self) -> checked.Rule: ...

    @property
    def outcome(self) -> Outcome: ...

    @property
    def known(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Gate:
    """What is asked to block.

    Violations of severity `fail_on` and above do. Inconclusive rules of those severities make an audit undecided,
    which exits with 3 under `inconclusive="block"`; rules of `must_conclude` (`policy/rule`) do so in any case.
    Records that the baseline has do neither.
    """

    fail_on: FailOn = "error"
    inconclusive: Inconclusive = "allow"
    allow_empty: bool = False
    must_conclude: frozenset[str] = frozenset()

    def violated(self, record: Judged) -> bool:
        return record.outcome == "violation" and not record.known and self._at_gate(record)

    def undecided(self, record: Judged) -> bool:
        return record.outcome == "inconclusive" and not record.known and (self._at_gate(record) or self.must(record))

    def must(self, record: Judged) -> bool:
        return f"{record.policy.id}/{record.rule.name}" in self.must_conclude

    def _at_gate(self, record: Judged) -> bool:
        if self.fail_on == "never":
            return False
        return _SEVERITIES.index(record.rule.severity) <= _SEVERITIES.index(self.fail_on)


def verdict(records: Iterable[Judged], gate: Gate) -> Verdict:
    """What the gate says of some records, of one plan or of all."""
    kept = tuple(records)
    if any(record.outcome == "fault" for record in kept):
        return "failed"
    if any(gate.violated(record) for record in kept):
        return "fail"
    return "undecided" if any(gate.undecided(record) for record in kept) else "pass"


def audit_verdict(results: Sequence[PlanResult], unreadable: Sequence[Unreadable], gate: Gate) -> Verdict:
    """What the gate says of the whole audit: `failed` where it exits with 2 or 4."""
    records = [record for result in results for record in result.records]
    return "failed" if _wrong_input(records, unreadable, gate) else verdict(records, gate)


def exit_code(results: Sequence[PlanResult], unreadable: Sequence[Unreadable], gate: Gate) -> int:
    """Wrong input before a failed plug-in before violations before undecided rules, over all plans."""
    records = [record for result in results for record in result.records]
    if _wrong_input(records, unreadable, gate):
        return WRONG_INPUT
    match verdict(records, gate):
        case "failed":
            return PLUGIN_FAILED
        case "fail":
            return VIOLATED
    waiting = [record for record in records if gate.undecided(record)]
    blocked = gate.inconclusive == "block" or any(gate.must(record) for record in waiting)
    return UNDECIDED if waiting and blocked else PASSED


def decided_nothing(records: Sequence[Record], gate: Gate) -> bool:
    """Whether no rule came to pass or violation (a waived violation is one), unless the gate or a fault excuses it."""
    excused = gate.allow_empty or any(record.outcome == "fault" for record in records)
    return not excused and not any(record.outcome in ("pass", "violation", "waived") for record in records)


def undecided(records: Iterable[Record]) -> list[tuple[Cause, int]]:
    """What kept rules from a decision, and how many rules each cause did; those of most rules first."""
    rules: dict[Cause, set[tuple[str, str, str]]] = {}
    for record in records:
        for cause in record.unknowns:
            rules.setdefault(cause, set()).add((record.policy.id, record.policy.version, record.rule.name))
    counted = ((cause, len(names)) for cause, names in rules.items())
    return sorted(counted, key=lambda item: (-item[1], item[0]))


def _wrong_input(records: Sequence[Record], unreadable: Sequence[Unreadable], gate: Gate) -> bool:
    """A plan that was not audited, or an audit that decided nothing."""
    return bool(unreadable) or decided_nothing(records, gate)

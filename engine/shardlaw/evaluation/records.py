"""What an audit finds: one record for each rule and subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.calculators import Fault
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.slack import Slack
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.values import Cause
from shardlaw.plans.facts import Fact, LabelledValue

if TYPE_CHECKING:
    from shardlaw.evaluation.hints import Hint
    from shardlaw.evaluation.solving.answers import Answer

Outcome = Literal["pass", "violation", "inconclusive", "skipped", "waived", "fault"]
Judgement = Literal["pass", "violation", "inconclusive", "fault"]
OUTCOMES: tuple[Outcome, ...] = ("pass", "violation", "inconclusive", "skipped", "waived", "fault")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule was evaluated for: an element of the plan, or the plan itself (no variable, pointer `""`).

    `fact` is where the plan says it, None for the plan itself.
    """

    pointer: str = ""
    name: str | None = None
    variable: str | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """The part of `when`, `for` or `where` that ended an evaluation; it has no trace where a calculator failed."""

    outcome: Literal["skipped", "inconclusive", "fault"]
    expression: checked.Expression
    trace: Trace | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One `require`: `message` is its `otherwise`, filled in; it has no trace where a calculator failed."""

    outcome: Judgement
    expression: checked.Expression
    message: str | None
    slack: Slack | None
    trace: Trace | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a rule comes to under one reading of a fact that has several."""

    fact: Fact
    reading: LabelledValue
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Record:
    """One outcome with its derivation.

    `when` is there if the evaluation ended before the requirements. `binding` is the index of the requirement that
    decided. `facts` are all that were read and are known, by path. `unknowns` say why an outcome is inconclusive.

    `scopes` are the names in reach of the rule, once for each combination of the `alternatives` it was tried with;
    none where not all of its names are bound. `holds_if` says which values of one fact would make it a pass, `hints`
    what the factor of a mismatch may mean. `known` is one that the baseline has, which does not block.
    """

    policy: checked.Policy
    rule: checked.Rule
    subject: Subject
    outcome: Outcome
    message: str
    fix: str | None
    facts: tuple[Fact, ...]
    when: Condition | None
    requirements: tuple[Requirement, ...]
    binding: int | None
    unknowns: tuple[Cause, ...]
    fault: Fault | None
    scopes: tuple[Scope, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    holds_if: tuple[Answer, ...] = ()
    hints: tuple[Hint, ...] = ()
    known: bool = False

    @property
    def deciding(self) -> tuple[Trace, ...]:
        """The derivations of the outcome: of the requirements, or of what ended the evaluation before them."""
        ended = () if self.when is None else (self.when.trace,)
        required = (requirement.trace for requirement in self.requirements)
        return tuple(trace for trace in (*ended, *required) if trace is not None)

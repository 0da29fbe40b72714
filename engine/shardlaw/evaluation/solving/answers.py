"""holds_if: for which values of one fact, all others as they are, a rule would pass for its subject."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from shardlaw.dataclass import dataclass, replace
from shardlaw.diagnostics.pointers import dotted
from shardlaw.evaluation.calculators import Fault
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.solving.candidates import Candidate, candidates
from shardlaw.evaluation.solving.dependence import Dependence
from shardlaw.evaluation.solving.lifting import TooMuchWorkError, Variable
from shardlaw.evaluation.solving.piecewise import LINE, Cell, Function, Piecewise, Unsolved, Value, lift, pieces_on
from shardlaw.evaluation.solving.sets import NumberSet
from shardlaw.evaluation.solving.symbolic import Follower, Frame
from shardlaw.evaluation.solving.wording import Scale, solution
from shardlaw.evaluation.trace import Trace, unknowns
from shardlaw.language.checked import Expression
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import NumberType, describe
from shardlaw.language.values import Cause, Number, Range, Unknown

# How many whole numbers around what the plan says are tried one by one, until one of them passes.
WINDOWS = (64, 512, 4096)

# What stays open however the fact is stated; other causes come and go with its value.
_STANDING = frozenset({"range undecided", "alternatives disagree", "no answer"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The values of one fact for which the rule passes: intervals in base units; of a text or a truth, `values`.

    `reason` says why they were not found; no values and no reason: there are none. `text` is for people, and every
    value in it passes when it is written into the plan.
    """

    pointer: str
    text: str
    dimension: Dimension
    intervals: tuple[Range, ...] = ()
    values: tuple[bool | str, ...] = ()
    reason: str | None = None


def holds_if(scopes: Sequence[Scope], conditions: Sequence[Expression], traces: Iterable[Trace]) -> tuple[Answer, ...]:
    """For the facts behind some traces that are most worth asking about: when would all conditions hold in all scopes?

    Nothing is asked where there is no scope.
    """
    solver = Solver([_world(scope, conditions) for scope in scopes])
    return tuple(solver.answer(candidate) for candidate in candidates(traces)) if scopes else ()


def _world(scope: Scope, conditions: Sequence[Expression]) -> World:
    traces = [evaluate(condition, scope) for condition in conditions]
    return World(scope, traces, Dependence(traces))


@dataclass(frozen=True, slots=True)
class World:
    """The names in reach of a rule for one subject, the traces of all its conditions and requirements, and what these
    depend on.
    """

    scope: Scope
    traces: Sequence[Trace]
    dependence: Dependence


@dataclass(frozen=True, slots=True)
class Solver:
    """The worlds in which a rule has to pass: one for each combination of what the plan leaves open.

    It passes where all conditions hold: where a `when` is false it is skipped, and that is not a pass.
    """

    worlds: Sequence[World]

    def answer(self, candidate: Candidate) -> Answer:
        """For which values of a fact the rule passes."""
        try:
            if candidate.labels is not None:
                return self._labelled(candidate, candidate.labels)
            if isinstance(candidate.field.type, NumberType):
                return self._measured(candidate)
        except Fault as fault:
            return _unsolved(candidate, f"the calculator {fault.calculator} fails for some of its values")
        except TooMuchWorkError:
            return _unsolved(candidate, "it would have to be tried in too many places")
        return _unsolved(candidate, f"it is {describe(candidate.field.type)}")

    def _labelled(self, candidate: Candidate, labels: Sequence[bool | str]) -> Answer:
        """A fact with finitely many values: each label stands from its number to the next."""
        cuts = tuple((number, 0) for number in range(len(labels) + 1))
        function = Piecewise(cuts, tuple(Trace(candidate.node, label) for label in labels))
        verdict = self._verdict(Variable(candidate.pointer, Cell(cuts[0], cuts[-1]), function))
        passing = tuple(label for number, label in enumerate(labels) if number in verdict.passing)
        if verdict.reason is not None or not passing:
            return _nothing(candidate, verdict, "")
        return Answer(candidate.pointer, f"{candidate.name} = {_either(passing)}", candidate.dimension, values=passing)

    def _measured(self, candidate: Candidate) -> Answer:
        field = candidate.field
        line = LINE if field.least is None else Cell((field.least, 0), LINE.high)
        variable = Variable(candidate.pointer, line, number=candidate.number, quantum=candidate.quantum)
        verdict, tried = self._verdict(variable), ""
        step = 1 if field.whole else candidate.quantum if verdict.reads_digits else None
        passing = _said_in(step, verdict.passing)
        for width in WINDOWS if field.whole else ():
            if verdict.reason is None and (passing or not tried):
                break
            line = _window(candidate, width)
            tried = f" (of {line.low[0]} to {line.high[0]})"
            verdict = self._verdict(replace(variable, line=line, tried=True))
            passing = _said_in(step, verdict.passing)
        if verdict.reason is not None or not passing:
            return _nothing(candidate, verdict, tried)
        intervals = tuple(passing.intervals())
        scale = Scale(candidate.unit, step)
        text = solution(candidate.name, intervals, scale, field.least, candidate.number or field.least or 0)
        return Answer(candidate.pointer, text + tried, candidate.dimension, intervals)

    def _verdict(self, variable: Variable) -> _Verdict:
        functions: list[Function] = []
        reads_digits = False
        for world in self.worlds:
            follower, frame = Follower(variable, world.dependence.settled(variable.pointer)), Frame(world.scope)
            functions += [follower.follow(trace.node, frame) for trace in world.traces]
            reads_digits = reads_digits or follower.reads_digits
        passing, reason, causes = NumberSet(), None, Unknown(())
        for cell, value in pieces_on(lift(variable.line, functions, _all), variable.line):
            if isinstance(value, Unsolved):
                reason = reason or value.reason
            elif isinstance(value, Trace) and isinstance(value.value, Unknown):
                causes = causes.union(value.value)
            elif isinstance(value, Trace) and value.value is True:
                passing |= NumberSet((cell.low, cell.high))
        return _Verdict(passing, reason, causes.causes, reads_digits)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Where the rule passes; why that is not known, if it is not; and why it is unknown where it is."""

    passing: NumberSet
    reason: str | None
    causes: tuple[Cause, ...]
    reads_digits: bool


def _all(_: Cell, values: tuple[Value, ...]) -> Value:
    """One false condition decides; then one that is not solved hides what the others come to."""
    for decides in (_is_false, _is_unsolved):
        found = next((value for value in values if decides(value)), None)
        if found is not None:
            return found
    settled = [value for value in values if isinstance(value, Trace)]
    unknown = unknowns(*settled)
    return settled[0] if unknown is None else Trace(settled[0].node, unknown)


def _is_false(value: Value) -> bool:
    return isinstance(value, Trace) and value.value is False


def _is_unsolved(value: Value) -> bool:
    return isinstance(value, Unsolved)


def _said_in(step: Number | None, numbers: NumberSet) -> NumberSet:
    """The numbers that a plan can say: all of them, or the multiples of a step."""
    return numbers if step is None else numbers.multiples(step)


def _window(candidate: Candidate, width: int) -> Cell:
    """So many whole numbers, with what the plan says in the middle, from the least that it may say."""
    least = 1 if candidate.field.least is None else math.ceil(candidate.field.least)
    first = least if candidate.number is None else max(least, math.floor(candidate.number) - width // 2)
    return Cell((first, 0), (first + width - 1, 1))


def _nothing(candidate: Candidate, verdict: _Verdict, tried: str) -> Answer:
    """No value was found: because it was not solved, because something else is unknown too, or there is none."""
    if verdict.reason is not None:
        return _unsolved(candidate, verdict.reason)
    missing = [dotted(cause.subject) for cause in verdict.causes if cause.kind == "not stated"]
    if missing:
        return _unsolved(candidate, f"also needs {', '.join(missing)}")
    standing = [f"{cause.kind}: {_about(cause)}" for cause in verdict.causes if cause.kind in _STANDING]
    if standing:
        return _unsolved(candidate, "; ".join(standing))
    return Answer(candidate.pointer, f"never by {candidate.name} alone{tried}", candidate.dimension)


def _about(cause: Cause) -> str:
    return dotted(cause.subject) if cause.subject.startswith("/") else cause.subject


def _unsolved(candidate: Candidate, reason: str) -> Answer:
    return Answer(candidate.pointer, f"not solved for {candidate.name}", candidate.dimension, reason=reason)


def _either(labels: Sequence[bool | str]) -> str:
    """`mha`, `mha or gqa`, `mha, gqa or mla`."""
    texts = [label if isinstance(label, str) else str(label).lower() for label in labels]
    return " or ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)

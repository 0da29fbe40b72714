"""What the GPUs of a plan's phases hold: the lines that plug-ins ask for, evaluated stage by stage.

An amount has a low and a high end. Where sources disagree about a fact, the low end is the least of what their values
give, and the high end the greatest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import Literal

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, PluginError, Source, Span
from shardlaw.evaluation.alternatives import MOST, Combination, read_as
from shardlaw.evaluation.asking import refuse_costly, worth
from shardlaw.evaluation.display import base_unit, dimension_of, value_text
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checked import Expression
from shardlaw.language.checker import check_expression
from shardlaw.language.dimensions import Dimension
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.values import Cause, Number, Unknown
from shardlaw.plans.facts import Plan
from shardlaw.plugins.registration import Plugin
from shardlaw.plugins.sheets import Line, Role, filled

Verdict = Literal["fits", "does not fit", "may fit", "unknown"]
Pick = Callable[[list[Number]], Number]

# Of a long pipeline so many stages are looked at from either end: between them all are alike but for the micro-batches
# in flight, which become fewer from stage to stage. Where a plan lays its stages out, so many are looked at.
FROM_EITHER_END = 4
MOST_STAGES = 64
BYTES = Dimension.of({"B": 1})


@dataclass(frozen=True, slots=True)
class End:
    """The low or the high end of an amount: an expression and what it comes to.

    `readings` are the values that it was taken at of facts whose sources disagree.
    """

    expression: str
    value: Number | None
    dimension: Dimension
    text: str
    causes: frozenset[Cause]
    trace: Trace | None = None
    readings: Combination = ()


@dataclass(frozen=True, slots=True)
class Ends:
    """An amount on one stage, or of the whole phase where `stage` is None."""

    stage: int | None
    low: End
    high: End


@dataclass(frozen=True, slots=True)
class Amount:
    """A line on every stage that is looked at; `open` are the facts that would narrow it and are not stated."""

    plugin: str
    line: Line
    of: tuple[Ends, ...]
    open: frozenset[Cause] = frozenset()

    def on(self, stage: int) -> Ends:
        """An amount of the whole phase is the same on all stages."""
        return next((ends for ends in self.of if ends.stage == stage), self.of[0])

    @property
    def causes(self) -> frozenset[Cause]:
        """Why it is not known on a stage."""
        return frozenset[Cause]().union(*(ends.low.causes | ends.high.causes for ends in self.of))


@dataclass(frozen=True, slots=True)
class Convention:
    """What was taken for granted."""

    plugin: str
    line: Line
    end: End


@dataclass(frozen=True, slots=True)
class Phase:
    """What the GPUs of a phase hold, what is left, what else was asked, and what was taken for granted."""

    pointer: str
    stages: int
    parts: tuple[Amount, ...]
    memory: tuple[Amount, ...]
    totals: tuple[Ends, ...]
    rooms: tuple[Ends, ...]
    answers: tuple[Amount, ...]
    conventions: tuple[Convention, ...]

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return (*self.parts, *self.memory, *self.answers)

    @property
    def verdict(self) -> Verdict:
        """By what is left: less than nothing at best on a stage, at least nothing at worst on all, or between."""
        best, worst = [room.high.value for room in self.rooms], [room.low.value for room in self.rooms]
        if any(value is not None and value < 0 for value in best):
            return "does not fit"
        if None in best or None in worst:
            return "unknown"
        return "may fit" if any(value is not None and value < 0 for value in worst) else "fits"


@dataclass(frozen=True)
class Sheet:
    """The lines of one run, each with the plug-in that asks for it, and the environment of their expressions."""

    lines: Sequence[tuple[Plugin, Line]]
    environment: Environment

    @property
    def names(self) -> tuple[str, ...]:
        """The amounts that it has."""
        return tuple(line.name for _, line in self.lines if line.role in {"part", "memory", "answer"})

    def phases(self, plan: Plan) -> list[Phase]:
        """The amounts of every phase; PluginError where a line is wrong or one of its calculators fails."""
        found = plan.root.get("phases", ())
        asked = _Asked(plan, self.environment)
        return [self._phase(asked, index) for index in range(len(found))] if isinstance(found, tuple) else []

    def _phase(self, asked: _Asked, index: int) -> Phase:
        words = {"phase": f"phases[{index}]"}
        lines = [(plugin, line) for plugin, line in self.lines if asked.applies(plugin, line, words)]
        counts = [asked.end(plugin, line.low, words, max).value for plugin, line in lines if line.role == "stages"]
        count = next((count for count in counts if isinstance(count, int)), 1)
        looked_at = _looked_at(count, laid_out=f"/phases/{index}/stages/0/index" in asked.plan.facts)

        def amounts(role: Role, rooms: Mapping[int, Ends] | None = None) -> tuple[Amount, ...]:
            return tuple(
                asked.amount(plugin, line, words, looked_at, rooms or {}) for plugin, line in lines if line.role == role
            )

        parts, memory = amounts("part"), amounts("memory")
        totals = tuple(_total(parts, stage) for stage in looked_at)
        rooms = tuple(_room(memory, total) for total in totals)
        answers = amounts("answer", dict(zip(looked_at, rooms, strict=True)))
        taken = [(p, line, asked.end(p, line.low, words, min)) for p, line in lines if line.role == "convention"]
        conventions = tuple(Convention(plugin.name, line, end) for plugin, line, end in taken if not end.causes)
        return Phase(f"/phases/{index}", count, parts, memory, totals, rooms, answers, conventions)


@dataclass
class _Asked:
    """One plan, what was asked of it, and what formulas came to on the way, under every reading of its facts."""

    plan: Plan
    environment: Environment
    plans: dict[Combination, tuple[Plan, dict[tuple[object, ...], Trace]]] = field(default_factory=dict)
    affordable: set[str] = field(default_factory=set)

    def applies(self, plugin: Plugin, line: Line, words: Mapping[str, str]) -> bool:
        """An unknown condition leaves an amount in, since what it lacks is said in its place; not a convention."""
        if line.when is None:
            return True
        value = self._trace(plugin, line.when, words).value
        return value is True if line.role == "convention" else value is not False

    def amount(
        self, plugin: Plugin, line: Line, words: Mapping[str, str], looked_at: Sequence[int], rooms: Mapping[int, Ends]
    ) -> Amount:
        of = tuple(self._ends(plugin, line, words, looked_at, rooms))
        for end in (end for ends in of for end in (ends.low, ends.high)):
            if line.role in {"part", "memory"} and end.dimension != BYTES:
                words = {"name": line.name, "plugin": plugin.name, "unit": base_unit(end.dimension) or "a plain number"}
                source = Source(plugin.name, end.expression)
                raise PluginError(Diagnostic("X124", source, Span(0, len(end.expression)), words))
        if all(ends.low.value == ends.high.value for ends in of):
            return Amount(plugin.name, line, of)
        narrowing = [self.end(plugin, path, words, min).causes for path in line.narrowed_by]
        return Amount(plugin.name, line, of, frozenset[Cause]().union(*narrowing))

    def end(self, plugin: Plugin, template: str, words: Mapping[str, str], pick: Pick) -> End:
        """An end of an amount, at that reading of facts whose sources disagree which `pick` takes by its value."""
        found = self._end(plugin, template, words, ())
        disagreed = sorted(cause.subject for cause in found.causes if cause.kind == "alternatives disagree")
        facts = [self.plan.facts[pointer] for pointer in disagreed if pointer in self.plan.facts]
        if not facts or prod(len(fact.alternatives) for fact in facts) > MOST:
            return found
        choices = product(*(fact.alternatives for fact in facts))
        ends = [self._end(plugin, template, words, tuple(zip(facts, chosen, strict=True))) for chosen in choices]
        values = [end.value for end in ends if end.value is not None]
        if len(values) < len(ends):
            return next(end for end in ends if end.value is None)
        return ends[values.index(pick(values))]

    def _ends(
        self, plugin: Plugin, line: Line, words: Mapping[str, str], looked_at: Sequence[int], rooms: Mapping[int, Ends]
    ) -> Iterable[Ends]:
        for stage in looked_at if line.of_stage else (None,):
            here = words if stage is None else {**words, "stage": str(stage)}
            room = None if stage is None else rooms.get(stage)
            low, high = (
                self._left(plugin, end, here, room, pick) if "$room" in end else self.end(plugin, end, here, pick)
                for end, pick in zip(line.ends, (min, max), strict=True)
            )
            yield Ends(stage, low, high)

    def _left(self, plugin: Plugin, template: str, words: Mapping[str, str], room: Ends | None, pick: Pick) -> End:
        """An answer that depends on what is left, in whole bytes."""
        left = None if room is None else room.low if "$room_low" in template else room.high
        if left is None or left.value is None:
            end = self.end(plugin, template, {**words, "room_low": "0 B", "room_high": "0 B"}, pick)
            unknown = end.causes | (left.causes if left is not None else frozenset())
            return End(filled(template, words), None, end.dimension, "?", unknown)
        literal = f"({floor(Fraction(left.value))} B)"
        return self.end(plugin, template, {**words, "room_low": literal, "room_high": literal}, pick)

    def _end(self, plugin: Plugin, template: str, words: Mapping[str, str], readings: Combination) -> End:
        trace = self._trace(plugin, template, words, readings)
        value = trace.value
        known = value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
        lacking = frozenset(value.causes) if isinstance(value, Unknown) else frozenset()
        dimension = dimension_of(trace.node)
        text = value_text(value, dimension, None)
        return End(filled(template, words), known, dimension, text, lacking, trace, readings)

    def _trace(self, plugin: Plugin, template: str, words: Mapping[str, str], readings: Combination = ()) -> Trace:
        source = Source(plugin.name, filled(template, words))
        expression = self._checked(source)
        if readings not in self.plans:
            self.plans[readings] = (read_as(self.plan, readings) if readings else self.plan), {}
        plan, applied = self.plans[readings]
        if template not in self.affordable:
            refuse_costly(expression, source, plan)
            self.affordable.add(template)
        return worth(expression, Scope(source, plan.root, applied=applied))

    def _checked(self, source: Source) -> Expression:
        parsed, found = parse_expression(source)
        if parsed is None:
            raise PluginError(*found)
        read = check_expression(parsed, source, self.environment)
        if read.value is None:
            raise PluginError(*read.diagnostics)
        return read.value


def _looked_at(stages: int, *, laid_out: bool) -> Sequence[int]:
    if stages <= (MOST_STAGES if laid_out else 2 * FROM_EITHER_END):
        return range(stages)
    ends = MOST_STAGES // 2 if laid_out else FROM_EITHER_END
    return (*range(ends), *range(stages - ends, stages))


def _total(parts: Iterable[Amount], stage: int) -> Ends:
    """The sum of the parts; at least what is known of them, at most nothing that is not."""
    here = [part.on(stage) for part in parts]
    unknown = frozenset[Cause]().union(*(ends.high.causes for ends in here))
    low = sum((Fraction(ends.low.value) for ends in here if ends.low.value is not None), Fraction())
    highs = [ends.high.value for ends in here]
    high = None if None in highs else sum((Fraction(value) for value in highs if value is not None), Fraction())
    return Ends(stage, _sum(low, frozenset(), "parts"), _sum(high, unknown, "parts"))


def _room(memory: Iterable[Amount], total: Ends) -> Ends:
    """What the parts leave of the memory: at worst the high total of the least, at best the low one of the most."""
    there = [amount.on(total.stage or 0) for amount in memory]

    def left(ends: Sequence[End], taken: End) -> End:
        unknown = frozenset[Cause]().union(*(end.causes for end in ends))
        known = [Fraction(end.value) for end in ends if end.value is not None]
        some = taken.value is not None and ends and len(known) == len(ends)
        value = sum(known, Fraction()) - Fraction(taken.value or 0) if some else None
        return _sum(value, unknown | taken.causes, "memory - total")

    low, high = [ends.low for ends in there], [ends.high for ends in there]
    return Ends(total.stage, left(low, total.high), left(high, total.low))


def _sum(value: Fraction | None, lacking: frozenset[Cause], expression: str) -> End:
    if value is None:
        return End(expression, None, BYTES, "?", lacking)
    return End(expression, value, BYTES, value_text(value, BYTES, None), frozenset())

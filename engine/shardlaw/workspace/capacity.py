"""What the phases of a plan take of their GPUs: the lines that plug-ins ask for, evaluated stage by stage.

The answer is one tree of JSON values (capacity/1, `schemas/capacity.schema.json`). An amount has a low and a high end,
each with its expression and its derivation; an end that is not known says why. What two derivations share stands once,
in the `steps` of the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any, Literal

from shardlaw import __version__
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import PluginError, Source
from shardlaw.evaluation.asking import ask
from shardlaw.evaluation.derivation import causes, derivation, exact_number
from shardlaw.evaluation.display import base_unit, dimension_of, value_text
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checker import check_expression
from shardlaw.language.dimensions import Dimension
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.values import Cause, Number, Unknown
from shardlaw.plans.facts import Plan
from shardlaw.plugins.registration import Plugin
from shardlaw.plugins.sheets import Line, filled

Tree = dict[str, Any]
Verdict = Literal["fits", "does not fit", "may fit", "unknown"]

SCHEMA = "capacity/1"
# Of a pipeline that the plan does not lay out, so many stages are looked at from either end: between them all are alike
# but for the micro-batches in flight, which become fewer from stage to stage.
FROM_EITHER_END = 4
BYTES = Dimension.of({"B": 1})


@dataclass(frozen=True, slots=True)
class End:
    """The low or the high end of an amount: an expression and what it comes to."""

    expression: str
    value: Number | None
    dimension: Dimension
    text: str
    causes: frozenset[Cause]
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """An amount on one stage, or of the whole phase where `stage` is None."""

    stage: int | None
    low: End
    high: End


@dataclass(frozen=True, slots=True)
class Amount:
    """A line on every stage that is looked at."""

    plugin: str
    line: Line
    of: tuple[Ends, ...]

    def on(self, stage: int) -> Ends:
        """An amount of the whole phase is the same on all stages."""
        return next((ends for ends in self.of if ends.stage == stage), self.of[0])


@dataclass(frozen=True, slots=True)
class Phase:
    """What the GPUs of a phase hold, what is left, and what else was asked."""

    pointer: str
    stages: int
    parts: tuple[Amount, ...]
    memory: tuple[Amount, ...]
    totals: tuple[Ends, ...]
    rooms: tuple[Ends, ...]
    answers: tuple[Amount, ...]

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
        return tuple(line.name for _, line in self.lines if line.role != "stages")

    def phases(self, plan: Plan) -> list[Phase]:
        """The amounts of every phase; PluginError where a line is wrong or one of its calculators fails."""
        found = plan.root.get("phases", ())
        return [self._phase(plan, index) for index in range(len(found))] if isinstance(found, tuple) else []

    def _phase(self, plan: Plan, index: int) -> Phase:
        words = {"phase": f"phases[{index}]"}
        lines = [(plugin, line) for plugin, line in self.lines if self._applies(plan, plugin, line, words)]
        counts = [self._end(plan, plugin, line.low, words).value for plugin, line in lines if line.role == "stages"]
        count = next((count for count in counts if isinstance(count, int)), 1)
        looked_at = _looked_at(count, laid_out=f"/phases/{index}/stages/0/index" in plan.facts)

        def amounts(role: str, rooms: Mapping[int, Ends] | None = None) -> tuple[Amount, ...]:
            return tuple(
                Amount(plugin.name, line, tuple(self._ends(plan, plugin, line, words, looked_at, rooms or {})))
                for plugin, line in lines
                if line.role == role
            )

        parts, memory = amounts("part"), amounts("memory")
        totals = tuple(_total(parts, stage) for stage in looked_at)
        rooms = tuple(_room(memory, total) for total in totals)
        answers = amounts("answer", dict(zip(looked_at, rooms, strict=True)))
        return Phase(f"/phases/{index}", count, parts, memory, totals, rooms, answers)

    def _applies(self, plan: Plan, plugin: Plugin, line: Line, words: Mapping[str, str]) -> bool:
        """An unknown condition leaves a line in: what it lacks is said in its place."""
        return line.when is None or self._trace(plan, plugin, filled(line.when, words)).value is not False

    def _ends(
        self,
        plan: Plan,
        plugin: Plugin,
        line: Line,
        words: Mapping[str, str],
        looked_at: Sequence[int],
        rooms: Mapping[int, Ends],
    ) -> Iterable[Ends]:
        for stage in looked_at if line.of_stage else (None,):
            here = words if stage is None else {**words, "stage": str(stage)}
            room = None if stage is None else rooms.get(stage)
            low, high = (
                self._left(plan, plugin, end, here, room) if "$room" in end else self._end(plan, plugin, end, here)
                for end in line.ends
            )
            yield Ends(stage, low, high)

    def _left(self, plan: Plan, plugin: Plugin, template: str, words: Mapping[str, str], room: Ends | None) -> End:
        """An answer that depends on what is left, in whole bytes."""
        left = None if room is None else room.low if "$room_low" in template else room.high
        if left is None or left.value is None:
            end = self._end(plan, plugin, template.replace("$room_low", "0 B").replace("$room_high", "0 B"), words)
            unknown = end.causes | (left.causes if left is not None else frozenset())
            return End(template, None, end.dimension, "?", unknown)
        literal = f"({floor(Fraction(left.value))} B)"
        return self._end(plan, plugin, template, {**words, "room_low": literal, "room_high": literal})

    def _end(self, plan: Plan, plugin: Plugin, template: str, words: Mapping[str, str]) -> End:
        expression = filled(template, words)
        trace = self._trace(plan, plugin, expression)
        value = trace.value
        known = value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
        lacking = frozenset(value.causes) if isinstance(value, Unknown) else frozenset()
        dimension = dimension_of(trace.node)
        return End(expression, known, dimension, value_text(value, dimension, None), lacking, trace)

    def _trace(self, plan: Plan, plugin: Plugin, expression: str) -> Trace:
        source = Source(plugin.name, expression)
        parsed, found = parse_expression(source)
        if parsed is None:
            raise PluginError(*found)
        read = check_expression(parsed, source, self.environment)
        if read.value is None:
            raise PluginError(*read.diagnostics)
        return ask(read.value, source, plan)


def build_capacity(sheet: Sheet, plans: Iterable[Plan], derived: Collection[str]) -> Tree:
    """The answer for some plans as the JSON tree of capacity/1, with the derivations of the amounts in `derived`."""
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
        }

    def amount(self, amount: Amount) -> Tree:
        line = amount.line
        of = [self.ends(ends, derive=line.name in self.derived) for ends in amount.of]
        return {"name": line.name, "title": line.title, "plugin": amount.plugin, "of": of}

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
            "step": None if traced is None else self.step(derivation(traced, Source("", end.expression))),
        }

    def step(self, node: Tree) -> int:
        """The number of a step, which is written where it is met first."""
        written = {**node, "operands": [self.step(operand) for operand in node["operands"]]}
        text = repr(written)
        if text not in self.numbers:
            self.numbers[text] = len(self.steps)
            self.steps.append(written)
        return self.numbers[text]


def _looked_at(stages: int, *, laid_out: bool) -> Sequence[int]:
    if laid_out or stages <= 2 * FROM_EITHER_END:
        return range(stages)
    return (*range(FROM_EITHER_END), *range(stages - FROM_EITHER_END, stages))


def _total(parts: Iterable[Amount], stage: int) -> Ends:
    """The sum of the parts; at least what is known of them, at most nothing that is not."""
    here = [part.on(stage) for part in parts]
    unknown = frozenset[Cause]().union(*(ends.high.causes for ends in here))
    low = sum((Fraction(ends.low.value) for ends in here if ends.low.value is not None), Fraction())
    highs = [ends.high.value for ends in here]
    high = None if None in highs else sum((Fraction(value) for value in highs if value is not None), Fraction())
    return Ends(stage, _sum(low, frozenset(), "parts"), _sum(high, unknown, "parts"))


def _room(memory: Iterable[Amount], total: Ends) -> Ends:
    """What the parts leave of the memory: at worst after the high total, at best after the low one."""
    there = [amount.on(total.stage or 0).low for amount in memory]
    unknown = frozenset[Cause]().union(*(end.causes for end in there))
    known = [Fraction(end.value) for end in there if end.value is not None]
    capacity = sum(known, Fraction()) if there and len(known) == len(there) else None

    def left(taken: End) -> End:
        value = None if capacity is None or taken.value is None else capacity - taken.value
        return _sum(value, unknown | taken.causes, "memory - total")

    return Ends(total.stage, left(total.high), left(total.low))


def _sum(value: Fraction | None, lacking: frozenset[Cause], expression: str) -> End:
    if value is None:
        return End(expression, None, BYTES, "?", lacking)
    return End(expression, value, BYTES, value_text(value, BYTES, None), frozenset())


def _said(plan: Plan, pointer: str) -> str | None:
    fact = plan.facts.get(pointer)
    return None if fact is None or isinstance(fact.value, Unknown) else fact.text


def _lacking(phases: Iterable[Phase]) -> list[Tree]:
    """The facts for want of which amounts are open, those of most amounts first."""
    wanting = Counter(
        cause
        for phase in phases
        for amount in (*phase.parts, *phase.memory, *phase.answers)
        for cause in frozenset[Cause]().union(*(ends.low.causes | ends.high.causes for ends in amount.of))
    )
    ranked = sorted(wanting.items(), key=lambda item: (-item[1], item[0]))
    return [{"path": cause.subject, "cause": cause.kind, "amounts": amounts} for cause, amounts in ranked]

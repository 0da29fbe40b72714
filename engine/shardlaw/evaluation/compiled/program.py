"""Policies as one function over prepared facts.

Rules that go through the same lists share their loops, rules that wait for the same condition share its test, and all
share the facts. The function reports what is not a pass as events, and how many subjects each structure of loops had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, cast

from shardlaw.dataclass import dataclass, field
from shardlaw.evaluation.compiled import absent
from shardlaw.evaluation.compiled.blocks import Block, Globals
from shardlaw.evaluation.compiled.calls import reachable
from shardlaw.evaluation.compiled.fragments import Names, Place, Plain, Unpacked
from shardlaw.evaluation.compiled.fragments import Sequence as Listed
from shardlaw.evaluation.compiled.layout import Layout, Row
from shardlaw.evaluation.compiled.lowering import Lowering
from shardlaw.evaluation.compiled.numeric import half_even
from shardlaw.evaluation.compiled.quantities import UnloweredError
from shardlaw.evaluation.compiled.traces import Kept, Traces
from shardlaw.language import checked
from shardlaw.language.values import exact

Settings = Mapping[tuple[str, str], checked.Constant]
Found = tuple[list[int], tuple[int, ...]] | tuple[list[int], tuple[int, ...], list[Kept]]


@dataclass(frozen=True, slots=True)
class Event:
    """What some rules came to for one subject; `inner` where that is a subject of the innermost loop."""

    outcome: Literal["violation", "skipped", "open"]
    rules: tuple[int, ...]
    inner: bool = True


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled set of rules.

    `run` takes a row of `layout` and gives the indexes of events, and the number of subjects of each structure; a
    tracing program gives what its blocks captured in addition, which `traces` reads. `counters` are the structures of
    the rules that are compiled, by index; `left` are the others, with the reason.
    """

    rules: tuple[tuple[checked.Policy, checked.Rule], ...]
    layout: Layout
    events: tuple[Event, ...]
    counters: Mapping[int, int]
    left: Mapping[int, str]
    text: str
    run: Callable[[Row], Found]
    traces: Traces


@dataclass(frozen=True, slots=True)
class _Unit:
    """A rule on its way to its place: the conditions of this depth that are still to be tested."""

    index: int
    policy: checked.Policy
    rule: checked.Rule
    conditions: tuple[checked.Expression, ...]


def build(policies: Iterable[checked.Policy], settings: Settings, *, tracing: bool = False) -> Program:
    """Compile all rules of some policies; `settings` are values of their parameters."""
    rules = tuple((policy, rule) for policy in policies for rule in policy.rules)
    writer = _Writer(rules, settings, tracing=tracing)
    lines = list(writer.lines())
    text = "\n".join(lines) + "\n"
    names = namespace(writer.lowering.globals)
    exec(compile(text, "<policies>", "exec"), names)  # noqa: S102 - our own text: no name or literal in it is a policy's
    run = cast("Callable[[Row], Found]", names["run"])
    return Program(
        rules,
        writer.layout,
        tuple(writer.events),
        writer.counters,
        writer.left,
        text,
        run,
        Traces(tuple(writer.traced), tuple(writer.lowering.captured), writer.lowering.turns),
    )


def namespace(constants: Globals) -> dict[str, object]:
    """What generated code refers to by name."""
    return {
        **constants.constants,
        **{name: getattr(absent, name) for name in ("NOT_STATED", "OPEN", "FAULT", "UNDECIDED")},
        **{function.__name__: function for function in (absent.said, absent.present, absent.undecided)},
        **{function.__name__: function for function in (half_even, exact, Fraction)},
    }


@dataclass
class _Section:
    """A block with what stands below it."""

    block: Block
    parts: list[Iterable[str]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield from self.block.lines()
        for part in self.parts:
            yield from part


class _Writer:
    def __init__(
        self, rules: Sequence[tuple[checked.Policy, checked.Rule]], settings: Settings, *, tracing: bool
    ) -> None:
        self.lowering = Lowering(tracing=tracing)
        self.layout = Layout()
        self.root = Unpacked(self.layout, "p")
        self.events: list[Event] = []
        self.counters: dict[int, int] = {}
        self.left: dict[int, str] = {}
        self.traced: list[tuple[Block, tuple[str, ...]]] = []
        self.chain: list[Block] = [self.lowering.scope]
        self.subjects = 1
        self.rules = rules
        self.settings = settings

    def lines(self) -> Iterator[str]:
        names = {id(policy): self._policy_names(policy) for policy, _ in self.rules}
        units = [_Unit(index, policy, rule, _at(rule, 0)) for index, (policy, rule) in enumerate(self.rules)]
        section = _Section(self.lowering.scope)
        self._place(units, 0, names, section, 0)
        body = list(section.lines())
        counters = ", ".join(f"n{index}" for index in range(self.subjects))
        kept = ", kept" if self.lowering.tracing else ""
        yield "def run(row):"
        yield f" {self.root.target()} = row"
        yield " events = []"
        yield " add = events.append"
        if kept:
            yield " kept = []"
        yield " n0 = 1"
        yield from (f" n{index} = 0" for index in range(1, self.subjects))
        yield from (f" {line}" for line in body)
        yield f" return events, ({counters},){kept}"

    def _policy_names(self, policy: checked.Policy) -> Names:
        params = {param.name: self.settings.get((policy.id, param.name), param.default) for param in policy.params}
        return Names(Place(self.root), params, {let.name: let for let in policy.lets})

    # ---- structure -----------------------------------------------------------------------------------

    def _place(self, units: list[_Unit], depth: int, names: dict[int, Names], section: _Section, counter: int) -> None:
        """Write some rules below the first `depth` of their bindings."""
        alone = [unit for unit in units if self._own_test(unit)]
        shared: dict[tuple[int, bool], list[_Unit]] = {}
        for unit in units:
            if not self._own_test(unit):
                test = id(unit.conditions[0]) if unit.conditions else 0
                shared.setdefault((test, depth == len(unit.rule.bindings)), []).append(unit)
        for (test, bound), group in shared.items():
            if test and (len(group) > 1 or not bound):
                self._guarded(group, depth, names, section, counter)
            elif test:
                alone += group
            else:
                self._bound(group, depth, names, section, counter)
        for unit in alone:
            if depth < len(unit.rule.bindings):
                self._leave(unit, "a calculator in a condition above a loop")
            else:
                self._judged(unit, names, section, counter)
        self._keep(section)

    def _own_test(self, unit: _Unit) -> bool:
        """Whether the conditions of a rule are tested apart: a calculator that fails comes before a false one."""
        rule, lets = unit.rule, (*unit.policy.lets, *unit.rule.lets)
        return bool(unit.conditions) and any(
            True for node in _told(rule, unit.conditions) for _ in reachable(node, lets)
        )

    def _guarded(
        self, group: list[_Unit], depth: int, names: dict[int, Names], section: _Section, counter: int
    ) -> None:
        """Rules that share their next condition: one test for all of them."""
        first = group[0]
        try:
            test = self.lowering.plain(first.conditions[0], self._names(first, names))
        except UnloweredError as error:
            for unit in group:
                self._leave(unit, str(error))
            return
        guard = self.lowering.globals.fresh("g")
        holds, unsure = _Section(Block(self.lowering.globals)), _Section(Block(self.lowering.globals))
        rest = [_Unit(unit.index, unit.policy, unit.rule, unit.conditions[1:]) for unit in group]
        self._inside(holds, lambda: self._place(rest, depth, _branched(names), holds, counter))
        bound = depth == len(first.rule.bindings)
        self._inside(unsure, lambda: self._unsure(rest, _branched(names), unsure, bound=bound))
        indexes = tuple(unit.index for unit in group)
        section.parts.append(
            _Lines(
                lambda: _guard_lines(
                    guard, test, holds, unsure, self._event(Event("skipped", self._kept(indexes), bound))
                )
            )
        )

    def _unsure(self, units: list[_Unit], names: dict[int, Names], section: _Section, *, bound: bool) -> None:
        """Rules whose shared condition is open: those of which another one is false are skipped all the same."""
        plain = tuple(unit.index for unit in units if not unit.conditions)
        if plain:
            section.parts.append([f"add({self._event(Event('open', plain))})"])
        for unit in units:
            own = self._names(unit, names)
            try:
                tests = [self.lowering.plain(condition, own).text for condition in unit.conditions]
            except UnloweredError:
                continue  # the rule is left where it is judged
            if not tests:
                continue
            codes = {
                "open": self._event(Event("open", (unit.index,))),
                "skipped": self._event(Event("skipped", (unit.index,), bound)),
            }
            section.parts.append(list(_unsure_lines(tests, codes)))

    def _bound(self, group: list[_Unit], depth: int, names: dict[int, Names], section: _Section, counter: int) -> None:
        """Rules without a condition left: those that are bound, and the loops of the others."""
        loops: dict[tuple[str, int], list[_Unit]] = {}
        sources: dict[tuple[str, int], Listed] = {}
        for unit in group:
            if depth == len(unit.rule.bindings):
                self._judged(unit, names, section, counter)
                continue
            bind = unit.rule.bindings[depth]
            try:
                source = self.lowering.lower(bind.source, self._names(unit, names))
            except UnloweredError as error:
                self._leave(unit, str(error))
                continue
            if not isinstance(source, Listed) or source.rows is None:
                self._leave(unit, "a loop over no list of records")
                continue
            key = (source.text, 0 if bind.condition is None else id(bind.condition))
            sources[key] = source
            loops.setdefault(key, []).append(unit)
        for key, units in loops.items():
            self._each(units, depth, names, section, sources[key])

    def _each(self, units: list[_Unit], depth: int, names: dict[int, Names], section: _Section, source: Listed) -> None:
        """A loop, and below it the rules that go through it."""
        assert source.rows is not None  # noqa: S101 - a list of records
        inner = _Section(Block(self.lowering.globals))
        row = Unpacked(source.rows, self.lowering.globals.fresh("e"), {inner.block: 0})
        below = {
            id(unit.policy): names[id(unit.policy)].branch({unit.rule.bindings[depth].name: Place(row)})
            for unit in units
        }
        condition = units[0].rule.bindings[depth].condition
        counter, self.subjects = self.subjects, self.subjects + 1
        rest = [_Unit(unit.index, unit.policy, unit.rule, _at(unit.rule, depth + 1)) for unit in units]
        where: list[Plain] = []

        def content() -> None:
            try:
                if condition is not None:
                    where.append(self.lowering.plain(condition, self._names(units[0], below)))
            except UnloweredError as error:
                for unit in units:
                    self._leave(unit, str(error))
            else:
                self._place(rest, depth + 1, below, inner, counter)

        self._inside(inner, content)
        indexes = tuple(unit.index for unit in units)
        section.parts.append(
            _Lines(
                lambda: _loop_lines(
                    row, source.text, where, inner, counter, self._event(Event("open", self._kept(indexes)))
                )
            )
        )

    def _inside(self, section: _Section, content: Callable[[], None]) -> None:
        """Write the content of a section, whose block is where its statements go."""
        outer, self.lowering.scope = self.lowering.scope, section.block
        self.chain.append(section.block)
        content()
        self.chain.pop()
        self.lowering.scope = outer

    def _keep(self, section: _Section) -> None:
        """Keep what a block captured."""
        names = tuple(dict.fromkeys(self.lowering.kept.get(section.block, ())))
        if names:
            section.parts.append([f"kept.append(({len(self.traced)}, {', '.join(names)}))"])
            self.traced.append((section.block, names))

    # ---- rules ---------------------------------------------------------------------------------------

    def _names(self, unit: _Unit, names: dict[int, Names]) -> Names:
        policy = names[id(unit.policy)]
        lets = {let.name: let for let in unit.rule.lets}
        return Names(policy.root, policy.params, lets, policy.elements, outer=policy) if lets else policy

    def _judged(self, unit: _Unit, names: dict[int, Names], section: _Section, counter: int) -> None:
        """One rule whose names are bound."""
        own = self._names(unit, names)
        lets = (*unit.policy.lets, *unit.rule.lets)
        told = _told(unit.rule, unit.conditions)
        nodes = [*unit.conditions, *(require.condition for require in unit.rule.requirements)]
        try:
            for node in told:
                if next(reachable(node, lets), None) is not None:
                    self.lowering.lower(node, own)
            texts = [self.lowering.plain(node, own).text for node in nodes]
        except UnloweredError as error:
            self._leave(unit, str(error))
            return
        called = {id(call) for node in (*told, *nodes) for call in reachable(node, lets)}
        faults = sorted(
            name for key in called for home, name in self.lowering.called.get(key, ()) if home in self.chain
        )
        self.counters[unit.index] = counter
        conditions, required = texts[: len(unit.conditions)], texts[len(unit.conditions) :]
        codes = {outcome: self._event(Event(outcome, (unit.index,))) for outcome in ("violation", "skipped", "open")}
        section.parts.append(list(_rule_lines(faults, conditions, required, codes)))

    def _leave(self, unit: _Unit, reason: str) -> None:
        self.left[unit.index] = reason

    def _kept(self, rules: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(rule for rule in rules if rule not in self.left)

    def _event(self, event: Event) -> int:
        self.events.append(event)
        return len(self.events) - 1


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines that are known once everything is lowered."""

    make: Callable[[], Iterator[str]]

    def __iter__(self) -> Iterator[str]:
        return self.make()


def _at(rule: checked.Rule, depth: int) -> tuple[checked.Expression, ...]:
    return tuple(condition for bound, condition in rule.conditions if bound == depth)


def _told(rule: checked.Rule, conditions: Sequence[checked.Expression]) -> list[checked.Expression]:
    """What is evaluated whatever a rule comes to: its conditions, and what stands in its messages."""
    templates = (rule.message, rule.fix, *(require.message for require in rule.requirements))
    holes = [part for template in templates if template is not None for part in template.parts]
    return [*conditions, *(hole.expression for hole in holes if isinstance(hole, checked.Hole))]


def _branched(names: dict[int, Names]) -> dict[int, Names]:
    return {key: each.branch({}) for key, each in names.items()}


def _guard_lines(guard: str, test: Plain, holds: _Section, unsure: _Section, skipped: int) -> Iterator[str]:
    yield "try:"
    yield f" {guard} = True if {test.text} else False"
    yield "except UNDECIDED:"
    yield f" {guard} = None"
    yield f"if {guard}:"
    yield from (f" {line}" for line in (*holds.lines(), "pass"))
    yield f"elif {guard} is None:"
    yield from (f" {line}" for line in (*unsure.lines(), "pass"))
    yield f"else: add({skipped})"


def _unsure_lines(tests: list[str], codes: Mapping[str, int]) -> Iterator[str]:
    yield "try:"
    yield f" add({codes['open']} if {' and '.join(tests)} else {codes['skipped']})"
    yield "except UNDECIDED:"
    yield f" add({codes['open']})"


def _loop_lines(
    row: Unpacked, source: str, where: list[Plain], inner: _Section, counter: int, left: int
) -> Iterator[str]:
    lines = list(inner.lines())
    yield "try:"
    yield f" for {row.target()} in {source}:"
    yield from (f"  if not {condition.text}: continue" for condition in where)
    yield f"  n{counter} += 1"
    yield from (f"  {line}" for line in lines)
    yield "except UNDECIDED:"
    yield f" add({left})"


def _rule_lines(
    faults: list[str], conditions: list[str], required: list[str], codes: Mapping[str, int]
) -> Iterator[str]:
    yield "try:"
    if faults:
        yield f" if {' or '.join(f'{name} is FAULT' for name in faults)}: undecided()"
    indent = " "
    if conditions:
        yield f" if {' and '.join(conditions)}:"
        indent = "  "
    yield f"{indent}if not ({' and '.join(required)}): add({codes['violation']})"
    if conditions:
        yield f" else: add({codes['skipped']})"
    yield "except UNDECIDED:"
    yield f" add({codes['open']})"

"""What an evaluation did not read, it does not depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shardlaw.evaluation.trace import Place, Trace, Value
from shardlaw.language import checked
from shardlaw.language.values import Unknown
from shardlaw.plans.facts import canonical


def said_at(trace: Trace) -> str | None:
    """The pointer at which the plan says the value of a trace, or should."""
    if trace.pointer is not None and isinstance(trace.value, Unknown):
        return canonical(trace.pointer)
    return trace.pointer


def contains(value: Value, pointer: str) -> bool:
    """Whether a fact is in a record, or in one of a list of them; phases inherit all that is said of the hardware."""
    if isinstance(value, tuple):
        return any(contains(element.value, pointer) for element in value)
    if not isinstance(value, Place):
        return False
    inherited = pointer.startswith("/hardware/") and value.pointer.startswith("/phases")
    return inherited or pointer.startswith(f"{value.pointer}/")


class Dependence:
    """What some traces, and those below them, read of the plan.

    Only nodes that were evaluated `alone` are kept: in a loop or a formula a node has many traces, and what its
    variables and arguments were made from is not below it.
    """

    def __init__(self, traces: Iterable[Trace]) -> None:
        self.alone: list[Trace] = []
        self.pointers: dict[int, frozenset[str]] = {}  # by the identity of a trace: the facts that it depends on
        self.handed: dict[int, frozenset[int]] = {}  # and which records and lists calculators were given on the way
        self.records: dict[int, Value] = {}  # those, by their identity
        for trace in traces:
            self._look(trace, alone=True)

    def settled(self, pointer: str) -> Mapping[int, Trace]:
        """The traces that would be the same whatever the fact at `pointer` is, by the identity of their nodes."""
        within = {identity for identity, value in self.records.items() if contains(value, pointer)}
        return {
            id(trace.node): trace
            for trace in self.alone
            if pointer not in self.pointers[id(trace)] and within.isdisjoint(self.handed[id(trace)])
        }

    def _look(self, trace: Trace, *, alone: bool) -> None:
        if id(trace) in self.pointers:
            return
        for index, operand in enumerate(trace.operands):
            self._look(operand, alone=alone and _is_alone(trace, index))
        below = [id(operand) for operand in trace.operands]
        self.pointers[id(trace)] = _read(trace).union(*(self.pointers[operand] for operand in below))
        handed = {id(value): value for value in _handed(trace)}
        self.records |= handed
        self.handed[id(trace)] = frozenset(handed).union(*(self.handed[operand] for operand in below))
        if alone:
            self.alone.append(trace)


def _read(trace: Trace) -> frozenset[str]:
    """The pointers of the facts that a trace itself reads, apart from its operands."""
    elements = trace.value if isinstance(trace.value, tuple) else ()
    found: set[str] = set()
    for part in (trace, *elements):
        pointer = said_at(part)
        if pointer is not None:
            found.add(pointer)
        if part.fact is not None:
            found.update(part.fact.operands)
    return frozenset(found)


def _handed(trace: Trace) -> list[Value]:
    """The records and lists that a calculator is given, of which it may read anything."""
    if not isinstance(trace.node, checked.Calculate):
        return []
    return [argument.value for argument in trace.operands if isinstance(argument.value, (Place, tuple))]


def _is_alone(trace: Trace, index: int) -> bool:
    """Whether an operand is evaluated once for its expression: the list of a loop is, the arguments of a formula."""
    match trace.node:
        case checked.Quantifier() | checked.Fold() | checked.Select():
            return index == 0
        case checked.Apply(arguments=arguments):
            return index < len(arguments)
    return True

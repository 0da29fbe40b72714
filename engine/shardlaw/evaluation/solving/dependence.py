"""What an evaluation did not read, it does not depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shardlaw.dataclass import dataclass, field
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


def settled(traces: Iterable[Trace], pointer: str) -> Mapping[int, Trace]:
    """The traces below some others that would be the same whatever the fact at `pointer` is, by node identity."""
    search = _Search(pointer)
    for trace in traces:
        search.depends(trace, alone=True)
    return search.settled


@dataclass(slots=True)
class _Search:
    """Looks through traces for those that depend on a fact.

    Only nodes that were evaluated `alone` are kept: in a loop or a formula a node has many traces, and what its
    variables and arguments were made from is not below it.
    """

    pointer: str
    settled: dict[int, Trace] = field(default_factory=dict)
    known: dict[int, bool] = field(default_factory=dict)

    def depends(self, trace: Trace, *, alone: bool) -> bool:
        found = self.known.get(id(trace))
        if found is None:
            below = [
                self.depends(operand, alone=alone and _is_alone(trace, index))
                for index, operand in enumerate(trace.operands)
            ]
            found = self.known[id(trace)] = any(below) or self._reads(trace)
            if alone and not found:
                self.settled[id(trace.node)] = trace
        return found

    def _reads(self, trace: Trace) -> bool:
        """Whether a trace itself, apart from its operands, reads the fact."""
        elements = trace.value if isinstance(trace.value, tuple) else ()
        if any(self._says(part) for part in (trace, *elements)):
            return True
        if isinstance(trace.node, checked.Calculate):
            return any(contains(argument.value, self.pointer) for argument in trace.operands)
        return False

    def _says(self, trace: Trace) -> bool:
        return said_at(trace) == self.pointer or (trace.fact is not None and self.pointer in trace.fact.operands)


def _is_alone(trace: Trace, index: int) -> bool:
    """Whether an operand is evaluated once for its expression: the list of a loop is, the arguments of a formula."""
    match trace.node:
        case checked.Quantifier() | checked.Fold() | checked.Select():
            return index == 0
        case checked.Apply(arguments=arguments):
            return index < len(arguments)
    return True

"""Which facts an evaluation read, and what the plan says of a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shardlaw.diagnostics.pointers import path_order
from shardlaw.evaluation.records import Subject
from shardlaw.evaluation.trace import Place, Trace
from shardlaw.language import checked
from shardlaw.plans.facts import Fact, Plan


def facts_read(traces: Iterable[Trace], plan: Plan) -> tuple[Fact, ...]:
    """The facts behind some traces, in the order of their paths, with the counts they were divided by.

    Of a record that a calculator was given, they are those that its steps name.
    """
    facts: dict[str, Fact] = {}
    for top in traces:
        for trace in top.walk():
            for origin in (trace, *_elements(trace)):
                if origin.fact is not None and origin.stated:
                    facts[origin.fact.pointer] = origin.fact
                    facts.update((pointer, plan.facts[pointer]) for pointer in origin.fact.operands)
            facts.update((step.fact, plan.facts[step.fact]) for step in trace.steps if step.fact in plan.facts)
    return tuple(facts[pointer] for pointer in sorted(facts, key=path_order))


def subject_of(variable: str, element: Trace) -> Subject:
    """The subject that an element bound by a `for` clause is. Its place is that of its index."""
    if not isinstance(element.value, Place):
        return Subject(element.pointer or "", None, variable, element.fact)
    name, index = element.value.branch.get("name"), element.value.branch.get("index")
    known = name.value if isinstance(name, Fact) and isinstance(name.value, str) else None
    return Subject(element.value.pointer, known, variable, index if isinstance(index, Fact) else None)


def _elements(trace: Trace) -> Iterator[Trace]:
    """The elements of the lists that an expression reads as a whole."""
    if isinstance(trace.node, (checked.Among, checked.Calculate)):
        for operand in trace.operands:
            if isinstance(operand.value, tuple):
                yield from operand.value

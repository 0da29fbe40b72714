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
    seen: set[int] = set()
    pending = list(traces)
    while pending:
        trace = pending.pop()
        if id(trace) in seen:
            continue
        seen.add(id(trace))
        pending += trace.operands
        if trace.fact is not None:
            _note(trace.fact, trace, facts, plan)
        if isinstance(trace.node, (checked.Among, checked.Calculate)):
            for element in _elements(trace):
                if element.fact is not None:
                    _note(element.fact, element, facts, plan)
            facts.update((step.fact, plan.facts[step.fact]) for step in trace.steps if step.fact in plan.facts)
    return tuple(facts[pointer] for pointer in sorted(facts, key=path_order))


def _note(fact: Fact, origin: Trace, facts: dict[str, Fact], plan: Plan) -> None:
    """Add the fact that a value is, if the plan states it."""
    if origin.stated:
        facts[fact.pointer] = fact
        facts.update((pointer, plan.facts[pointer]) for pointer in fact.operands)


def subject_of(variable: str, element: Trace) -> Subject:
    """The subject that an element bound by a `for` clause is. Its place is that of its index."""
    if not isinstance(element.value, Place):
        return Subject(element.pointer or "", None, variable, element.fact)
    name, index = element.value.branch.get("name"), element.value.branch.get("index")
    known = name.value if isinstance(name, Fact) and isinstance(name.value, str) else None
    return Subject(element.value.pointer, known, variable, index if isinstance(index, Fact) else None)


def _elements(trace: Trace) -> Iterator[Trace]:
    """The elements of the lists that an expression reads as a whole."""
    for operand in trace.operands:
        if isinstance(operand.value, tuple):
            yield from operand.value

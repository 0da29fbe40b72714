"""Which facts an evaluation read, and what the plan says of a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shardlaw.diagnostics.pointers import path_order
from shardlaw.evaluation.records import Subject
from shardlaw.evaluation.trace import Place, Trace
from shardlaw.plans.facts import Fact, Plan, Tree


def facts_read(traces: Iterable[Trace], plan: Plan) -> tuple[Fact, ...]:
    """The facts behind some traces, in the order of their paths, with the counts they were divided by.

    Of a record that a calculator was given, they are those that its steps name.
    """
    facts: dict[str, Fact] = {}
    for top in traces:
        for trace in top.walk():
            elements = trace.value if isinstance(trace.value, tuple) else ()
            for origin in (trace, *elements):
                if origin.fact is not None and origin.stated:
                    facts[origin.fact.pointer] = origin.fact
                    facts.update((pointer, plan.facts[pointer]) for pointer in origin.fact.operands)
            facts.update((step.fact, plan.facts[step.fact]) for step in trace.steps if step.fact in plan.facts)
    return tuple(facts[pointer] for pointer in sorted(facts, key=path_order))


def subject_of(variable: str, element: Trace) -> Subject:
    """The subject that an element bound by a `for` clause is."""
    if not isinstance(element.value, Place):
        return Subject(element.pointer or "", None, variable, element.fact)
    pointer, branch = element.value.pointer, element.value.branch
    name = branch.get("name")
    said = [fact for fact in _leaves(branch) if fact.pointer.startswith(f"{pointer}/")]
    first = min(said, key=lambda fact: (fact.span.start, fact.pointer), default=None)
    known = name.value if isinstance(name, Fact) and isinstance(name.value, str) else None
    return Subject(pointer, known, variable, first)


def _leaves(tree: Tree) -> Iterator[Fact]:
    if isinstance(tree, Fact):
        yield tree
        return
    for part in tree.values() if isinstance(tree, Mapping) else tree:
        yield from _leaves(part)

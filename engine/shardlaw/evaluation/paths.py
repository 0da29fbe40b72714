"""Reading the plan: roots, members and elements, each with its pointer, also where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping

from shardlaw.evaluation.arithmetic import quantity
from shardlaw.evaluation.trace import Place, Trace, unknowns
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import Unknown
from shardlaw.plans.facts import REVISED, Branch, Fact, Tree, canonical


def root(node: checked.Root, plan: Branch) -> Trace:
    """`name`. Of the plan that a plan revises nothing is known where it revises none: that is what is missing."""
    if node.name == REVISED and REVISED not in plan:
        return Trace(node, Unknown.because("not stated", "/revises"))
    return _read(node, plan.get(node.name), f"/{node.name}")


def member(node: checked.Member, base: Trace) -> Trace:
    """`base.name`. A record that is not stated has no members that are: what is missing is the member."""
    if isinstance(base.value, Place):
        pointer = f"{base.value.pointer}/{node.name}"
        found = _read(node, base.value.branch.get(node.name), pointer)
    elif isinstance(base.value, Unknown) and base.pointer is not None and unsaid(base):
        found = _read(node, None, f"{base.pointer}/{node.name}")
    else:
        found = Trace(node, base.value)
    return through(node, found, base)


def at(node: checked.At, base: Trace, index: Trace, text: str) -> Trace:
    """`base[index]`, counted from 0."""
    unknown = unknowns(base, index)
    if unknown is not None or not isinstance(base.value, tuple):
        return Trace(node, unknown or base.value, (base, index))
    place = quantity(index)
    if not isinstance(place, int) or not 0 <= place < len(base.value):
        return Trace(node, Unknown.because("no such element", text), (base, index))
    element = base.value[place]
    return through(node, element, base, index)


def through(node: Expression, origin: Trace, *operands: Trace) -> Trace:
    """An expression that is worth what another one is: with its value go its unit, digits and place in the plan."""
    return Trace(node, origin.value, operands, origin.unit, origin.quantum, origin.fact, origin.pointer)


def written_unit(symbol: str) -> Unit | None:
    unit = parse_unit(symbol) if symbol else None
    return unit if isinstance(unit, Unit) else None


def _read(node: Expression, tree: Tree | None, pointer: str) -> Trace:
    match tree:
        case None:
            return Trace(node, Unknown.because("not stated", canonical(pointer)), pointer=pointer)
        case Fact(value=value):
            return Trace(node, value, (), written_unit(tree.written_unit), tree.quantum, tree, tree.pointer)
        case tuple():
            elements = tuple(_read(node, element, f"{pointer}/{index}") for index, element in enumerate(tree))
            return Trace(node, elements, pointer=pointer)
        case Mapping():
            return Trace(node, Place(pointer, tree), pointer=pointer)


def unsaid(trace: Trace) -> bool:
    """Whether an unknown value is so because nothing is said: nothing else went wrong, no fact is only half said."""
    if isinstance(trace.value, Unknown) and any(cause.kind != "not stated" for cause in trace.value.causes):
        return False
    return not any(origin.stated and isinstance(origin.value, Unknown) for origin in trace.walk())

"""Variables that go over a list: `for`, `every`, `some`, `sum(... for ...)`, `the`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from shardlaw.language import checked, tree
from shardlaw.language.checker import lints
from shardlaw.language.checker.claims import claim_path, established, guarding
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.literals import PLAIN, TRUTH
from shardlaw.language.checker.scope import ElementEntity, Scope
from shardlaw.language.checker.words import in_words
from shardlaw.language.types import ListType, NumberType

_FOLDS: dict[str, Literal["sum", "min", "max", "count"]] = {
    "sum": "sum",
    "min": "min",
    "max": "max",
    "count": "count",
}


def bind(context: Context, node: tree.Binding) -> checked.Bind | None:
    """Check the list, make the variable visible in the current scope, check the condition on it."""
    source = context.check(node.source)
    kind = source.type.element if source is not None and isinstance(source.type, ListType) else None
    if source is not None and kind is None:
        context.report.add("L220", source.span, text=context.text(source.span), type=in_words(source.type))
    of_claim = source is not None and claim_path(context, source) is not None
    context.declare(node.name, ElementEntity(node.name.span, kind, of_claim=of_claim))
    condition = None if node.condition is None else condition_of(context, node.condition, "where")
    if source is None or kind is None or (condition is None and node.condition is not None):
        return None
    return checked.Bind(node.span, node.name.text, source, condition)


def condition_of(context: Context, node: tree.Expression, clause: str) -> checked.Expression | None:
    """A condition that decides something: one that reads nothing decides nothing."""
    with context.reading() as reads:
        condition = context.truth(node, clause)
    if condition is not None and reads.constant:
        lints.constant_condition(context, clause, condition)
    return condition


@contextmanager
def bound(context: Context, node: tree.Binding) -> Iterator[checked.Bind | None]:
    """A scope in which the variable of a binding is visible; what its condition asks for is known there."""
    outer = context.scope
    context.scope = Scope(outer)
    binding = bind(context, node)
    known = established(context, binding.condition) if binding is not None and binding.condition is not None else ()
    with guarding(context, known):
        yield binding
    context.scope = outer
    context.reads.elements.discard(node.name.text)


def quantified(context: Context, node: tree.Quantified) -> checked.Expression | None:
    with bound(context, node.binding) as binding:
        body = context.truth(node.body, node.quantifier)
    if binding is None or body is None:
        return None
    return checked.Quantifier(node.span, TRUTH, node.quantifier, binding, body)


def selection(context: Context, node: tree.Selection) -> checked.Expression | None:
    """`the name in list where condition`: the element itself, often a record."""
    with bound(context, node.binding) as binding:
        pass
    if binding is None or not isinstance(binding.source.type, ListType):
        return None
    return checked.Select(node.span, binding.source.type.element, binding)


def aggregate(context: Context, node: tree.Aggregate) -> checked.Expression | None:
    """`sum|min|max(body for name in list where condition)`, `count(name in list where condition)`."""
    function = _FOLDS[node.function.text]
    with bound(context, node.binding) as binding:
        body = None if node.body is None else context.number(node.body, function)
    if binding is None or (body is None and node.body is not None):
        return None
    if body is None:
        return checked.Fold(node.span, PLAIN, function, None, binding)
    return checked.Fold(node.span, NumberType(body.dimension), function, body.expression, binding)

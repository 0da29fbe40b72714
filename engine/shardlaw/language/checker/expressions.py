"""Which function checks which kind of expression."""

from __future__ import annotations

from collections.abc import Mapping

from shardlaw.language import checked, tree
from shardlaw.language.checker import (
    arithmetic,
    bindings,
    calls,
    conditions,
    control,
    literals,
    names,
)
from shardlaw.language.checker.context import Context, Handler

_UNARY: Mapping[str, Handler] = {"-": arithmetic.negative, "not": conditions.negation}

_BINARY: Mapping[str, Handler] = {
    "+": arithmetic.alike,
    "-": arithmetic.alike,
    "mod": arithmetic.alike,
    "div": arithmetic.alike,
    "*": arithmetic.product,
    "of": arithmetic.product,
    "/": arithmetic.quotient,
    "^": arithmetic.power,
    "default": control.default,
    "and": conditions.logic,
    "or": conditions.logic,
    "implies": conditions.logic,
    "divides": conditions.divides,
    "rounds to": conditions.rounds_to,
    "matches": conditions.matches,
}


def _unary(context: Context, node: tree.Unary) -> checked.Expression | None:
    return _UNARY[node.operator](context, node)


def _binary(context: Context, node: tree.Binary) -> checked.Expression | None:
    return _BINARY[node.operator](context, node)


HANDLERS: Mapping[type, Handler] = {
    tree.Quantity: literals.literal,
    tree.Text: literals.literal,
    tree.Truth: literals.literal,
    tree.Name: names.name,
    tree.Field: names.path,
    tree.Index: names.path,
    tree.Call: calls.call,
    tree.Aggregate: bindings.aggregate,
    tree.Quantified: bindings.quantified,
    tree.Selection: bindings.selection,
    tree.Unary: _unary,
    tree.Binary: _binary,
    tree.Comparison: conditions.comparison,
    tree.Approximately: conditions.approximately,
    tree.Membership: conditions.membership,
    tree.KnownTest: conditions.known,
    tree.Conditional: control.conditional,
    tree.ListLiteral: control.items,
}

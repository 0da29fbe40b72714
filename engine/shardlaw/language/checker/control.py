"""`default`, `if`, and lists that are written out."""

from __future__ import annotations

from shardlaw.language import checked, tree
from shardlaw.language.checker import lints
from shardlaw.language.checker.agreement import joined, same_type
from shardlaw.language.checker.claims import asking, established, guarding
from shardlaw.language.checker.context import Context
from shardlaw.language.types import ListType, TextType


def default(context: Context, node: tree.Binary) -> checked.Expression | None:
    with asking(context) as reads:
        operand = context.value(node.left, "default")
    fallback = context.value(node.right, "default")
    if operand is None or fallback is None:
        return None
    if not same_type(context, "L213", node.operator_span, operand, fallback, "put {right} in place of {left}"):
        return None
    if not reads.facts:
        lints.default_of_known(context, node.operator_span, operand)
    return checked.Default(node.span, joined(operand, fallback), operand, fallback)


def conditional(context: Context, node: tree.Conditional) -> checked.Expression | None:
    condition = context.truth(node.condition, "if")
    with guarding(context, established(context, condition) if condition is not None else ()):
        consequence = context.value(node.consequence, "then")
    alternative = context.value(node.alternative, "else")
    if condition is None or consequence is None or alternative is None:
        return None
    if not same_type(context, "L213", node.span, consequence, alternative, "choose between {left} and {right}"):
        return None
    kind = joined(consequence, alternative)
    return checked.Choose(node.span, kind, condition, consequence, alternative)


def items(context: Context, node: tree.ListLiteral) -> checked.Expression | None:
    """`[a, b]`: values of one type; without any, nothing says of which."""
    if not node.items:
        context.report.add("L237", node.span)
        return None
    values = [context.value(item, "a list") for item in node.items]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    first = known[0]
    for other in known[1:]:
        if not same_type(context, "L213", other.span, first, other, "list {left} with {right}"):
            return None
    kind = TextType() if isinstance(first.type, TextType) else first.type
    return checked.Items(node.span, ListType(kind), tuple(known))

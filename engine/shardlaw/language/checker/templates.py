"""Messages: texts with holes, each hole with the unit and the digits it is shown in."""

from __future__ import annotations

from shardlaw.language import checked, tree
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.literals import unit
from shardlaw.language.checker.words import dimension_in_words
from shardlaw.language.types import NumberType


def template(context: Context, node: tree.Template) -> checked.Template | None:
    """A text whose holes can all be printed."""
    parts = [part if isinstance(part, str) else _hole(context, part) for part in node.parts]
    known = tuple(part for part in parts if part is not None)
    return checked.Template(node.span, known) if len(known) == len(parts) else None


def _hole(context: Context, node: tree.Hole) -> checked.Hole | None:
    expression = context.value(node.expression, "{ }")
    shown = None if node.unit is None else unit(context.report, node.unit)
    if expression is None or (shown is None and node.unit is not None):
        return None
    styled = node.unit or node.format
    if styled is None:
        return checked.Hole(expression, None, None)
    if not isinstance(expression.type, NumberType):
        context.refuse(expression, f"{'as ' if styled is node.unit else ':'}{styled.text}", "a number")
        return None
    if shown is not None and shown.dimension != expression.type.dimension:
        text, dimension = context.text(expression.span), dimension_in_words(expression.type.dimension)
        context.report.add("L217", styled.span, text=text, dimension=dimension, unit=shown.symbol)
        return None
    decimals = None if node.format is None else int(node.format.text[1:-1])  # the parser takes `.2f` only
    return checked.Hole(expression, shown, decimals)

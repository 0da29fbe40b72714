"""Types and dimensions as diagnostics say them."""

from __future__ import annotations

from shardlaw.diagnostics import Label
from shardlaw.language import checked
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import ListType, NumberType, RecordType, TextType, Type, describe


def dimension_in_words(dimension: Dimension) -> str:
    return str(dimension) if dimension.exponents else "a plain number"


def this_is(expression: checked.Expression) -> Label:
    """The label that says what type an expression has."""
    kind = expression.type
    words = dimension_in_words(kind.dimension) if isinstance(kind, NumberType) else in_words(kind)
    return Label(expression.span, f"this is {words}")


def in_words(kind: Type) -> str:
    """What sort of thing a type is; of a number the dimension, of everything else no details."""
    match kind:
        case ListType():
            return "a list"
        case RecordType():
            return "a group of facts"
        case TextType():
            return "text"
    return describe(kind)

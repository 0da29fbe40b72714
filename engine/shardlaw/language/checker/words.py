"""Types, dimensions and lists of names as diagnostics say them."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.diagnostics import Label
from shardlaw.language import checked
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import ListType, NumberType, RecordType, TextType, Type, describe

_MOST_LISTED = 12


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


def listed(names: Sequence[str]) -> str:
    """Some names in quotes, the first dozen of them."""
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_LISTED])
    return f"{shown}, ..." if len(names) > _MOST_LISTED else shown

"""When two expressions may meet: one dimension, one type, texts that can be equal."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.diagnostics import Label, Span, closest
from shardlaw.language import checked
from shardlaw.language.checker.context import Context, Number
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import NumberType, RecordType, TextType, Type, describe

_PARAMETERS = Dimension.of({"parameter": 1})
_BYTES = Dimension.of({"B": 1})
_MOST_LISTED = 12


def same_dimension(
    context: Context, code: str, span: Span, left: Number, right: Number, verb: str | None = None
) -> bool:
    """Whether two numbers have one dimension; if not, notes why under `code`, or as a unit left out or misread."""
    if left.dimension == right.dimension:
        return True
    for number, other in ((left, right), (right, left)):
        if number.bare:
            _unit_left_out(context, number, other)
            return False
        if number.dimension == _BYTES and other.dimension == _PARAMETERS and _is_billions(number.expression):
            text = context.text(number.expression.span)
            labels = [Label(other.expression.span, "this is a number of parameters")]
            better = f"{text[:-1].rstrip()} Gparameter"
            context.report.add("L232", number.expression.span, labels=labels, text=text, better=better)
            return False
    labels = [this_is(left.expression), this_is(right.expression)]
    context.report.add(code, span, labels=labels, left=str(left.dimension), right=str(right.dimension), verb=verb)
    return False


def this_is(expression: checked.Expression) -> Label:
    """The label that says what type an expression has."""
    kind = expression.type
    words = str(kind.dimension) if isinstance(kind, NumberType) and kind.dimension.exponents else describe(kind)
    return Label(expression.span, f"this is {words}")


def same_type(
    context: Context,
    code: str,
    span: Span,
    left: checked.Expression,
    right: checked.Expression,
    verb: str | None = None,
) -> bool:
    """Whether two values may be compared or stand for each other; notes why not.

    Numbers must have one dimension (`code` says so), texts must be able to be equal.
    """
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        numbers = Number(left, left.type.dimension), Number(right, right.type.dimension)
        return same_dimension(context, code, span, *numbers, verb)
    if isinstance(left.type, TextType) and isinstance(right.type, TextType):
        return _texts_meet(context, span, (left, left.type.values), (right, right.type.values))
    if type(left.type) is type(right.type):
        return True
    labels = [this_is(left), this_is(right)]
    context.report.add("L211", span, labels=labels, left=describe(left.type), right=describe(right.type))
    return False


def joined(left: Type, right: Type) -> Type:
    """The type of something that is either of two types that agree."""
    if isinstance(left, TextType) and isinstance(right, TextType) and left.values and right.values:
        return TextType(tuple(dict.fromkeys((*left.values, *right.values))))
    return right if isinstance(left, TextType) and left.values else left


def enumerated(context: Context, values: Sequence[str] | None, expression: checked.Expression, path: str) -> bool:
    """Whether a text that is written out is one of the values of an enum; notes one that is not."""
    if values is None or not isinstance(expression, checked.Constant) or expression.value in values:
        return True
    candidates = closest(str(expression.value), values)
    known = None if candidates else listed(values)
    context.report.add(
        "L223", expression.span, candidates=candidates, value=str(expression.value), path=path, values=known
    )
    return False


def listed(names: Sequence[str]) -> str:
    """Some names in quotes, the first dozen of them."""
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_LISTED])
    return f"{shown}, ..." if len(names) > _MOST_LISTED else shown


def _texts_meet(
    context: Context,
    span: Span,
    left: tuple[checked.Expression, tuple[str, ...] | None],
    right: tuple[checked.Expression, tuple[str, ...] | None],
) -> bool:
    for (text, _), (other, values) in ((left, right), (right, left)):
        if isinstance(text, checked.Constant):
            return enumerated(context, values, text, context.text(other.span))
    if not left[1] or not right[1] or set(left[1]) & set(right[1]):
        return True
    labels = [Label(text.span, f"one of {listed(values or ())}") for text, values in (left, right)]
    context.report.add("L224", span, labels=labels)
    return False


def _unit_left_out(context: Context, number: Number, other: Number) -> None:
    text = context.text(number.expression.span)
    context.report.add(
        "L231",
        number.expression.span,
        labels=[this_is(other.expression)],
        number=text,
        dimension=str(other.dimension),
        better=f"{text} {_usual_unit(other)}",
    )


def _usual_unit(number: Number) -> str:
    """The unit in which people write a fact, or the base unit."""
    expression = number.expression
    if isinstance(expression, checked.Member) and isinstance(expression.base.type, RecordType):
        member = expression.base.type.members.get(expression.name)
        if member is not None and member.unit:
            return member.unit
    return str(number.dimension)


def _is_billions(expression: checked.Expression) -> bool:
    return isinstance(expression, checked.Constant) and expression.unit is not None and expression.unit.symbol == "B"

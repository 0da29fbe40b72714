"""When two expressions may meet: one dimension, one type, texts that can be equal."""

from __future__ import annotations

from shardlaw.diagnostics import Label, Span, closest, listed
from shardlaw.language import checked
from shardlaw.language.checker.context import Context, Number
from shardlaw.language.checker.words import dimension_in_words, in_words, this_is
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import NumberType, RecordType, TextType, Type
from shardlaw.language.units import Unit

_PARAMETERS = Dimension.of({"parameter": 1})
_BYTES = Dimension.of({"B": 1})


def same_dimension(context: Context, code: str, span: Span, left: Number, right: Number, action: str = "") -> bool:
    """Whether two numbers have one dimension; if not, notes why under `code`, or as a unit left out or misread.

    `action` says what cannot be done with `{left}` and `{right}`.
    """
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
    one, two = dimension_in_words(left.dimension), dimension_in_words(right.dimension)
    words = action.format(left=one, right=two)
    context.report.add(code, span, labels=labels, left=one, right=two, action=words)
    return False


def same_type(
    context: Context,
    code: str,
    span: Span,
    left: checked.Expression,
    right: checked.Expression,
    action: str = "",
) -> bool:
    """Whether two values may be compared or stand for each other; notes why not.

    Numbers must have one dimension (`code` says so), texts must be able to be equal.
    """
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        numbers = Number(left, left.type.dimension), Number(right, right.type.dimension)
        return same_dimension(context, code, span, *numbers, action)
    if isinstance(left.type, TextType) and isinstance(right.type, TextType):
        return _texts_meet(context, span, (left, left.type.values), (right, right.type.values))
    if type(left.type) is type(right.type):
        return True
    labels = [this_is(left), this_is(right)]
    context.report.add("L211", span, labels=labels, left=in_words(left.type), right=in_words(right.type))
    return False


def joined(left: checked.Expression, right: checked.Expression) -> Type:
    """The type of something that is either of two expressions that agree."""
    if not isinstance(left.type, TextType) or not isinstance(right.type, TextType):
        return left.type
    if isinstance(left, checked.Constant) or isinstance(right, checked.Constant):
        return right.type if isinstance(left, checked.Constant) else left.type
    if left.type.values is None or right.type.values is None:
        return TextType()
    return TextType(tuple(dict.fromkeys((*left.type.values, *right.type.values))))


def _texts_meet(
    context: Context,
    span: Span,
    left: tuple[checked.Expression, tuple[str, ...] | None],
    right: tuple[checked.Expression, tuple[str, ...] | None],
) -> bool:
    for (text, _), (other, values) in ((left, right), (right, left)):
        if isinstance(text, checked.Constant):
            if values is None or text.value in values:
                return True
            no_such_word(context, text, values, context.text(other.span))
            return False
    if not left[1] or not right[1] or set(left[1]) & set(right[1]):
        return True
    labels = [Label(text.span, f"one of {listed(values or ())}") for text, values in (left, right)]
    context.report.add("L224", span, labels=labels)
    return False


def no_such_word(context: Context, text: checked.Constant, values: tuple[str, ...], path: str) -> None:
    """Note a text that is written out and is none of the values that `path` can have."""
    word = str(text.value)
    candidates = closest(word, values)
    known = None if candidates else listed(values)
    context.report.add("L223", text.span, candidates=candidates, value=word, path=path, values=known)


def _unit_left_out(context: Context, number: Number, other: Number) -> None:
    text = context.text(number.expression.span).strip("()")
    context.report.add(
        "L231",
        number.expression.span,
        labels=[this_is(other.expression)],
        number=text,
        dimension=str(other.dimension),
        better=f"{text} {_usual_unit(other.expression, other.dimension)}",
    )


def _usual_unit(expression: checked.Expression, dimension: Dimension) -> str:
    """The unit in which people write such a quantity, as far as the expression tells; else the base unit."""
    match expression:
        case checked.Member(base=base, name=name) if isinstance(base.type, RecordType) and name in base.type.members:
            return base.type.members[name].unit or str(dimension)
        case checked.Constant(unit=Unit(symbol=symbol)):
            return symbol
        case checked.Arithmetic(operator="+" | "-", left=left):
            return _usual_unit(left, dimension)
    return str(dimension)


def _is_billions(expression: checked.Expression) -> bool:
    return isinstance(expression, checked.Constant) and expression.unit is not None and expression.unit.symbol == "B"

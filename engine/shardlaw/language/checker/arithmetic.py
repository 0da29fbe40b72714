"""Numbers: dimensions through arithmetic, and the functions that work on numbers."""

from __future__ import annotations

from typing import Literal

from shardlaw.diagnostics import Label
from shardlaw.language import checked, tree
from shardlaw.language.checker.agreement import same_dimension
from shardlaw.language.checker.context import Context, Number
from shardlaw.language.checker.lets import origin
from shardlaw.language.checker.literals import PLAIN, is_zero
from shardlaw.language.types import NumberType

HIGHEST_POWER = 4

_ALIKE: dict[str, tuple[Literal["+", "-", "mod", "div"], str]] = {
    "+": ("+", "add {left} and {right}"),
    "-": ("-", "subtract {right} from {left}"),
    "mod": ("mod", "divide {left} by {right} with a remainder"),
    "div": ("div", "divide {left} by {right} without a rest"),
}
_TO_INTEGERS: dict[str, Literal["ceil", "floor", "round"]] = {"ceil": "ceil", "floor": "floor", "round": "round"}
_EXTREMES: dict[str, Literal["min", "max"]] = {"min": "min", "max": "max"}


def negative(context: Context, node: tree.Unary) -> checked.Expression | None:
    operand = context.number(node.operand, "-")
    if operand is None:
        return None
    return checked.Negative(node.span, NumberType(operand.dimension), operand.expression)


def product(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`a * b`, `a of b`: dimensions multiply."""
    left, right = context.number(node.left, node.operator), context.number(node.right, node.operator)
    if left is None or right is None:
        return None
    kind = NumberType(left.dimension * right.dimension)
    return checked.Arithmetic(node.span, kind, "*", left.expression, right.expression)


def quotient(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`a / b`: dimensions divide."""
    left, right = context.number(node.left, "/"), context.number(node.right, "/")
    if left is None or right is None or not nonzero(context, right):
        return None
    kind = NumberType(left.dimension / right.dimension)
    return checked.Arithmetic(node.span, kind, "/", left.expression, right.expression)


def alike(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`+ - mod div`: both operands have one dimension. That of `div` is gone: it counts how often one fits."""
    operator, action = _ALIKE[node.operator]
    left, right = context.number(node.left, operator), context.number(node.right, operator)
    if left is None or right is None:
        return None
    if not same_dimension(context, "L213", node.operator_span, left, right, action):
        return None
    if operator in ("mod", "div") and not nonzero(context, right):
        return None
    kind = PLAIN if operator == "div" else NumberType(left.dimension)
    return checked.Arithmetic(node.span, kind, operator, left.expression, right.expression)


def power(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`a ^ n`: the exponent is written out, so that the dimension of the power is known."""
    base, exponent = context.number(node.left, "^"), node.right
    if (
        not isinstance(exponent, tree.Quantity)
        or exponent.unit is not None
        or exponent.value not in range(HIGHEST_POWER + 1)
    ):
        context.report.add("L216", exponent.span, exponent=context.text(exponent.span))
        return None
    if base is None:
        return None
    degree = int(exponent.value)
    return checked.Power(node.span, NumberType(base.dimension**degree), base.expression, degree)


def nonzero(context: Context, divisor: Number) -> bool:
    """Whether a divisor is anything but a written zero, perhaps through a let; notes that one."""
    zero, span = origin(context, divisor.expression), divisor.expression.span
    if not is_zero(zero):
        return True
    labels = [] if zero is divisor.expression else [Label(zero.span, "this is zero")]
    context.report.add("L233", span, labels=labels, divisor=context.text(span))
    return False


def to_integer(context: Context, node: tree.Call, function: str) -> checked.Expression | None:
    """`ceil floor round`: what is an integer of bytes is none of gigabytes, so only plain numbers have one."""
    operand = context.plain(node.arguments[0], function)
    return None if operand is None else checked.Rounding(node.span, PLAIN, _TO_INTEGERS[function], operand)


def absolute(context: Context, node: tree.Call) -> checked.Expression | None:
    operand = context.number(node.arguments[0], "abs")
    if operand is None:
        return None
    return checked.Rounding(node.span, NumberType(operand.dimension), "abs", operand.expression)


def extreme(context: Context, node: tree.Call, function: str) -> checked.Expression | None:
    """`min(a, b, ...)`, `max(a, b, ...)` of numbers of one dimension."""
    numbers = [context.number(argument, function) for argument in node.arguments]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    first = known[0]
    for other in known[1:]:
        if not same_dimension(
            context, "L213", other.expression.span, first, other, "choose between {left} and {right}"
        ):
            return None
    operands = tuple(number.expression for number in known)
    return checked.Extreme(node.span, NumberType(first.dimension), _EXTREMES[function], operands)

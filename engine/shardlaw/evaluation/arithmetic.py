"""Arithmetic on traces: exact numbers, ranges by interval arithmetic, and what is unknown with its causes."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from shardlaw.evaluation import intervals
from shardlaw.evaluation.intervals import Quantity
from shardlaw.evaluation.trace import Trace, unknowns
from shardlaw.language import checked
from shardlaw.language.types import NumberType
from shardlaw.language.units import Unit
from shardlaw.language.values import Cause, Number, Range, Unknown, too_large

_QUANTITIES = (int, Fraction, Range)


def quantity(trace: Trace) -> Quantity:
    """The value of a trace whose type is a number and that is known."""
    value = trace.value
    if isinstance(value, bool) or not isinstance(value, _QUANTITIES):
        raise TypeError(f"not a quantity: {value!r}")
    return value


def bounded(value: Quantity, text: str) -> Quantity | Unknown:
    """The value, or unknown where it has outgrown the limit of intermediates; `text` is its expression."""
    ends = (value.low, value.high) if isinstance(value, Range) else (value,)
    if any(end is not None and too_large(end) for end in ends):
        return Unknown.because("too large", text)
    return value


def undecided(*traces: Trace) -> Unknown:
    """Unknown because of the ranges that the operands were computed from."""
    causes: set[Cause] = set()
    for trace in traces:
        for origin in trace.walk():
            if isinstance(origin.value, Range) and (origin.fact or isinstance(origin.node, checked.Calculate)):
                name = origin.node.calculator.name if isinstance(origin.node, checked.Calculate) else origin.pointer
                causes.add(Cause("range undecided", name or ""))
    return Unknown(tuple(sorted(causes)))


def negative(node: checked.Negative, operand: Trace) -> Trace:
    value = unknowns(operand) or intervals.negate(quantity(operand))
    return Trace(node, value, (operand,), unit=operand.unit)


def binary(node: checked.Arithmetic, left: Trace, right: Trace, text: Callable[[checked.Expression], str]) -> Trace:
    """`+ - * / mod div`; a divisor that is or may be zero is one more cause beside those of the operands."""
    unit = _unit(node.operator, left, right)
    unknown = unknowns(left, right)
    if node.operator in ("/", "mod", "div") and may_be_zero(right):
        zero = Unknown.because("division by zero", text(node.right))
        return Trace(node, zero.union(unknown) if unknown else zero, (left, right), unit=unit)
    value = unknown or _combined(node.operator, left, right)
    return Trace(node, value if isinstance(value, Unknown) else bounded(value, text(node)), (left, right), unit=unit)


def may_be_zero(divisor: Trace) -> bool:
    """Whether zero is a value, or one of the values, of a divisor that is known."""
    return not isinstance(divisor.value, Unknown) and intervals.contains_zero(quantity(divisor))


def _combined(operator: str, left: Trace, right: Trace) -> Quantity | Unknown:
    a, b = quantity(left), quantity(right)
    match operator:
        case "+":
            return intervals.add(a, b)
        case "-":
            return intervals.subtract(a, b)
        case "*":
            return intervals.multiply(a, b)
        case "/":
            return intervals.divide(a, b)
    if isinstance(a, Range) or isinstance(b, Range):
        return undecided(left, right)
    return a // b if operator == "div" else intervals.subtract(a, b * (a // b))


def _unit(operator: str, left: Trace, right: Trace) -> Unit | None:
    """The unit to show a result in.

    A sum, a difference and a remainder read like their left operand; a multiple or a fraction like what was
    multiplied or divided. A percentage of a plain number is a plain number.
    """
    if operator in ("+", "-", "mod"):
        return left.unit
    if operator == "/" and _plain(right):
        return left.unit
    if operator == "*" and _plain(left) != _plain(right):
        return right.unit if _plain(left) else left.unit
    return None


def _plain(trace: Trace) -> bool:
    kind = trace.node.type
    return isinstance(kind, NumberType) and not kind.dimension.exponents


def power(node: checked.Power, base: Trace, text: Callable[[checked.Expression], str]) -> Trace:
    unknown = unknowns(base)
    value = unknown or bounded(intervals.power(quantity(base), node.exponent), text(node))
    return Trace(node, value, (base,))


_ROUNDINGS: dict[str, Callable[[Number], int]] = {"ceil": math.ceil, "floor": math.floor, "round": round}


def rounding(node: checked.Rounding, operand: Trace) -> Trace:
    unknown = unknowns(operand)
    if unknown is not None:
        return Trace(node, unknown, (operand,), unit=operand.unit)
    amount = quantity(operand)
    if node.function == "abs":
        return Trace(node, intervals.absolute(amount), (operand,), unit=operand.unit)
    return Trace(node, intervals.monotone(_ROUNDINGS[node.function], amount), (operand,), unit=operand.unit)


def extreme(node: checked.Extreme, operands: tuple[Trace, ...]) -> Trace:
    value = unknowns(*operands) or pick(node.function, operands)
    return Trace(node, value, operands, unit=operands[0].unit)


def pick(function: str, operands: tuple[Trace, ...]) -> Quantity:
    """The least or greatest of at least one known quantity."""
    choose = intervals.least if function == "min" else intervals.greatest
    return choose([quantity(operand) for operand in operands])

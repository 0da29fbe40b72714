"""What operators do to quotients of polynomials. NotFollowedError where the result is no such quotient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from shardlaw.evaluation.arithmetic import undecided
from shardlaw.evaluation.solving import orders
from shardlaw.evaluation.solving.orders import Decision, Quantity
from shardlaw.evaluation.solving.piecewise import LINE, Function, Value, lift, split
from shardlaw.evaluation.solving.rational import UNKNOWN, NotFollowedError, Ratio
from shardlaw.evaluation.solving.sets import NumberSet
from shardlaw.evaluation.trace import Trace, unknowns
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.values import Number, Range, Unknown

# Known operands of an expression; at least one of them is a quotient.
Operands = Sequence[Trace | Ratio]

_HIGHEST_DEGREE = 4
_LARGEST_DIVIDEND = 10**8


def quantity(value: Value) -> Quantity:
    """A known number or range, or a quotient."""
    if isinstance(value, Ratio):
        return value
    if isinstance(value, Trace) and not isinstance(value.value, bool):
        if isinstance(value.value, Number):
            return Ratio.constant(value.value)
        if isinstance(value.value, Range):
            return value.value
    raise NotFollowedError


def ratio(value: Value) -> Ratio:
    """A known number, or a quotient."""
    amount = quantity(value)
    if isinstance(amount, Range):
        raise NotFollowedError
    return amount


def arithmetic(node: checked.Arithmetic, operands: Operands, divisor: str) -> Function:
    """`+ - * /`; where the divisor, whose text is given, is zero the result is unknown."""
    a, b = (ratio(operand) for operand in operands)
    match node.operator:
        case "+":
            return _bounded(a + b)
        case "-":
            return _bounded(a - b)
        case "*":
            return _bounded(a * b)
        case "/":
            undefined = Trace(node, Unknown.because("division by zero", divisor))
            return split(b.zeros(), undefined, _bounded(a / b)) if b.numerator else undefined
    raise NotFollowedError


def power(base: Ratio, exponent: int) -> Ratio:
    result = Ratio.constant(1)
    for _ in range(exponent):
        result = _bounded(result * base)
    return result


def rounding(function: str, operand: Value) -> Function:
    """`abs`; the others move in steps."""
    if function != "abs":
        raise NotFollowedError
    a = ratio(operand)
    return split(a.positive(), a, -a)


def extreme(function: Literal["min", "max"], operands: Operands) -> Function:
    """The least or greatest of several, which changes from one to another where they cross."""
    result: Function = ratio(operands[0])
    for operand in operands[1:]:
        result = lift(LINE, (result, ratio(operand)), lambda _, pair: _extreme_of_two(function, *pair))
    return result


def _extreme_of_two(function: Literal["min", "max"], a: Value, b: Value) -> Function:
    first, second = (a, b) if function == "min" else (b, a)
    return split((ratio(b) - ratio(a)).positive(), first, second)


def compare(node: checked.Compare, operands: Operands) -> Function:
    """`== != < <= > >=`."""
    a, b = (quantity(operand) for operand in operands)
    match node.operator:
        case "==":
            decision = orders.equal(a, b)
        case "!=":
            decision = ~orders.equal(a, b)
        case "<=":
            decision = orders.at_most(a, b)
        case "<":
            decision = orders.below(a, b)
        case ">=":
            decision = orders.at_most(b, a)
        case ">":
            decision = orders.below(b, a)
    return _decided(node, decision, operands)


def approximate(node: checked.Approximate, operands: Operands) -> Function:
    """`a ~= b within t`."""
    a, b, tolerance = (quantity(operand) for operand in operands)
    near = orders.relatively_near if node.relative else orders.near
    return _decided(node, near(a, b, tolerance), operands)


def rounds_to(node: checked.RoundsTo, operands: Operands, quantum: Number) -> Function:
    """`a rounds to b`, where `quantum` is the weight of the last digit of `b`."""
    a, b = (quantity(operand) for operand in operands)
    return _decided(node, orders.near(a, b, Ratio.constant(Fraction(quantum) / 2)), operands)


def among(node: checked.Among, operands: Operands) -> Function:
    """`a in [...]`, a list of known and unknown numbers."""
    item, collection = ratio(operands[0]), operands[1]
    if isinstance(collection, Ratio) or not isinstance(collection.value, tuple):
        raise NotFollowedError
    holds, unknown = NumberSet(), unknowns(*collection.value)
    for element in collection.value:
        if not isinstance(element.value, Unknown):
            holds |= (item - ratio(element)).zeros()
    other = Trace(node, False if unknown is None else unknown)
    return split(holds, Trace(node, value=True), other)


def divides(node: checked.Divides, operands: Operands) -> Function:
    """`x divides n`, for the variable itself as a whole number and a positive number n."""
    left, right = operands
    if left != UNKNOWN or isinstance(right, Ratio):
        raise NotFollowedError
    dividend = right.value
    if isinstance(dividend, bool) or not isinstance(dividend, int) or not 0 < dividend <= _LARGEST_DIVIDEND:
        raise NotFollowedError
    small = [n for n in range(1, math.isqrt(dividend) + 1) if dividend % n == 0]
    divisors = NumberSet.points([*small, *(dividend // n for n in small)])
    return split(divisors, Trace(node, value=True), Trace(node, value=False))


def folded(node: checked.Fold, turns: Sequence[tuple[Trace | Ratio | None, Trace | Ratio]]) -> Function:
    """`sum`, `min` or `max` of the bodies of those elements whose condition, if there is one, holds."""
    included = [(condition, body) for condition, body in turns if not _false(condition)]
    unknown = unknowns(*(part for turn in included for part in turn if isinstance(part, Trace)))
    if unknown is not None:
        return Trace(node, unknown)
    bodies = [body for _, body in included]
    if node.function == "sum":
        total = Ratio(())
        for body in bodies:
            total = _bounded(total + ratio(body))
        return total
    if node.function == "count":
        raise NotFollowedError
    return extreme(node.function, bodies)


def _false(condition: Trace | Ratio | None) -> bool:
    return isinstance(condition, Trace) and condition.value is False


def _decided(node: Expression, decision: Decision, operands: Operands) -> Function:
    """A decision as a function: true, false, or undecided because of the ranges among the operands."""
    true, false = Trace(node, value=True), Trace(node, value=False)
    open_ = Trace(node, undecided(*(o for o in operands if isinstance(o, Trace))))
    parts = (split(decision.holds, true, open_), split(decision.fails, false, open_))
    return lift(LINE, parts, lambda _, values: values[0] if values[0] is true else values[1])


def _bounded(a: Ratio) -> Ratio:
    if a.degree > _HIGHEST_DEGREE:
        raise NotFollowedError
    return a

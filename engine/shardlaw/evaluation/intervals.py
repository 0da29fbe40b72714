"""Interval arithmetic on ranges: exact ends, each open or closed, either of them unbounded.

Operands are taken as independent of each other, so `x - x` of a range is not zero: a result is never narrower
than the truth. A range of a single number is that number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from shardlaw.language.values import Number, Range, exact

Quantity = Number | Range
# An end: its place (an infinity where it is unbounded), and whether the end itself is left out.
_End = tuple[Number | float, bool]


def lowest(value: Quantity) -> _End:
    if not isinstance(value, Range):
        return value, False
    return (-math.inf, True) if value.low is None else (value.low, value.low_open)


def highest(value: Quantity) -> _End:
    if not isinstance(value, Range):
        return value, False
    return (math.inf, True) if value.high is None else (value.high, value.high_open)


def negate(a: Quantity) -> Quantity:
    if isinstance(a, Range):
        return _between(_negative(highest(a)), _negative(lowest(a)))
    return -a


def add(a: Quantity, b: Quantity) -> Quantity:
    if isinstance(a, Range) or isinstance(b, Range):
        return _between(_sum(lowest(a), lowest(b)), _sum(highest(a), highest(b)))
    return exact(a + b)


def subtract(a: Quantity, b: Quantity) -> Quantity:
    return add(a, negate(b))


def multiply(a: Quantity, b: Quantity) -> Quantity:
    if isinstance(a, Range) or isinstance(b, Range):
        corners = [_product(x, y) for x in (lowest(a), highest(a)) for y in (lowest(b), highest(b))]
        low = min(corners)
        high = max(corners, key=lambda end: (end[0], not end[1]))
        return _between(low, high)
    return exact(a * b)


def contains_zero(a: Quantity) -> bool:
    """Whether zero is among the numbers that `a` may be."""
    if not isinstance(a, Range):
        return a == 0
    low, high = lowest(a), highest(a)
    return (low[0] < 0 or low == (0, False)) and (high[0] > 0 or high == (0, False))


def divide(a: Quantity, b: Quantity) -> Quantity:
    """`a / b`, for a `b` that does not contain zero."""
    if not isinstance(b, Range):
        return multiply(a, Fraction(1) / b)
    beyond = math.inf if highest(b)[0] > 0 else -math.inf
    return multiply(a, _between(_inverse(highest(b), beyond), _inverse(lowest(b), beyond)))


def absolute(a: Quantity) -> Quantity:
    if not isinstance(a, Range):
        return a if a >= 0 else -a
    low, high = lowest(a), highest(a)
    if low[0] >= 0:
        return a
    if high[0] <= 0:
        return negate(a)
    return _between((0, False), max(_negative(low), high, key=lambda end: (end[0], not end[1])))


def power(a: Quantity, exponent: int) -> Quantity:
    """`a` to a small natural power."""
    if not isinstance(a, Range):
        return exact(a**exponent)
    if exponent == 0:
        return 1
    base = a if exponent % 2 else absolute(a)
    if not isinstance(base, Range):
        return exact(base**exponent)
    return _between(_raised(lowest(base), exponent), _raised(highest(base), exponent))


def monotone(function: Callable[[Number], Number], a: Quantity) -> Quantity:
    """A function that never falls (`floor`, `ceil`, `round`), applied to both ends, which become closed."""
    if not isinstance(a, Range):
        return function(a)
    low = (-math.inf, True) if a.low is None else (function(a.low), False)
    high = (math.inf, True) if a.high is None else (function(a.high), False)
    return _between(low, high)


def least(quantities: list[Quantity]) -> Quantity:
    """The minimum of at least one quantity."""
    if any(isinstance(quantity, Range) for quantity in quantities):
        high = min((highest(quantity) for quantity in quantities), key=lambda end: (end[0], not end[1]))
        return _between(min(lowest(quantity) for quantity in quantities), high)
    return min(quantity for quantity in quantities if not isinstance(quantity, Range))


def greatest(quantities: list[Quantity]) -> Quantity:
    """The maximum of at least one quantity."""
    return negate(least([negate(quantity) for quantity in quantities]))


def at_most_zero(a: Quantity) -> bool | None:
    """Whether `a <= 0` for all of it; None where that depends on which number it is."""
    high, low = highest(a)[0], lowest(a)
    if high <= 0:
        return True
    return False if low[0] > 0 or low == (0, True) else None


def below_zero(a: Quantity) -> bool | None:
    """Whether `a < 0` for all of it; None where that depends on which number it is."""
    reverse = at_most_zero(negate(a))
    return None if reverse is None else not reverse


def is_zero(a: Quantity) -> bool | None:
    """Whether `a == 0` for all of it; None where that depends on which number it is."""
    if isinstance(a, Range):
        return None if contains_zero(a) else False
    return a == 0


def _between(low: _End, high: _End) -> Quantity:
    bottom, top = _finite(low[0]), _finite(high[0])
    if bottom is not None and bottom == top:
        return bottom
    return Range(bottom, top, bottom is not None and low[1], top is not None and high[1])


def _finite(place: Number | float) -> Number | None:
    return None if isinstance(place, float) else exact(place)


def _negative(end: _End) -> _End:
    return -end[0], end[1]


def _sum(x: _End, y: _End) -> _End:
    for place in (x[0], y[0]):
        if isinstance(place, float):
            return place, True
    return x[0] + y[0], x[1] or y[1]


def _product(x: _End, y: _End) -> _End:
    if x[0] == 0 or y[0] == 0:
        return 0, (0, False) not in (x, y)
    if isinstance(x[0], float) or isinstance(y[0], float):
        return (math.inf if (x[0] > 0) == (y[0] > 0) else -math.inf), True
    return x[0] * y[0], x[1] or y[1]


def _inverse(end: _End, beyond: float) -> _End:
    """One divided by an end; `beyond` is where an (open) end at zero goes."""
    place, is_open = end
    if isinstance(place, float):
        return 0, True
    return (Fraction(1) / place, is_open) if place else (beyond, True)


def _raised(end: _End, exponent: int) -> _End:
    place = end[0]
    return (place if isinstance(place, float) else place**exponent), end[1]

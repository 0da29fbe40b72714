"""Interval arithmetic against the numbers that ranges are made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.evaluation.generated import contains, inside, ranges

from shardlaw.evaluation import intervals
from shardlaw.evaluation.comparison import relatively_near
from shardlaw.evaluation.intervals import Quantity
from shardlaw.language.values import Number, Range

QUANTITIES = st.one_of(ranges(), st.integers(-3, 3))
EXAMPLES = settings(max_examples=60, deadline=None)


def is_in(value: Number, quantity: Quantity) -> bool:
    return contains(quantity, value) if isinstance(quantity, Range) else value == quantity


def drawn(data: st.DataObject, quantity: Quantity) -> Number:
    return data.draw(inside(quantity)) if isinstance(quantity, Range) else quantity


BINARY: dict[Callable[[Quantity, Quantity], Quantity], Callable[[Fraction, Fraction], Fraction]] = {
    intervals.add: lambda x, y: x + y,
    intervals.subtract: lambda x, y: x - y,
    intervals.multiply: lambda x, y: x * y,
    intervals.divide: lambda x, y: x / y,
    lambda a, b: intervals.least([a, b]): min,
    lambda a, b: intervals.greatest([a, b]): max,
}
UNARY: dict[Callable[[Quantity], Quantity], Callable[[Fraction], Number]] = {
    intervals.negate: lambda x: -x,
    intervals.absolute: abs,
    **{lambda a, n=n: intervals.power(a, n): lambda x, n=n: x**n for n in range(5)},
    **{lambda a, f=f: intervals.monotone(f, a): f for f in (math.floor, math.ceil, round)},
}


@pytest.mark.parametrize(("on_ranges", "on_numbers"), BINARY.items(), ids=["+", "-", "*", "/", "min", "max"])
@EXAMPLES
@given(a=QUANTITIES, b=QUANTITIES, data=st.data())
def test_binary(on_ranges, on_numbers, a: Quantity, b: Quantity, data: st.DataObject) -> None:
    if on_ranges is intervals.divide:
        assume(not intervals.contains_zero(b))
    assert is_in(on_numbers(Fraction(drawn(data, a)), Fraction(drawn(data, b))), on_ranges(a, b))


@pytest.mark.parametrize(("on_ranges", "on_numbers"), UNARY.items())
@EXAMPLES
@given(a=QUANTITIES, data=st.data())
def test_unary(on_ranges, on_numbers, a: Quantity, data: st.DataObject) -> None:
    assert is_in(on_numbers(Fraction(drawn(data, a))), on_ranges(a))


SIGNS: dict[Callable[[Quantity], bool | None], Callable[[Fraction], bool]] = {
    intervals.at_most_zero: lambda x: x <= 0,
    intervals.below_zero: lambda x: x < 0,
    intervals.is_zero: lambda x: x == 0,
}
EIGHTHS = [Fraction(eighth, 8) for eighth in range(-40, 80)]


@pytest.mark.parametrize(("on_ranges", "on_numbers"), SIGNS.items(), ids=["<= 0", "< 0", "== 0"])
@EXAMPLES
@given(a=QUANTITIES)
def test_a_sign_is_decided_exactly_where_all_numbers_agree(on_ranges, on_numbers, a: Quantity) -> None:
    answers = {on_numbers(number) for number in EIGHTHS if is_in(number, a)}
    assert on_ranges(a) == (answers.pop() if len(answers) == 1 else None)


@EXAMPLES
@given(a=ranges(), b=QUANTITIES, tolerance=st.sampled_from([0, Fraction(1, 10), Fraction(1, 2), 1, 2]))
def test_a_tolerance_is_decided_exactly_where_all_numbers_agree(a: Range, b: Quantity, tolerance: Number) -> None:
    """On bounded, closed ranges: what is extreme is so at corners, or where the limits touch the sides."""
    a, b = Range(a.low, a.high), Range(b.low, b.high) if isinstance(b, Range) else b
    ends_a, ends_b = (a.low, a.high), (b.low, b.high) if isinstance(b, Range) else (b,)
    assume(None not in ends_a + ends_b)
    places = {*ends_a, *ends_b, 0}
    slopes = (1 - tolerance, 1 + tolerance)  # the limits are the lines `a = slope * b`
    pairs = [(x, y) for x in places for y in places]
    pairs += [(slope * y, y) for slope in slopes for y in ends_b]
    pairs += [(x, Fraction(x) / slope) for slope in slopes if slope for x in ends_a]
    answers = {abs(x - y) <= tolerance * abs(y) for x, y in pairs if is_in(x, a) and is_in(y, b)}
    assert relatively_near(a, b, tolerance) == (answers.pop() if len(answers) == 1 else None)

"""Quotients of polynomials agree with the same arithmetic done number by number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shardlaw.evaluation.solving.rational import UNKNOWN, NotFollowedError, Ratio

NUMBERS = st.integers(-4, 4) | st.fractions(-4, 4, max_denominator=3)
PROBES = [Fraction(number, 6) for number in range(-30, 31)]


def linear(slope: Fraction, offset: Fraction) -> Ratio:
    return UNKNOWN * Ratio.constant(slope) + Ratio.constant(offset)


LINES = st.builds(linear, NUMBERS, NUMBERS)
MOEBIUS = st.builds(lambda a, b: a / b if b.numerator else a, LINES, LINES)


def value(ratio: Ratio, place: Fraction) -> Fraction | None:
    """The value by the definition of a quotient; None where it has none."""
    above, below = (
        sum(coefficient * place**power for power, coefficient in enumerate(part))
        for part in (ratio.numerator, ratio.denominator)
    )
    return Fraction(above) / below if below else None


@settings(max_examples=40, deadline=None)
@given(MOEBIUS, MOEBIUS)
def test_operations_are_those_of_the_values(a: Ratio, b: Ratio):
    for place in PROBES:
        x, y = value(a, place), value(b, place)
        if x is None or y is None:
            continue
        assert (a + b).at(place) == x + y
        assert (a - b).at(place) == x - y
        assert (a * b).at(place) == x * y
        if y:
            assert (a / b).at(place) == x / y


@settings(max_examples=40, deadline=None)
@given(MOEBIUS, MOEBIUS)
def test_signs_are_those_of_the_values(a: Ratio, b: Ratio):
    difference = a - b
    try:
        positive, zeros = difference.positive(), difference.zeros()
    except NotFollowedError:
        assume(condition=False)
    for place in PROBES:
        here = value(difference, place)
        if here is not None:
            assert (place in positive) == (here > 0)
            assert (place in zeros) == (here == 0)


@settings(max_examples=40, deadline=None)
@given(LINES, LINES)
def test_common_factors_go(a: Ratio, b: Ratio):
    assume(a.numerator and b.numerator)
    assert (a * b) / b == a
    assert ((a / b) * b - a).value == 0


@pytest.mark.parametrize("coefficients", [(-2, 0, 1), (1, 1, 0, 5)])
def test_a_root_that_is_no_fraction_is_not_followed(coefficients: tuple[int, ...]):
    with pytest.raises(NotFollowedError):
        Ratio(coefficients).positive()


def test_a_square_is_followed_where_its_roots_are_fractions():
    difference = UNKNOWN * UNKNOWN - Ratio.constant(Fraction(9, 4))
    assert Fraction(3, 2) not in difference.positive()
    assert Fraction(8, 5) in difference.positive()
    assert Fraction(-8, 5) in difference.positive()

"""Sets of numbers agree with membership of single numbers, on the ends of the intervals and between them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shardlaw.evaluation.solving.sets import EVERYTHING, NumberSet
from shardlaw.language.values import Range

ENDS = st.none() | st.integers(-3, 3) | st.fractions(-3, 3, max_denominator=2)
INTERVALS = st.builds(Range, ENDS, ENDS, st.booleans(), st.booleans())
# The ends lie on a grid of 1/2; every set is the same between two neighbours of it, so quarters see all there is.
PROBES = [Fraction(number, 4) for number in range(-16, 17)]


def union(intervals: list[Range]) -> NumberSet:
    found = NumberSet()
    for interval in intervals:
        found |= NumberSet.between(interval)
    return found


SETS = st.lists(INTERVALS, max_size=4).map(union)


def inside(interval: Range, number: Fraction) -> bool:
    above = interval.low is None or number > interval.low or (number == interval.low and not interval.low_open)
    below = interval.high is None or number < interval.high or (number == interval.high and not interval.high_open)
    return above and below


def members(numbers: NumberSet) -> set[Fraction]:
    return {probe for probe in PROBES if probe in numbers}


@settings(max_examples=50, deadline=None)
@given(INTERVALS)
def test_an_interval_has_the_numbers_between_its_ends(interval: Range):
    assert members(NumberSet.between(interval)) == {probe for probe in PROBES if inside(interval, probe)}


@settings(max_examples=50, deadline=None)
@given(SETS, SETS)
def test_operations_are_those_of_sets(a: NumberSet, b: NumberSet):
    assert members(a | b) == members(a) | members(b)
    assert members(a & b) == members(a) & members(b)
    assert members(a - b) == members(a) - members(b)


@settings(max_examples=50, deadline=None)
@given(SETS, SETS)
def test_equal_sets_are_written_alike(a: NumberSet, b: NumberSet):
    assert EVERYTHING - (EVERYTHING - a) == a
    assert EVERYTHING - (a | b) == (EVERYTHING - a) & (EVERYTHING - b)


@settings(max_examples=50, deadline=None)
@given(SETS)
def test_the_intervals_make_up_the_set_and_do_not_touch(numbers: NumberSet):
    intervals = list(numbers.intervals())
    assert union(intervals) == numbers
    for left, right in pairwise(intervals):
        assert left.high is not None
        assert right.low is not None
        assert left.high < right.low or (left.high == right.low and left.high_open and right.low_open)


@settings(max_examples=50, deadline=None)
@given(SETS, st.sampled_from([1, 2, Fraction(1, 2), Fraction(3, 4)]))
def test_multiples_are_the_multiples_in_the_set(numbers: NumberSet, step: int | Fraction):
    found = numbers.multiples(step)
    steps = {probe for probe in PROBES if (probe / step).denominator == 1}
    assert members(found) & steps == members(numbers) & steps
    for interval in found.intervals():
        assert all(end is None or (end / Fraction(step)).denominator == 1 for end in (interval.low, interval.high))


def test_neighbouring_multiples_are_one_interval():
    assert list(NumberSet.points([1, 2, 3, 5]).multiples(1).intervals()) == [Range(1, 3), Range(5, 5)]


@pytest.mark.parametrize("interval", [Range(2, 1), Range(1, 1, low_open=True), Range(1, 1, high_open=True)])
def test_crossed_ends_hold_nothing(interval: Range):
    assert not NumberSet.between(interval)

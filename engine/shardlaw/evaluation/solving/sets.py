"""Sets of numbers: finite unions of intervals with exact ends."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from shardlaw.dataclass import dataclass
from shardlaw.language.values import Number, Range, exact

# A place between numbers: just before one (0) or just after it (1). Infinity is the only float.
Cut = tuple[Number | float, int]

_START: Cut = (-math.inf, 1)
_END: Cut = (math.inf, 0)


@dataclass(frozen=True, slots=True)
class NumberSet:
    """A set of numbers as the rising cuts at which it begins and ends, in turn.

    The closed interval [1, 2] is cut just before 1 and just after 2; (1, 2) just after 1 and just before 2.
    """

    cuts: tuple[Cut, ...] = ()

    @staticmethod
    def between(interval: Range) -> NumberSet:
        """The numbers of one interval; empty where its ends cross."""
        low = _START if interval.low is None else (interval.low, int(interval.low_open))
        high = _END if interval.high is None else (interval.high, int(not interval.high_open))
        return NumberSet((low, high)) if low < high else NumberSet()

    @staticmethod
    def point(value: Number) -> NumberSet:
        return NumberSet(((value, 0), (value, 1)))

    @staticmethod
    def points(values: Iterable[Number]) -> NumberSet:
        return NumberSet(tuple((value, side) for value in sorted(set(values)) for side in (0, 1)))

    def __bool__(self) -> bool:
        return bool(self.cuts)

    def __contains__(self, value: Number) -> bool:
        return bool(bisect_right(self.cuts, (value, 0)) % 2)

    def __or__(self, other: NumberSet) -> NumberSet:
        return self._combine(other, lambda a, b: a or b)

    def __and__(self, other: NumberSet) -> NumberSet:
        return self._combine(other, lambda a, b: a and b)

    def __sub__(self, other: NumberSet) -> NumberSet:
        return self._combine(other, lambda a, b: a and not b)

    def _combine(self, other: NumberSet, inside: Callable[[bool, bool], bool]) -> NumberSet:
        mine, theirs = set(self.cuts), set(other.cuts)
        in_mine = in_theirs = was_inside = False
        cuts: list[Cut] = []
        for cut in sorted(mine | theirs):
            in_mine ^= cut in mine
            in_theirs ^= cut in theirs
            if inside(in_mine, in_theirs) != was_inside:
                was_inside = not was_inside
                cuts.append(cut)
        return NumberSet(tuple(cuts))

    def intervals(self) -> Iterator[Range]:
        """The maximal intervals, rising; none of them touch."""
        for (low, after_low), (high, after_high) in zip(self.cuts[::2], self.cuts[1::2], strict=True):
            bottom, top = _finite(low), _finite(high)
            yield Range(bottom, top, bottom is not None and bool(after_low), top is not None and not after_high)

    def multiples(self, step: Number) -> NumberSet:
        """The multiples of `step` in the set, neighbours joined: of (1/2, 4) and 1 the interval [1, 3]."""
        cuts: list[Cut] = []
        for interval in self.intervals():
            low, high = _first_multiple(interval, step), _last_multiple(interval, step)
            if low is not None and high is not None and low > high:
                continue
            begin = _START if low is None else (low, 0)
            if cuts and low is not None and cuts[-1] == (exact(low - step), 1):
                cuts.pop()
            else:
                cuts.append(begin)
            cuts.append(_END if high is None else (high, 1))
        return NumberSet(tuple(cuts))


EVERYTHING = NumberSet((_START, _END))


def _finite(place: Number | float) -> Number | None:
    return None if isinstance(place, float) else place


def _first_multiple(interval: Range, step: Number) -> Number | None:
    if interval.low is None:
        return None
    first = math.ceil(Fraction(interval.low) / step)
    return exact((first + (interval.low_open and first * step == interval.low)) * step)


def _last_multiple(interval: Range, step: Number) -> Number | None:
    if interval.high is None:
        return None
    last = math.floor(Fraction(interval.high) / step)
    return exact((last - (interval.high_open and last * step == interval.high)) * step)

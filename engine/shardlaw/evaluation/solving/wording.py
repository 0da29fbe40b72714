"""Solutions in words: numbers that a plan can say, rounded towards the side that passes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.display import number_text
from shardlaw.evaluation.solving.sets import NumberSet
from shardlaw.language.units import Unit
from shardlaw.language.values import Number, Range, exact

FEWEST_DIGITS, MOST_DIGITS = 3, 40
_EXACT_DIGITS = 6  # an end with no more digits than this is printed as it is
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of a fact are written: in `unit`, and where only its multiples may be said, with `step`."""

    unit: Unit
    step: Number | None = None

    def text(self, value: Number) -> str:
        """A value whose decimals end, exactly as a plan would say it."""
        number = Fraction(value) / self.unit.factor
        gap = "" if self.unit.symbol in ("", "%") else " "
        return f"{number_text(number, _decimals(number))}{gap}{self.unit.symbol}"


def solution(name: str, intervals: Sequence[Range], scale: Scale, least: Number | None, near: Number) -> str:
    """For which values of the fact `name` a rule passes: those nearest to `near`, where there are many.

    A lower end at `least`, below which a plan may not go, is not worth saying.
    """
    parts = [part for interval in intervals if (part := _part(name, interval, scale, least)) is not None]
    if not parts:
        return f"never by {name} alone: no decimal number is in between"
    if len(parts) <= _MOST_PARTS:
        return _listed(name, parts, "", "")
    first = _first_of_nearest(parts, near)
    kept = parts[first : first + _MOST_PARTS]
    return _listed(name, kept, "..., " if first else "", ", ..." if first + _MOST_PARTS < len(parts) else "")


@dataclass(frozen=True, slots=True)
class _Part:
    """One interval in words; `value` is its text if it is a single number. `place` is where it begins or ends."""

    condition: str
    value: str | None
    place: Number


def _listed(name: str, parts: Sequence[_Part], before: str, after: str) -> str:
    values = [part.value for part in parts if part.value is not None]
    if len(values) < len(parts):
        return " or ".join(part.condition for part in parts)
    if len(values) == 1 or before or after:
        return f"{name} = {before}{', '.join(values)}{after}"
    return f"{name} = {', '.join(values[:-1])} or {values[-1]}"


def _first_of_nearest(parts: Sequence[_Part], near: Number) -> int:
    above = next((index for index, part in enumerate(parts) if part.place >= near), len(parts))
    return min(max(0, above - _MOST_PARTS // 2), len(parts) - _MOST_PARTS)


def _part(name: str, interval: Range, scale: Scale, least: Number | None) -> _Part | None:
    """An interval in words; None where no number with at most 40 digits is in it."""
    low, high = interval.low, interval.high
    if low is not None and low != high and least is not None and low <= least:
        low = None
    ends = _printed(Range(low, high, interval.low_open, interval.high_open), interval, scale)
    if ends is None:
        return None
    low, high = ends
    if low is not None and low == high:
        return _Part(f"{name} = {scale.text(low)}", scale.text(low), low)
    if low is not None and high is not None:
        return _Part(f"{scale.text(low)} <= {name} <= {scale.text(high)}", None, low)
    if low is not None:
        return _Part(f"{name} >= {scale.text(low)}", None, low)
    if high is not None:
        return _Part(f"{name} <= {scale.text(high)}", None, high)
    return _Part(f"{name} is stated, whatever it is", None, 0)


def _printed(said: Range, interval: Range, scale: Scale) -> tuple[Number | None, Number | None] | None:
    """The ends to print: as few digits as leave them inside and in order; None where there are no such decimals."""
    inside = NumberSet.between(interval)
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        low = None if said.low is None else _rounded(said.low, 1, scale, digits, left_out=said.low_open)
        high = None if said.high is None else _rounded(said.high, -1, scale, digits, left_out=said.high_open)
        if all(end is None or end in inside for end in (low, high)) and not (
            low is not None and high is not None and low > high
        ):
            return low, high
    return None


def _rounded(end: Number, towards: Literal[1, -1], scale: Scale, digits: int, *, left_out: bool) -> Number:
    """An end as a decimal with that many significant digits, rounded up or down; as it is where it has few."""
    number = Fraction(end) / scale.unit.factor
    weight = _weight(number, digits)
    if not left_out and (scale.step is not None or (number / _weight(number, _EXACT_DIGITS)).denominator == 1):
        return end
    rounded = towards * math.ceil(towards * number / weight) * weight
    if left_out and rounded == number:
        rounded += towards * weight
    return exact(rounded * scale.unit.factor)


def _weight(number: Fraction, digits: int) -> Fraction:
    """The weight of the last of that many significant digits."""
    size = abs(number)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    if size < Fraction(10) ** exponent:
        exponent -= 1
    return Fraction(10) ** (exponent - digits + 1)


def _decimals(number: Fraction) -> int:
    """How many digits after the point a decimal has."""
    return next(digits for digits in itertools.count() if (number * 10**digits).denominator == 1)

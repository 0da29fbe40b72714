"""Quotients of polynomials in one unknown, with exact coefficients."""

from __future__ import annotations

import math
from fractions import Fraction

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.solving.sets import EVERYTHING, NumberSet
from shardlaw.language.values import Number, Range, exact

# Integer coefficients from the constant upwards; the last is not zero, and zero is the empty tuple.
Polynomial = tuple[int, ...]


class NotFollowedError(Exception):
    """Something depends on the unknown in a way that is not inverted: in steps, or with a root that is no fraction."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """`numerator / denominator` in lowest terms, the denominator with a positive leading coefficient.

    Where the denominator of the unreduced quotient is zero it has no value; who divides takes those places out.
    """

    numerator: Polynomial
    denominator: Polynomial = (1,)

    @staticmethod
    def constant(value: Number) -> Ratio:
        return Ratio((value.numerator,) if value else (), (value.denominator,))

    @property
    def value(self) -> Number | None:
        """The number that the quotient is everywhere; None where it depends on the unknown."""
        if len(self.numerator) > 1 or len(self.denominator) > 1:
            return None
        return exact(Fraction(self.numerator[0], self.denominator[0])) if self.numerator else 0

    @property
    def degree(self) -> int:
        return max(len(self.numerator), len(self.denominator)) - 1

    def __neg__(self) -> Ratio:
        return Ratio(tuple(-c for c in self.numerator), self.denominator)

    def __add__(self, other: Ratio) -> Ratio:
        left = _product(self.numerator, other.denominator)
        right = _product(other.numerator, self.denominator)
        return _reduced(_sum(left, right), _product(self.denominator, other.denominator))

    def __sub__(self, other: Ratio) -> Ratio:
        return self + -other

    def __mul__(self, other: Ratio) -> Ratio:
        return _reduced(_product(self.numerator, other.numerator), _product(self.denominator, other.denominator))

    def __truediv__(self, other: Ratio) -> Ratio:
        """`self / other`, where `other` is not zero everywhere."""
        return _reduced(_product(self.numerator, other.denominator), _product(self.denominator, other.numerator))

    def at(self, unknown: Number) -> Number:
        """The value at a place where the denominator is not zero."""
        above, below = _at(self.numerator, unknown), _at(self.denominator, unknown)
        return exact(above if below == 1 else Fraction(above) / below)

    def zeros(self) -> NumberSet:
        """Where it is zero. NotFollowedError where that may be no fraction."""
        if not self.numerator:
            return EVERYTHING
        return NumberSet.points(_roots(self.numerator))

    def positive(self) -> NumberSet:
        """Where it is above zero. NotFollowedError where an end of that may be no fraction."""
        if not self.numerator:
            return NumberSet()
        ends = sorted({*_roots(self.numerator), *_roots(self.denominator)})
        found = NumberSet()
        for low, high in zip([None, *ends], [*ends, None], strict=True):
            sample = _inside(low, high)
            if (_at(self.numerator, sample) > 0) == (_at(self.denominator, sample) > 0):
                found |= NumberSet.between(Range(low, high, low_open=True, high_open=True))
        return found


UNKNOWN = Ratio((0, 1))


def _inside(low: Number | None, high: Number | None) -> Number:
    """A number between two ends, of which either may be missing."""
    if low is None:
        return 0 if high is None else high - 1
    return low + 1 if high is None else Fraction(low + high) / 2


def _at(polynomial: Polynomial, unknown: Number) -> Number:
    total: Number = 0
    for coefficient in reversed(polynomial):
        total = total * unknown + coefficient
    return total


def _trimmed(coefficients: list[int]) -> Polynomial:
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)


def _sum(a: Polynomial, b: Polynomial) -> Polynomial:
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    total = list(longer)
    for power, coefficient in enumerate(shorter):
        total[power] += coefficient
    return _trimmed(total)


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    if not a or not b:
        return ()
    total = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            total[i + j] += x * y
    return tuple(total)


def _reduced(numerator: Polynomial, denominator: Polynomial) -> Ratio:
    if not numerator:
        return Ratio(())
    if len(numerator) > 1 and len(denominator) > 1:
        common = _common_divisor(numerator, denominator)
        if len(common) > 1:
            numerator, denominator = _quotient(numerator, common), _quotient(denominator, common)
    content = math.gcd(*numerator, *denominator)
    if denominator[-1] < 0:
        content = -content
    return Ratio(tuple(c // content for c in numerator), tuple(c // content for c in denominator))


def _common_divisor(a: Polynomial, b: Polynomial) -> Polynomial:
    """The greatest common divisor of two polynomials, primitive: without a common factor in its coefficients."""
    while b:
        a, b = b, _primitive(_remainder(a, b))
    return _primitive(a)


def _primitive(polynomial: Polynomial) -> Polynomial:
    content = math.gcd(*polynomial) or 1
    return tuple(coefficient // content for coefficient in polynomial)


def _remainder(a: Polynomial, b: Polynomial) -> Polynomial:
    """The remainder of a multiple of `a` by `b`."""
    rest = list(a)
    while len(rest) >= len(b):
        lead = rest[-1]
        shift = len(rest) - len(b)
        rest = [coefficient * b[-1] for coefficient in rest]
        for power, coefficient in enumerate(b):
            rest[power + shift] -= lead * coefficient
        rest = list(_trimmed(rest))
    return tuple(rest)


def _quotient(a: Polynomial, b: Polynomial) -> Polynomial:
    """`a / b`, for a primitive `b` that divides `a`: by the lemma of Gauss its coefficients are integers."""
    rest, result = list(a), [0] * (len(a) - len(b) + 1)
    for shift in range(len(a) - len(b), -1, -1):
        result[shift] = factor = rest[shift + len(b) - 1] // b[-1]
        for power, coefficient in enumerate(b):
            rest[power + shift] -= factor * coefficient
    return tuple(result)


def _roots(polynomial: Polynomial) -> list[Number]:
    """Every real root; NotFollowedError where one is no fraction, or may be none."""
    zero = next(power for power, coefficient in enumerate(polynomial) if coefficient)
    rest = polynomial[zero:]
    found: list[Number] = [0] if zero else []
    if len(rest) == 1:
        return found
    if len(rest) == 2:
        return [*found, exact(Fraction(-rest[0], rest[1]))]
    if len(rest) > 3:
        raise NotFollowedError
    c, b, a = rest
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return found
    root = math.isqrt(discriminant)
    if root * root != discriminant:
        raise NotFollowedError
    return [*found, exact(Fraction(-b - root, 2 * a)), exact(Fraction(-b + root, 2 * a))]

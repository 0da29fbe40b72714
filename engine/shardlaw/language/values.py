"""What an expression can be worth.

A number is an `int` or a `Fraction` in base units, integral values always as `int`. The other values are `bool`,
`str`, `packaging.version.Version`, `tuple` (a list), `Range`, and `Unknown`, which is not an absence but a value
that carries why it is not known.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from shardlaw.dataclass import dataclass

Number = int | Fraction

CauseKind = Literal[
    "not stated",  # subject: pointer of the missing fact
    "division by zero",  # subject: the source text of the divisor
    "nothing to choose from",  # max, min of an empty list; `the` that selects none or several
    "too large",  # an intermediate over 4,096 bits
    "range undecided",  # part of a claimed range holds, part does not; subject: pointer of the range
    "alternatives disagree",
    "no such element",  # an index outside its list
    "no answer",  # a calculator or formula does not cover this case; subject says which
]

BITS = 4096


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """Why something is unknown: the kind, and what it is about (a JSON pointer, a source text, a sentence)."""

    kind: CauseKind
    subject: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known, with every cause, sorted and without repetition."""

    causes: tuple[Cause, ...]

    @staticmethod
    def because(kind: CauseKind, subject: str) -> Unknown:
        return Unknown((Cause(kind, subject),))

    def union(self, *others: Unknown) -> Unknown:
        causes = set(self.causes)
        for other in others:
            causes.update(other.causes)
        return Unknown(tuple(sorted(causes)))


@dataclass(frozen=True, slots=True)
class Range:
    """Every number between two ends, of which one may be missing (None: unbounded)."""

    low: Number | None
    high: Number | None
    low_open: bool = False
    high_open: bool = False


def exact(value: Number) -> Number:
    """The same number, as an `int` where it is one."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def too_large(value: Number) -> bool:
    """Whether a number is over the limit of 4,096 bits that intermediates have."""
    if isinstance(value, int):
        return value.bit_length() > BITS
    return value.numerator.bit_length() > BITS or value.denominator.bit_length() > BITS

"""Comparisons of quantities that depend on the unknown: for which numbers they hold, and for which they fail.

A quantity is a quotient of polynomials, or a range that does not depend on the unknown. Everything is exact;
NotFollowedError where a quotient changes its sign at no fraction, or a range stands in an unusual place.
"""

from __future__ import annotations

from shardlaw.dataclass import dataclass
from shardlaw.evaluation import intervals
from shardlaw.evaluation.solving.rational import NotFollowedError, Ratio
from shardlaw.evaluation.solving.sets import EVERYTHING, NumberSet
from shardlaw.language.values import Range

Quantity = Ratio | Range


@dataclass(frozen=True, slots=True)
class Decision:
    """The numbers for which a condition holds and those for which it fails; for the others it is not decided."""

    holds: NumberSet
    fails: NumberSet

    def __and__(self, other: Decision) -> Decision:
        return Decision(self.holds & other.holds, self.fails | other.fails)

    def __invert__(self) -> Decision:
        return Decision(self.fails, self.holds)

    def on(self, numbers: NumberSet, other: Decision) -> Decision:
        """For `numbers` what this decision says, for the rest what the other one does."""
        return Decision(
            (self.holds & numbers) | (other.holds - numbers), (self.fails & numbers) | (other.fails - numbers)
        )


def at_most(a: Quantity, b: Quantity) -> Decision:
    """`a <= b`; of a range, for all numbers in it."""
    if isinstance(a, Range):
        return at_most(-_ratio(b), _negative(a))
    if isinstance(b, Ratio):
        above = (a - b).positive()
        return Decision(EVERYTHING - above, above)
    holds = fails = NumberSet()
    if b.low is not None:
        holds = EVERYTHING - (a - Ratio.constant(b.low)).positive()
    if b.high is not None:
        distance = a - Ratio.constant(b.high)
        fails = distance.positive() | distance.zeros() if b.high_open else distance.positive()
    return Decision(holds, fails)


def below(a: Quantity, b: Quantity) -> Decision:
    """`a < b`."""
    return ~at_most(b, a)


def equal(a: Quantity, b: Quantity) -> Decision:
    """`a == b`."""
    if isinstance(a, Ratio) and isinstance(b, Ratio):
        zeros = (a - b).zeros()
        return Decision(zeros, EVERYTHING - zeros)
    return at_most(a, b) & at_most(b, a)


def near(a: Quantity, b: Quantity, tolerance: Quantity) -> Decision:
    """`|a - b| <= tolerance`."""
    if isinstance(b, Range):
        a, b = b, a
    b, tolerance = _ratio(b), _ratio(tolerance)
    return at_most(a, b + tolerance) & at_most(b - tolerance, a)


def relatively_near(a: Quantity, b: Quantity, tolerance: Quantity) -> Decision:
    """`|a - b| <= tolerance * |b|`."""
    tolerance = _ratio(tolerance)
    if isinstance(b, Ratio):
        return near(a, b, tolerance * b).on(b.positive(), near(a, b, -tolerance * b))
    if b.low is None or b.low < 0:
        if b.high is None or b.high > 0:
            raise NotFollowedError
        return relatively_near(-_ratio(a), _negative(b), tolerance)
    share = tolerance.value
    if share is None:
        raise NotFollowedError
    widest, narrowest = intervals.multiply(1 + share, b), intervals.multiply(1 - share, b)
    return at_most(a, _quantity(widest)) & at_most(_quantity(narrowest), a)


def _negative(a: Range) -> Quantity:
    return _quantity(intervals.negate(a))


def _quantity(value: intervals.Quantity) -> Quantity:
    return value if isinstance(value, Range) else Ratio.constant(value)


def _ratio(value: Quantity) -> Ratio:
    if isinstance(value, Range):
        raise NotFollowedError
    return value

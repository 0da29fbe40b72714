"""How far a requirement is from its limit."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from shardlaw.dataclass import dataclass
from shardlaw.evaluation import intervals
from shardlaw.evaluation.arithmetic import quantity
from shardlaw.evaluation.comparison import half_digit
from shardlaw.evaluation.display import dimension_of
from shardlaw.evaluation.intervals import Quantity
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import NumberType
from shardlaw.language.units import Unit
from shardlaw.language.values import Number, Range, Unknown, exact


@dataclass(frozen=True, slots=True)
class Slack:
    """A distance to a limit in base units: positive is room, negative is excess.

    `ratio` is the distance over the absolute value of the limit, which is the right side of the comparison; None
    where that is zero. `unit` is the one to show the distance in.
    """

    value: Number
    dimension: Dimension
    ratio: Number | None
    unit: Unit | None

    @property
    def order(self) -> tuple[int, Number]:
        """Sorts by ratio; a distance to a limit of zero is beyond every ratio of its sign."""
        if self.ratio is None:
            return (self.value > 0) - (self.value < 0), 0
        return 0, self.ratio


def slack(trace: Trace) -> Slack | None:
    """The distance of a truth value from turning; None where it has none (texts, `divides`, what is unknown).

    Equality has one only where it is asked for: what must not be equal can be anything else.
    """
    return _slack(trace, wanted=True)


def _slack(trace: Trace, *, wanted: bool) -> Slack | None:
    """The distance by which a truth value is, or is not, the one that is wanted."""
    if isinstance(trace.value, Unknown):
        return None
    holds = trace.value is wanted
    match trace.node:
        case checked.Compare(operator="==" | "!=" as operator):
            return _compared(trace.node, trace, 1) if (operator == "==") is wanted else None
        case checked.Compare() | checked.Approximate() | checked.RoundsTo():
            return _compared(trace.node, trace, 1 if wanted else -1)
        case checked.Not():
            return _slack(trace.operands[0], wanted=not wanted)
        case checked.Logic(operator="implies"):
            left, right = trace.operands
            parts = [_part(left, wanted=not wanted), _part(right, wanted=wanted)]
            return _greatest(parts, holds=holds) if wanted else _least(parts, holds=holds)
        case checked.Logic(operator=operator):
            parts = [_part(operand, wanted=wanted) for operand in trace.operands]
            return _least(parts, holds=holds) if (operator == "and") is wanted else _greatest(parts, holds=holds)
        case checked.Quantifier(quantifier=quantifier, body=body):
            parts = [_part(operand, wanted=wanted) for operand in trace.operands if operand.node is body]
            return _least(parts, holds=holds) if (quantifier == "every") is wanted else _greatest(parts, holds=holds)
        case checked.LetRef() | checked.Default() | checked.Choose() | checked.Apply():
            return _slack(trace.operands[-1], wanted=wanted)
    return None


# Whether a part is as wanted (unknown: neither), and by how much.
_Part = tuple[bool | None, Slack | None]


def _part(trace: Trace, *, wanted: bool) -> _Part:
    holds = None if isinstance(trace.value, Unknown) else trace.value is wanted
    return holds, _slack(trace, wanted=wanted)


def _least(parts: list[_Part], *, holds: bool) -> Slack | None:
    """All parts are wanted: the least distance of those that decided.

    Where a part fails that has no distance, it has to be mended whatever the others are.
    """
    deciding = [distance for part, distance in parts if part is holds]
    if not holds and None in deciding:
        return None
    return min((distance for distance in deciding if distance is not None), key=lambda part: part.order, default=None)


def _greatest(parts: list[_Part], *, holds: bool) -> Slack | None:
    """One part is wanted: the greatest distance of those that decided.

    Where a part holds that has no distance, nothing turns whatever the others are.
    """
    deciding = [distance for part, distance in parts if part is holds]
    if holds and None in deciding:
        return None
    return max((distance for distance in deciding if distance is not None), key=lambda part: part.order, default=None)


def _compared(
    node: checked.Compare | checked.Approximate | checked.RoundsTo, trace: Trace, sign: Literal[1, -1]
) -> Slack | None:
    if not isinstance(node.left.type, NumberType):
        return None
    left, right = trace.operands[:2]
    distance = _distance(node, trace)
    value = sign * (_nearest_to_zero(distance) if isinstance(distance, Range) else distance)
    limit = quantity(right)
    ratio = None if isinstance(limit, Range) or not limit else exact(Fraction(value) / abs(Fraction(limit)))
    return Slack(value, dimension_of(node.right), ratio, left.unit or right.unit)


def _distance(node: checked.Compare | checked.Approximate | checked.RoundsTo, trace: Trace) -> Quantity:
    left, right = quantity(trace.operands[0]), quantity(trace.operands[1])
    difference = intervals.subtract(right, left)
    match node:
        case checked.Approximate(relative=relative):
            tolerance = quantity(trace.operands[2])
            allowed = intervals.multiply(tolerance, intervals.absolute(right)) if relative else tolerance
        case checked.RoundsTo():
            allowed = half_digit(trace.operands[1])
        case checked.Compare(operator="<" | "<="):
            return difference
        case checked.Compare(operator=">" | ">="):
            return intervals.negate(difference)
        case checked.Compare():
            allowed = 0
    return intervals.subtract(allowed, intervals.absolute(difference))


def _nearest_to_zero(distance: Range) -> Number:
    """Of the distances that a range leaves possible, the one that is certain: room at least, excess at least."""
    if distance.low is not None and distance.low >= 0:
        return distance.low
    return 0 if distance.high is None or distance.high > 0 else distance.high

"""How far a requirement is from its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shardlaw.evaluation import intervals
from shardlaw.evaluation.arithmetic import quantity
from shardlaw.evaluation.comparison import half_digit
from shardlaw.evaluation.display import dimension_of
from shardlaw.evaluation.intervals import Quantity
from shardlaw.evaluation.logic import negation, truth
from shardlaw.evaluation.trace import Trace, Value
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

    def __neg__(self) -> Slack:
        return Slack(-self.value, self.dimension, None if self.ratio is None else -self.ratio, self.unit)

    @property
    def order(self) -> tuple[int, Number]:
        """Sorts by ratio; a distance to a limit of zero is beyond every ratio of its sign."""
        if self.ratio is None:
            return (self.value > 0) - (self.value < 0), 0
        return 0, self.ratio


def slack(trace: Trace) -> Slack | None:
    """The distance of a truth value from turning; None where it has none (texts, `divides`, what is unknown)."""
    if isinstance(trace.value, Unknown):
        return None
    match trace.node:
        case checked.Compare() | checked.Approximate() | checked.RoundsTo():
            return _compared(trace.node, trace)
        case checked.Not():
            inner = slack(trace.operands[0])
            return None if inner is None else -inner
        case checked.Logic(operator="implies"):
            left, right = trace.operands
            return _any(trace.value, [(negation(truth(left.value)), _negated(slack(left))), _part(right)])
        case checked.Logic(operator=operator):
            return (_all if operator == "and" else _any)(trace.value, [_part(operand) for operand in trace.operands])
        case checked.Quantifier(quantifier=quantifier, body=body):
            parts = [_part(operand) for operand in trace.operands if operand.node is body]
            return (_all if quantifier == "every" else _any)(trace.value, parts)
        case checked.LetRef() | checked.Default() | checked.Choose() | checked.Apply():
            return slack(trace.operands[-1])
    return None


_Part = tuple[Value, Slack | None]


def _part(trace: Trace) -> _Part:
    return trace.value, slack(trace)


def _negated(distance: Slack | None) -> Slack | None:
    return None if distance is None else -distance


def _all(value: Value, parts: Sequence[_Part]) -> Slack | None:
    """Of a conjunction: the least distance of the parts that decided it.

    Where it fails, a part that failed without a distance has to be mended whatever the others are.
    """
    deciding = [distance for decided, distance in parts if decided is value]
    if value is False and None in deciding:
        return None
    return min((distance for distance in deciding if distance is not None), key=lambda part: part.order, default=None)


def _any(value: Value, parts: Sequence[_Part]) -> Slack | None:
    """Of a disjunction, which is a conjunction turned round."""
    mirrored = [(negation(truth(decided)), _negated(distance)) for decided, distance in parts]
    return _negated(_all(negation(truth(value)), mirrored))


def _compared(node: checked.Compare | checked.Approximate | checked.RoundsTo, trace: Trace) -> Slack | None:
    left, right = trace.operands[:2]
    if not isinstance(node.left.type, NumberType):
        return None
    distance = _distance(node, trace)
    value = _nearest_to_zero(distance) if isinstance(distance, Range) else distance
    limit = quantity(right)
    ratio = None if isinstance(limit, Range) or not limit else exact(Fraction(value) / abs(Fraction(limit)))
    return Slack(value, dimension_of(node.right), ratio, right.unit or left.unit)


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
        case checked.Compare(operator="!="):
            return intervals.absolute(difference)
        case checked.Compare():
            allowed = 0
    return intervals.subtract(allowed, intervals.absolute(difference))


def _nearest_to_zero(distance: Range) -> Number:
    """Of the distances that a range leaves possible, the one that is certain: room at least, excess at least."""
    if distance.low is not None and distance.low >= 0:
        return distance.low
    return 0 if distance.high is None or distance.high > 0 else distance.high

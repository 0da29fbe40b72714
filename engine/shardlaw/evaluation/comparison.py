"""Comparisons. One with a range is decided only where it holds, or fails, for every number of the range."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from shardlaw.evaluation import intervals
from shardlaw.evaluation.arithmetic import may_be_zero, quantity, undecided
from shardlaw.evaluation.intervals import Quantity
from shardlaw.evaluation.logic import Truth, conjunction, disjunction, negation
from shardlaw.evaluation.trace import Trace, Value, unknowns
from shardlaw.language import checked
from shardlaw.language.values import Number, Range, Unknown


def compare(node: checked.Compare, left: Trace, right: Trace) -> Trace:
    """`== != < <= > >=`."""
    match node.operator:
        case "==":
            value = equal(left, right)
        case "!=":
            value = negation(equal(left, right))
        case "<=":
            value = _ordered(left, right, intervals.at_most_zero)
        case "<":
            value = _ordered(left, right, intervals.below_zero)
        case ">=":
            value = _ordered(right, left, intervals.at_most_zero)
        case ">":
            value = _ordered(right, left, intervals.below_zero)
    return Trace(node, value, (left, right))


def equal(left: Trace, right: Trace) -> Truth:
    """Whether two values of one type are equal; lists are if they are as long and equal element by element."""
    unknown = unknowns(left, right)
    if unknown is not None:
        return unknown
    a, b = left.value, right.value
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and conjunction(equal(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, Range) or isinstance(b, Range):
        return _decided(intervals.is_zero(intervals.subtract(quantity(left), quantity(right))), left, right)
    return a == b


def approximate(node: checked.Approximate, left: Trace, right: Trace, tolerance: Trace) -> Trace:
    """`left ~= right within tolerance`, both ends of the tolerance included."""
    operands = (left, right, tolerance)
    value = unknowns(*operands)
    if value is not None:
        return Trace(node, value, operands)
    a, b, t = (quantity(operand) for operand in operands)
    close = relatively_near(a, b, t) if node.relative else _near(a, b, t)
    return Trace(node, _decided(close, *operands), operands)


def rounds_to(node: checked.RoundsTo, left: Trace, right: Trace) -> Trace:
    unknown = unknowns(left, right)
    if unknown is not None:
        return Trace(node, unknown, (left, right))
    close = _near(quantity(left), quantity(right), half_digit(right))
    return Trace(node, _decided(close, left, right), (left, right))


def half_digit(written: Trace) -> Number:
    """Half the weight of the last digit that a literal or fact was written with; a range has no digits."""
    return Fraction(0 if isinstance(written.value, Range) else written.quantum or 0) / 2


def divides(node: checked.Divides, left: Trace, right: Trace, text: Callable[[checked.Expression], str]) -> Trace:
    """`left divides right`: no remainder. Zero divides nothing: that is unknown, as every division by it."""
    unknown = unknowns(left, right)
    value: Truth
    if may_be_zero(left):
        zero = Unknown.because("division by zero", text(node.left))
        value = zero.union(unknown) if unknown else zero
    elif unknown is not None:
        value = unknown
    else:
        a, b = quantity(left), quantity(right)
        value = undecided(left, right) if isinstance(a, Range) or isinstance(b, Range) else b % a == 0
    return Trace(node, value, (left, right))


def among(node: checked.Among, item: Trace, collection: Trace) -> Trace:
    """`item in collection`: equal to one of its elements, of which a list of none has none."""
    value = collection.value
    if isinstance(value, tuple):
        value = disjunction(equal(item, element) for element in value)
    else:
        value = unknowns(item, collection) or value
    return Trace(node, value, (item, collection))


def in_versions(node: checked.InVersions, version: Trace) -> Trace:
    """Pre-releases count like any version: a plan that runs one runs it."""
    from packaging.version import Version  # noqa: PLC0415 - dear, and few rules ask for versions

    value: Value = version.value
    if isinstance(value, Version):
        value = node.specifier.contains(value, prereleases=True)
    return Trace(node, value, (version,))


def matches(node: checked.Matches, text: Trace) -> Trace:
    """The whole text is of the pattern, which the checker has read before."""
    from shardlaw.language.patterns import Pattern, read_pattern  # noqa: PLC0415 - few rules ask for patterns

    pattern = read_pattern(node.pattern)
    if isinstance(text.value, str) and isinstance(pattern, Pattern):
        return Trace(node, pattern.matches(text.value), (text,))
    return Trace(node, text.value, (text,))


def _ordered(left: Trace, right: Trace, test: Callable[[Quantity], bool | None]) -> Truth:
    unknown = unknowns(left, right)
    if unknown is not None:
        return unknown
    return _decided(test(intervals.subtract(quantity(left), quantity(right))), left, right)


def _decided(answer: bool | None, *operands: Trace) -> Truth:
    return undecided(*operands) if answer is None else answer


def _near(a: Quantity, b: Quantity, tolerance: Quantity) -> bool | None:
    """|a - b| <= tolerance."""
    return _within(intervals.subtract(a, b), tolerance)


def _within(distance: Quantity, tolerance: Quantity) -> bool | None:
    above = intervals.at_most_zero(intervals.subtract(distance, tolerance))
    below = intervals.at_most_zero(intervals.subtract(intervals.negate(distance), tolerance))
    return _both(above, below)


def relatively_near(a: Quantity, b: Quantity, tolerance: Quantity) -> bool | None:
    """|a - b| <= tolerance * |b|.

    `b` is taken apart at zero, so that each of `a <= (1 + t) b` and `(1 - t) b <= a` reads it once: only then is
    interval arithmetic as sharp as the question.
    """
    if not isinstance(b, Range):
        return _near(a, b, intervals.multiply(tolerance, intervals.absolute(b)))
    answers = {
        _both(
            intervals.at_most_zero(intervals.subtract(x, intervals.multiply(intervals.add(1, tolerance), y))),
            intervals.at_most_zero(intervals.subtract(intervals.multiply(intervals.subtract(1, tolerance), y), x)),
        )
        for x, y in _by_sign(a, b)
    }
    return answers.pop() if len(answers) == 1 else None


def _by_sign(a: Quantity, b: Range) -> list[tuple[Quantity, Quantity]]:
    """The question for the part of `b` that is not negative, and mirrored for the rest."""
    parts: list[tuple[Quantity, Quantity]] = []
    high = intervals.highest(b)
    if high[0] > 0 or high == (0, False):
        parts.append((a, intervals.greatest([b, 0])))
    if intervals.lowest(b)[0] < 0:
        parts.append((intervals.negate(a), intervals.negate(intervals.least([b, 0]))))
    return parts


def _both(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True

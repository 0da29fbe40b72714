"""Values for people, exact or rounded half to even from the exact value; never through floating point."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from shardlaw.evaluation.trace import Place, Trace, Value
from shardlaw.language import checked
from shardlaw.language.dimensions import DIMENSIONLESS, Dimension
from shardlaw.language.types import NumberType
from shardlaw.language.units import Unit, display_unit, parse_unit
from shardlaw.language.values import Number, Range, Unknown
from shardlaw.plans.facts import Fact

# A number with more significant digits than EXACT is shown rounded to ROUNDED of them, but not before its point.
EXACT = 6
ROUNDED = 4
WHOLE = 15  # digits of an integer that are all shown


def shown(trace: Trace) -> str:
    """A value as reports and messages show it: a fact as written, else in the unit it came in or reads best in.

    A fact that was written as a bare number is shown with the unit that it is read in.
    """
    if trace.fact is not None and trace.fact.conversion is None and not isinstance(trace.value, Unknown):
        text = trace.fact.text
        return _with(base_unit(dimension_of(trace.node)), text) if text[-1:].isdigit() else text
    return value_text(trace.value, dimension_of(trace.node), trace.unit)


def dimension_of(node: checked.Expression) -> Dimension:
    """The dimension of an expression; none for what is not a number."""
    return node.type.dimension if isinstance(node.type, NumberType) else DIMENSIONLESS


def value_text(value: Value, dimension: Dimension, unit: Unit | None, decimals: int | None = None) -> str:
    """Any value in `unit`, or in the unit in which it reads best; `decimals` digits after the point, if given."""
    match value:
        case Unknown():
            return "?"
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case tuple():
            return f"[{', '.join(shown(element) for element in value)}]"
        case Place(pointer, branch):
            name = branch.get("name")
            return name.text if isinstance(name, Fact) else pointer or "the plan"
        case Range(low, high):
            scale = unit or display_unit(_magnitude(low, high), dimension)
            return _with(scale.symbol, _range(value, scale, decimals))
        case int() | Fraction():
            scale = unit or display_unit(value, dimension)
            return _with(scale.symbol, number_text(value / Fraction(scale.factor), decimals))
    return str(value)  # a version


def base_unit(dimension: Dimension) -> str:
    """How reports name the unit of exact values: `B/s`, `token`; empty for plain numbers."""
    return str(dimension) if dimension.exponents else ""


def amount(value: Number, unit: str) -> str:
    """A number in base units as text, for the base unit or display unit that a calculator's step names."""
    known = parse_unit(unit) if unit else None
    if not isinstance(known, Unit):
        return number_text(value)
    return value_text(value, known.dimension, known if known.factor != 1 else None)


def hole_text(hole: checked.Hole, trace: Trace) -> str:
    """What stands for a hole of a message: in its unit and with its digits where it asks for them."""
    if hole.unit is None and hole.decimals is None:
        return shown(trace)
    unit = hole.unit or trace.unit
    return value_text(trace.value, dimension_of(trace.node), unit, hole.decimals)


def number_text(value: Number, decimals: int | None = None) -> str:
    """A number: with that many digits after its point, else exactly where that takes few digits, else rounded."""
    number = Fraction(value)
    if decimals is not None:
        return _fixed(number, decimals)
    if number.denominator == 1 and len(str(abs(number.numerator))) <= WHOLE:
        return str(number.numerator)
    exact = _decimal(number, 60)
    if len(exact.as_tuple().digits) > EXACT or Fraction(exact) != number:
        whole = len(str(abs(number.numerator) // number.denominator))
        exact = _decimal(number, max(ROUNDED, whole) if whole <= WHOLE else ROUNDED)
    if -EXACT <= exact.adjusted() <= WHOLE:
        return f"{exact:f}"
    return f"{exact:e}"


def _decimal(number: Fraction, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=-5000, Emax=5000)
    return context.normalize(context.divide(Decimal(number.numerator), Decimal(number.denominator)))


def _fixed(number: Fraction, decimals: int) -> str:
    scaled = round(number * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    sign = "-" if scaled < 0 else ""
    point = f".{rest:0{decimals}}" if decimals else ""
    return f"{sign}{whole}{point}"


def _range(value: Range, unit: Unit, decimals: int | None) -> str:
    def end(number: Number) -> str:
        return number_text(number / Fraction(unit.factor), decimals)

    if value.low is not None and value.high is not None:
        low, high = end(value.low), end(value.high)
        return low if low == high else f"{low}-{high}"
    if value.high is not None:
        return f"{'<' if value.high_open else '<='} {end(value.high)}"
    return f"{'>' if value.low_open else '>='} {end(value.low)}" if value.low is not None else "any"


def _magnitude(low: Number | None, high: Number | None) -> Number:
    return max(abs(Fraction(low or 0)), abs(Fraction(high or 0)))


def _with(symbol: str, number: str) -> str:
    return f"{number}{'' if symbol in ('', '%') else ' '}{symbol}"

"""Texts that say a number with a unit: `64 GB`, `12%`, and for claims also `2-5 s`, `< 5%`, `~35 GB`.

The patterns of the plan schema describe the same language; a test generates them from the table of units and holds
them equal. A unit is written in the shape of its dimension: `TB/s` for B/s, never `TB*s/s^2`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from shardlaw.dataclass import dataclass
from shardlaw.language.dimensions import DIMENSIONLESS, Dimension
from shardlaw.language.numbers import NUMBER
from shardlaw.language.units import Unit, UnknownUnit, parse_unit
from shardlaw.language.values import Number, Range, exact
from shardlaw.plans.scalars import number

LONGEST = 200  # a longer text is no quantity
_UNIT = r"[^\s0-9.+_~<>=≤≥\u2013-][^\s\u2013-]*"
_AMOUNT = re.compile(
    rf"(?:(?P<bound><=|>=|[≤≥<>~]) *)?(?P<low>{NUMBER.pattern})(?: *(?P<low_unit>{_UNIT}))?"
    rf"(?P<range> *[-\u2013] *(?P<high>{NUMBER.pattern})(?: *(?P<high_unit>{_UNIT}))?)?"
)
_BILLION = Unit("Gparameter", Dimension.of({"parameter": 1}), 10**9)

Bound = Literal["<", "<=", ">", ">=", "~"]
_BOUNDS: dict[str, Bound] = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=", "~": "~"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range in base units, the weight of its last digit, and the unit it was written in.

    `bound` is the sign in front, if any: `< 5%` is the range [0, 0.05) and keeps `<` and its `limit` 0.05.
    `signed` says that a minus sign was written, which `-0` alone does not show.
    """

    value: Number | Range
    quantum: Number
    unit: str
    bound: Bound | None = None
    limit: Number | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What a field's numbers are: a dimension, the unit of a bare number, and whether `%` is a unit."""

    dimension: Dimension
    bare: Unit
    percent: bool = False

    @property
    def counts(self) -> bool:
        """Whether the number is a plain count, which has no unit at all."""
        return not self.dimension.exponents and not self.percent


FaultKind = Literal["form", "unitless", "unknown unit", "other dimension", "digits", "exponent", "reversed"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not an amount; `start` and `end` say where in it. `candidates` replace that part."""

    kind: FaultKind
    start: int
    end: int
    candidates: tuple[str, ...] = ()
    reason: str | None = None


def read_amount(text: str, measure: Measure) -> Amount | Fault:
    """The amount that a text says. Whether the field may hold a range or a negative number is the reader's matter."""
    match = _AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None or (match["bound"] and match["range"]):
        return Fault("form", 0, len(text))
    if match["range"]:
        return _range(match, measure)
    if match["low_unit"] is None and not match["bound"]:
        return Fault("unitless", 0, len(text))
    unit = _unit(match, "low_unit", measure)
    if isinstance(unit, Fault):
        return unit
    amount = _number(match, "low", unit)
    if isinstance(amount, Fault) or not match["bound"]:
        return amount
    return _bounded(amount, _BOUNDS[match["bound"]], len(text))


def bare_amount(value: Number, quantum: Number, measure: Measure) -> Amount:
    """A number without a unit, in the unit that the field gives it."""
    factor = measure.bare.factor
    return Amount(exact(value * factor), exact(quantum * factor), measure.bare.symbol)


def between(low: Amount, high: Amount) -> Range | None:
    """The closed range between two plain numbers; None when they are the wrong way round or no numbers."""
    if isinstance(low.value, Range) or isinstance(high.value, Range) or low.value > high.value:
        return None
    return Range(low.value, high.value)


def _range(match: re.Match[str], measure: Measure) -> Amount | Fault:
    if match["low_unit"] is not None and match["high_unit"] is None:
        return Fault("form", *match.span())
    high_unit = _unit(match, "high_unit", measure)
    low_unit = high_unit if match["low_unit"] is None else _unit(match, "low_unit", measure)
    if isinstance(low_unit, Fault):
        return low_unit
    if isinstance(high_unit, Fault):
        return high_unit
    low, high = _number(match, "low", low_unit), _number(match, "high", high_unit)
    if isinstance(low, Fault):
        return low
    if isinstance(high, Fault):
        return high
    value = between(low, high)
    if value is None:
        return Fault("reversed", *match.span())
    return Amount(value, max(low.quantum, high.quantum), high.unit)


def _bounded(amount: Amount, bound: Bound, length: int) -> Amount | Fault:
    limit = amount.value
    assert not isinstance(limit, Range)  # noqa: S101 - a number was read
    half = Fraction(amount.quantum) / 2
    match bound:
        case "<" | "<=":
            value = Range(0, limit, high_open=bound == "<")
        case ">" | ">=":
            value = Range(limit, None, low_open=bound == ">")
        case "~":
            value = Range(exact(limit - half), exact(limit + half))
    if value.low is not None and value.high is not None:
        empty = value.low >= value.high if value.high_open else value.low > value.high
        if empty:
            return Fault("reversed", 0, length)
    return Amount(value, amount.quantum, amount.unit, bound, limit)


def _number(match: re.Match[str], group: str, unit: Unit) -> Amount | Fault:
    written = number(match[group])
    if isinstance(written, str):
        return Fault(written, *match.span(group))
    value, quantum = exact(written.value * unit.factor), exact(written.quantum * unit.factor)
    return Amount(value, quantum, unit.symbol, signed=match[group].startswith("-"))


def _unit(match: re.Match[str], group: str, measure: Measure) -> Unit | Fault:
    text = match[group]
    if text is None:
        return measure.bare
    start, end = match.span(group)
    unit = _known(text, measure)
    if isinstance(unit, UnknownUnit):
        nearest = (text.upper(), f"{text}parameter", *unit.candidates, *(f"{name}/s" for name in unit.candidates))
        return Fault("unknown unit", start, end, _fitting(nearest, measure), unit.reason)
    if not _fits(unit, measure):
        return Fault("other dimension", start, end, _fitting((f"{text}/s",), measure))
    return unit


def _fits(unit: Unit, measure: Measure) -> bool:
    """Whether a unit is of the dimension, and written in its shape: one atom over one for each divisor."""
    if measure.dimension == DIMENSIONLESS:
        return measure.percent and unit.symbol == "%"
    if unit.dimension != measure.dimension or "*" in unit.symbol or "^" in unit.symbol:
        return False
    return unit.symbol.count("/") == sum(exponent < 0 for _, exponent in measure.dimension.exponents)


def _fitting(candidates: tuple[str, ...], measure: Measure) -> tuple[str, ...]:
    """Those candidates that the field takes, each once."""
    fitting: list[str] = []
    for name in candidates:
        unit = _known(name, measure)
        if isinstance(unit, Unit) and _fits(unit, measure) and name not in fitting:
            fitting.append(name)
    return tuple(fitting)


def _known(text: str, measure: Measure) -> Unit | UnknownUnit:
    """The unit that a text spells in a field: `B` is a billion of parameters, and bytes of anything else."""
    return _BILLION if text == "B" and measure.dimension == _BILLION.dimension else parse_unit(text)

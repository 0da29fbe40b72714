"""Numbers in generated code: integers over integers times an exact scale, so that no step needs a fraction.

A quantity is worth `over / under * scale`. Multiplying by a constant changes the scale only; a division keeps its
divisor below; a comparison multiplies both sides with what makes them integers: `a <= 90% of b` is `10 * a <= 9 * b`.
Divisors are positive: whoever divides by something else is undecided before.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm
from typing import Literal

from shardlaw.dataclass import dataclass, replace
from shardlaw.evaluation.compiled.blocks import NOTHING, Needs, joined
from shardlaw.language.values import BITS, Number

FACT_BITS = 128  # of a fact times its scale; a larger one is open


class UnloweredError(Exception):
    """An expression that has no compiled form; its rule is left to the reference interpreter."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`bits` bounds the size of `over`, `under_bits` that of `under`; `least` is a lower bound of `over`, if known."""

    over: str
    scale: Fraction
    bits: int
    needs: Needs = NOTHING
    under: str | None = None
    under_bits: int = 0
    least: Literal[0, 1] | None = None
    constant: Number | None = None


Named = Callable[[str, Needs], str]  # a local that holds what a text is worth


def constant(value: Number) -> Quantity:
    number = Fraction(value)
    text = str(number.numerator) if number >= 0 else f"({number.numerator})"
    scale = Fraction(1, number.denominator)
    least: Literal[0, 1] | None = 1 if value > 0 else (0 if value == 0 else None)
    return Quantity(text, scale, number.numerator.bit_length(), least=least, constant=value)


def times(text: str, factor: int) -> str:
    if factor == 1:
        return text
    return str(int(text) * factor) if text.isdigit() else f"{factor} * {text}"


def product(*texts: str | None) -> str | None:
    factors = [text for text in texts if text is not None]
    return " * ".join(factors) if factors else None


def checked_size(quantity: Quantity) -> Quantity:
    """The quantity, if no value of it can be over the limit of intermediates."""
    over = quantity.bits + quantity.scale.numerator.bit_length()
    under = quantity.under_bits + quantity.scale.denominator.bit_length()
    if max(over, under) > BITS:
        raise UnloweredError("too large")
    return quantity


def multiply(a: Quantity, b: Quantity) -> Quantity:
    for one, other in ((a, b), (b, a)):
        if one.constant is not None and one.constant > 0:
            value = None if other.constant is None else one.constant * other.constant
            return checked_size(replace(other, scale=other.scale * Fraction(one.constant), constant=value))
    over = product(*(each.over for each in (a, b) if each.over != "1")) or "1"
    under = product(a.under, b.under)
    return checked_size(
        Quantity(
            over if over.isidentifier() else f"({over})",
            a.scale * b.scale,
            a.bits + b.bits,
            joined(a.needs, b.needs),
            f"({under})" if a.under and b.under else under,
            a.under_bits + b.under_bits,
            None if a.least is None or b.least is None else min(a.least, b.least),
        )
    )


def inverse(divisor: Quantity) -> Quantity:
    """One over a quantity whose `over` is positive."""
    value = None if divisor.constant is None else Fraction(1) / divisor.constant
    if value is not None:
        return constant(value)
    return checked_size(
        Quantity(
            divisor.under or "1",
            1 / divisor.scale,
            divisor.under_bits or 1,
            divisor.needs,
            divisor.over,
            divisor.bits,
            1,
        )
    )


def aligned(quantities: list[Quantity], named: Named) -> tuple[list[str], Quantity]:
    """The numerators of several quantities over one divisor, and a quantity that has their scale and divisor."""
    steps = [quantity.scale.denominator for quantity in quantities]
    scale = Fraction(gcd(*(q.scale.numerator * (lcm(*steps) // q.scale.denominator) for q in quantities)), lcm(*steps))
    unders = {quantity.under for quantity in quantities}
    texts = [times(quantity.over, int(quantity.scale / scale)) for quantity in quantities]
    bits = max(quantity.bits + int(quantity.scale / scale).bit_length() for quantity in quantities)
    needs = joined(*(quantity.needs for quantity in quantities))
    if len(unders) == 1:
        common = quantities[0].under
        size = quantities[0].under_bits
    else:
        each = {q.under: named(q.under, q.needs) for q in quantities if q.under is not None}
        names = list(each.values())
        texts = [
            product(text, *(name for under, name in each.items() if under != quantity.under)) or ""
            for text, quantity in zip(texts, quantities, strict=True)
        ]
        sizes = {quantity.under: quantity.under_bits for quantity in quantities}
        common, size = f"({product(*names)})", sum(sizes.values())
        bits += size
    least = min((quantity.least for quantity in quantities if quantity.least is not None), default=None)
    least = least if all(quantity.least is not None for quantity in quantities) else None
    return texts, Quantity("", scale, bits, needs, common, size, least)


def add(a: Quantity, b: Quantity, sign: Literal["+", "-"], named: Named) -> Quantity:
    if a.constant is not None and b.constant is not None:
        return constant(a.constant + b.constant if sign == "+" else a.constant - b.constant)
    (left, right), whole = aligned([a, b], named)
    least = whole.least if sign == "+" else None
    return checked_size(replace(whole, over=f"({left} {sign} {right})", bits=whole.bits + 1, least=least))


def compared(operator: str, a: Quantity, b: Quantity) -> str:
    """A comparison of two quantities as one of integers."""
    ratio = a.scale / b.scale
    if b.constant is None and a.constant is not None:
        mirror = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        return compared(mirror.get(operator, operator), b, a)
    if b.constant is not None and a.under is None and a.constant is None:
        bound = Fraction(b.constant) / a.scale
        if operator in ("<=", ">"):
            return f"{a.over} {operator} {bound.__floor__()}"
        if operator in ("<", ">="):
            return f"{a.over} {operator} {bound.__ceil__()}"
        if bound.denominator == 1:
            return f"{a.over} {operator} {bound.numerator}"
    left = product(times(a.over, ratio.numerator), b.under)
    right = product(times(b.over, ratio.denominator), a.under)
    return f"{left} {operator} {right}"


def quotient(a: Quantity, b: Quantity) -> tuple[str, str]:
    """Two integers whose quotient is that of two quantities; the second may be zero, and then raises."""
    ratio = a.scale / b.scale
    above = product(times(a.over, ratio.numerator), b.under) or ""
    below = product(times(b.over, ratio.denominator), a.under) or ""
    return above, below if below.isidentifier() or below.isdigit() else f"({below})"

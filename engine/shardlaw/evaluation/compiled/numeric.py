"""Arithmetic and comparisons of numbers, lowered to integers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from shardlaw.dataclass import replace
from shardlaw.evaluation.compiled.blocks import joined
from shardlaw.evaluation.compiled.fragments import Names, Place, Plain
from shardlaw.evaluation.compiled.layout import FINE
from shardlaw.evaluation.compiled.quantities import (
    FACT_BITS,
    Quantity,
    UnloweredError,
    add,
    aligned,
    checked_size,
    constant,
    inverse,
    multiply,
    product,
    quotient,
    times,
)
from shardlaw.language import checked

if TYPE_CHECKING:
    from shardlaw.evaluation.compiled.lowering import Lowering

Number = checked.Negative | checked.Arithmetic | checked.Power | checked.Rounding | checked.Extreme


def fraction(over: int, under: int) -> Fraction:
    return Fraction(over, under)


def half_even(over: int, under: int) -> int:
    """The integer nearest to a quotient, halves to even."""
    return round(Fraction(over, under))


def arithmetic(lowering: Lowering, node: Number, names: Names) -> Quantity:
    match node:
        case checked.Negative(operand=operand):
            number = lowering.number(operand, names)
            value = None if number.constant is None else -number.constant
            return constant(value) if value is not None else replace(number, over=f"(-{number.over})", least=None)
        case checked.Arithmetic(operator=operator, left=left, right=right):
            a, b = lowering.number(left, names), lowering.number(right, names)
            match operator:
                case "+" | "-":
                    return add(a, b, operator, lowering.named)
                case "*":
                    return multiply(a, b)
                case "/":
                    return multiply(a, inverse(positive(lowering, b)))
                case "mod":
                    return _remainder(lowering, a, b)
                case "div":
                    above, below = quotient(a, b)
                    return _integer(f"({above} // {below})", a, b)
        case checked.Power(base=base, exponent=exponent):
            return _power(lowering.number(base, names), exponent)
        case checked.Rounding(function="abs", operand=operand):
            return _absolute(lowering.number(operand, names))
        case checked.Rounding(function=function, operand=operand):
            return _rounded(function, lowering.number(operand, names))
        case checked.Extreme(function=function, operands=operands):
            texts, whole = aligned([lowering.number(operand, names) for operand in operands], lowering.named)
            return checked_size(replace(whole, over=f"{function}({', '.join(texts)})"))


def positive(lowering: Lowering, divisor: Quantity) -> Quantity:
    """A divisor, undecided where it is not positive."""
    if divisor.constant is not None:
        if divisor.constant <= 0:
            raise UnloweredError("a divisor that is not positive")
        return divisor
    if divisor.least == 1:
        return divisor
    return replace(divisor, over=lowering.named(divisor.over, divisor.needs, "if {0} <= 0: undecided()"), least=1)


def _integer(text: str, *operands: Quantity) -> Quantity:
    """A whole number that is computed from quantities by a division."""
    bits = sum(operand.bits + operand.under_bits + _size(operand.scale) for operand in operands)
    return checked_size(Quantity(text, Fraction(1), bits, joined(*(operand.needs for operand in operands))))


def _size(scale: Fraction) -> int:
    return scale.numerator.bit_length() + scale.denominator.bit_length()


def _remainder(lowering: Lowering, a: Quantity, b: Quantity) -> Quantity:
    (left, right), whole = aligned([a, b], lowering.named)
    right = right if right.isidentifier() or right.isdigit() else f"({right})"
    return checked_size(replace(whole, over=f"({left} % {right})", least=0 if b.least == 1 else None))


def _power(base: Quantity, exponent: int) -> Quantity:
    under = None if base.under is None else f"({base.under}) ** {exponent}"
    return checked_size(
        Quantity(
            f"({base.over} ** {exponent})",
            base.scale**exponent,
            max(base.bits * exponent, 1),
            base.needs,
            under if exponent else None,
            base.under_bits * exponent,
            1 if base.least == 1 else (0 if exponent % 2 == 0 else base.least),
        )
    )


def _rounded(function: str, number: Quantity) -> Quantity:
    if number.under is None and number.scale.denominator == 1:
        over = times(number.over, number.scale.numerator)
        return replace(_integer(f"({over})", number), least=number.least)
    above, below = quotient(number, constant(1))
    text = {
        "floor": f"({above} // {below})",
        "ceil": f"(-(-({above}) // {below}))",
        "round": f"half_even({above}, {below})",
    }[function]
    least = number.least if function == "ceil" or number.least is None else 0
    return replace(_integer(text, number), least=least)


def chosen(lowering: Lowering, condition: Plain, a: Quantity, b: Quantity) -> Quantity:
    """One of two numbers; each is only looked at where it is the one."""
    needs = joined(condition.needs, a.needs, b.needs)
    if a.under == b.under:
        texts, whole = aligned([a, b], lowering.named)
        return replace(whole, over=f"({texts[0]} if {condition.text} else {texts[1]})", needs=needs)
    test = lowering.named(condition.text, condition.needs)
    texts, whole = aligned([replace(a, under=None, under_bits=0), replace(b, under=None, under_bits=0)], lowering.named)
    over, under = f"({texts[0]} if {test} else {texts[1]})", f"({a.under or 1} if {test} else {b.under or 1})"
    return replace(whole, over=over, under=under, under_bits=max(a.under_bits, b.under_bits, 1), needs=needs)


# ---- comparisons -------------------------------------------------------------------------------------


def bound(operator: str, left: Quantity, right: Quantity) -> str:
    """The integer with which the numerator of `left` compares as `left` does with `right`; neither is divided."""
    ratio = left.scale / right.scale
    text = times(right.over, ratio.denominator)
    if ratio.numerator == 1:
        return text
    if operator in ("<=", ">"):
        return f"{text} // {ratio.numerator}"
    return f"-(-({text}) // {ratio.numerator})"


def approximate(lowering: Lowering, node: checked.Approximate, names: Names) -> Plain:
    left, right = (lowering.named_quantity(lowering.number(part, names)) for part in (node.left, node.right))
    tolerance = lowering.number(node.tolerance, names)
    shared = left.under is not None and left.under == right.under  # a band would leave out a divisor of both
    if node.relative and tolerance.constant is not None and right.least is not None and not shared:
        return _band(lowering, left, right, Fraction(tolerance.constant))
    return _near(lowering, left, right, multiply(tolerance, _absolute(right)) if node.relative else tolerance)


def _band(lowering: Lowering, left: Quantity, right: Quantity, tolerance: Fraction) -> Plain:
    """Both ends of a relative band around a number that is not negative, as one chain of integers."""
    (a, b), whole = aligned([left, right], lowering.named)
    middle = b if b.isidentifier() or b.isdigit() else lowering.named(b, whole.needs)
    low, high = tolerance.denominator - tolerance.numerator, tolerance.denominator + tolerance.numerator
    text = f"({times(middle, low)} <= {times(a, tolerance.denominator)} <= {times(middle, high)})"
    return Plain(text, whole.needs)


def _near(lowering: Lowering, left: Quantity, right: Quantity, tolerance: Quantity) -> Plain:
    """|left - right| <= tolerance."""
    difference = add(left, right, "-", lowering.named)
    return lowering.compare("<=", _absolute(difference), tolerance)


def _absolute(number: Quantity) -> Quantity:
    return replace(number, over=f"abs({number.over})", least=0, constant=None)


def rounds_to(lowering: Lowering, node: checked.RoundsTo, names: Names) -> Plain:
    half = multiply(constant(Fraction(1, 2)), _digit(lowering, node.right, names))
    return _near(lowering, lowering.number(node.left, names), lowering.number(node.right, names), half)


def _digit(lowering: Lowering, node: checked.Expression, names: Names) -> Quantity:
    """The weight of the last digit that a literal or a fact was written with."""
    match node:
        case checked.LetRef(name=name):
            return _digit(lowering, *names.let(name))
        case checked.ParamRef(name=name):
            return constant(names.params[name].quantum or 0)
        case checked.Constant(quantum=quantum):
            return constant(quantum or 0)
        case checked.Member(base=base, name=name):
            place = lowering.lower(base, names)
            if isinstance(place, Place):
                text = place.row.cell((*place.path, name), "digit", FINE)
                return Quantity(text, Fraction(1, FINE), FACT_BITS, place.row.needs)
    raise UnloweredError("the digits of no fact")


def divides(lowering: Lowering, node: checked.Divides, names: Names) -> Plain:
    left, right = lowering.number(node.left, names), lowering.number(node.right, names)
    above, below = quotient(right, left)
    return Plain(f"({above} % {below} == 0)", joined(left.needs, right.needs))


def ratio(quantity: Quantity) -> str:
    """A text that gives the exact number itself, for a calculator."""
    if quantity.under is None and quantity.scale == 1:
        return quantity.over
    above = times(quantity.over, quantity.scale.numerator)
    below = product(str(quantity.scale.denominator), quantity.under)
    return f"exact(Fraction({above}, {below}))"

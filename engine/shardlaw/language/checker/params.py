"""Parameters: their type comes from the default, their domain bounds what they may be set to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context as DecimalContext
from fractions import Fraction

from shardlaw.diagnostics import Label, Source, Span, listed
from shardlaw.language import checked, tree
from shardlaw.language.checker.literals import constant
from shardlaw.language.checker.results import Checked, Report
from shardlaw.language.checker.words import in_words
from shardlaw.language.numbers import DIGITS, EXPONENT
from shardlaw.language.types import NumberType, TextType, Type

_DECIMAL = DecimalContext(prec=2 * (DIGITS + EXPONENT))


def check_setting(param: checked.Param, source: Source, expression: tree.Expression) -> Checked[checked.Constant]:
    """A value that somebody gives a parameter, checked like a literal: type, dimension, domain."""
    report = Report(source)
    return report.conclude(setting(report, param, expression))


def setting(report: Report, param: checked.Param, node: tree.Expression) -> checked.Constant | None:
    value = literal(report, node, param.name)
    if value is None or not _of_type(report, value, param.type, param.name, ()):
        return None
    return value if _in_domain(report, param, value, node.span) else None


def parameter(report: Report, node: tree.Param) -> checked.Param | None:
    """A declaration, whose default must be one of the values that it allows."""
    name = node.name.text
    default = literal(report, node.default, name)
    low, high = _bound(report, node.low, name), _bound(report, node.high, name)
    choices = () if node.one_of is None else tuple(literal(report, item, name) for item in node.one_of.items)
    one_of = tuple(choice for choice in choices if choice is not None)
    unread = (node.low is not None and low is None) or (node.high is not None and high is None)
    if default is None or unread or len(one_of) < len(choices):
        return None
    labels = [Label(default.span, f"the default is {in_words(default.type)}")]
    limits = tuple(limit for limit in (low, high, *one_of) if limit is not None)
    if not all(_of_type(report, limit, default.type, name, labels) for limit in limits):
        return None
    if low is not None and high is not None and not _ordered(report, low, high):
        return None
    kind: Type = default.type
    if one_of and isinstance(kind, TextType):
        kind = TextType(tuple(str(choice.value) for choice in one_of))
    meaning = "" if node.meaning is None else node.meaning.value
    param = checked.Param(
        node.span, name, kind, default, low, high, one_of if node.one_of is not None else None, meaning
    )
    return param if _in_domain(report, param, default, default.span) else None


def literal(report: Report, node: tree.Expression, name: str) -> checked.Constant | None:
    """A value that is written out, a negative number included."""
    match node:
        case tree.Quantity() | tree.Text() | tree.Truth():
            return constant(report, node)
        case tree.Unary(span, "-", tree.Quantity() as quantity):
            positive = constant(report, quantity)
            if positive is None or not isinstance(positive.value, int | Fraction):
                return None
            return checked.Constant(span, positive.type, -positive.value, positive.unit, positive.quantum)
    report.add("L311", node.span, name=name)
    return None


def written(value: checked.Constant) -> str:
    """A constant as a policy writes it: `20%`, `64 GB`, `16`, `bf16`."""
    if isinstance(value.value, str | bool):
        return str(value.value).lower() if isinstance(value.value, bool) else value.value
    amount = Fraction(value.value) / (value.unit.factor if value.unit else 1)
    digits = format(_DECIMAL.divide(amount.numerator, amount.denominator), "f")
    if value.unit is None:
        return digits
    return f"{digits}%" if value.unit.symbol == "%" else f"{digits} {value.unit.symbol}"


def _bound(report: Report, node: tree.Expression | None, name: str) -> checked.Constant | None:
    return None if node is None else literal(report, node, name)


def _ordered(report: Report, low: checked.Constant, high: checked.Constant) -> bool:
    if not isinstance(low.type, NumberType):
        report.add("L313", low.span.to(high.span), reason="only numbers have an order; list texts with `one of [...]`")
        return False
    if _amount(low) > _amount(high):
        report.add("L313", low.span.to(high.span), reason=f"{written(low)} is more than {written(high)}")
        return False
    return True


def _amount(value: checked.Constant) -> Fraction:
    """The number of a constant, which the type of its parameter says it is."""
    return Fraction(value.value)


def _of_type(report: Report, value: checked.Constant, kind: Type, name: str, labels: Sequence[Label]) -> bool:
    same = value.type == kind if isinstance(kind, NumberType) else type(value.type) is type(kind)
    if not same:
        report.add("L314", value.span, labels=labels, name=name, wanted=in_words(kind), given=in_words(value.type))
    return same


def _in_domain(report: Report, param: checked.Param, value: checked.Constant, span: Span) -> bool:
    if param.one_of is not None:
        if any(choice.value == value.value for choice in param.one_of):
            return True
        domain = f"one of {listed([written(choice) for choice in param.one_of])}"
    else:
        low, high = param.low, param.high
        fits_low = low is None or _amount(low) <= _amount(value)
        if fits_low and (high is None or _amount(value) <= _amount(high)):
            return True
        domain = f"from {written(low) if low else 'anything'} to {written(high) if high else 'anything'}"
    report.add("L312", span, name=param.name, value=written(value), domain=domain)
    return False

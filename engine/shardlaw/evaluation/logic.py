"""Strong Kleene logic with causes: both operands always count, so their order changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw.evaluation.trace import Trace, Value
from shardlaw.language import checked
from shardlaw.language.values import Unknown

Truth = bool | Unknown


def truth(value: Value) -> Truth:
    """The value of an expression whose type is a truth value."""
    if not isinstance(value, Truth):
        raise TypeError(f"not a truth value: {value!r}")
    return value


def negation(a: Truth) -> Truth:
    return a if isinstance(a, Unknown) else not a


def conjunction(values: Iterable[Truth]) -> Truth:
    """False if one is false, else unknown for the causes of all that are unknown, else true."""
    unknown: list[Unknown] = []
    for value in values:
        if isinstance(value, Unknown):
            unknown.append(value)
        elif not value:
            return False
    return unknown[0].union(*unknown[1:]) if unknown else True


def disjunction(values: Iterable[Truth]) -> Truth:
    """True if one is true, else unknown for the causes of all that are unknown, else false."""
    return negation(conjunction(negation(value) for value in values))


def implication(a: Truth, b: Truth) -> Truth:
    return disjunction((negation(a), b))


def negate(node: checked.Not, operand: Trace) -> Trace:
    return Trace(node, negation(truth(operand.value)), (operand,))


def combine(node: checked.Logic, left: Trace, right: Trace) -> Trace:
    a, b = truth(left.value), truth(right.value)
    match node.operator:
        case "and":
            value = conjunction((a, b))
        case "or":
            value = disjunction((a, b))
        case "implies":
            value = implication(a, b)
    return Trace(node, value, (left, right))


def known(node: checked.Known, operand: Trace) -> Trace:
    """What the plan says is known to this question: what more it takes is asked by whoever reads the value."""
    return Trace(node, operand.stated or not isinstance(operand.value, Unknown), (operand,))

"""Literals: numbers with units, texts, truth values."""

from __future__ import annotations

from shardlaw.language import checked, tree
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.results import Report
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.types import BoolType, NumberType, TextType
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import exact

PLAIN = NumberType(DIMENSIONLESS)
TEXT = TextType()
TRUTH = BoolType()


def unit(report: Report, word: tree.Word) -> Unit | None:
    """The unit that a word spells; notes one that is not known."""
    found = parse_unit(word.text)
    if isinstance(found, Unit):
        return found
    report.add("L205", word.span, candidates=found.candidates, unit=word.text, reason=found.reason)
    return None


def constant(report: Report, node: tree.Quantity | tree.Text | tree.Truth) -> checked.Constant | None:
    """A literal as a constant in base units."""
    if isinstance(node, tree.Text):
        return checked.Constant(node.span, TEXT, node.value)
    if isinstance(node, tree.Truth):
        return checked.Constant(node.span, TRUTH, node.value)
    if node.unit is None:
        return checked.Constant(node.span, PLAIN, node.value, None, node.quantum)
    known = unit(report, node.unit)
    if known is None:
        return None
    value, quantum = exact(node.value * known.factor), exact(node.quantum * known.factor)
    return checked.Constant(node.span, NumberType(known.dimension), value, known, quantum)


def literal(context: Context, node: tree.Quantity | tree.Text | tree.Truth) -> checked.Expression | None:
    return constant(context.report, node)


def is_zero(expression: checked.Expression) -> bool:
    """Whether it is a number that was written as zero."""
    return isinstance(expression, checked.Constant) and isinstance(expression.type, NumberType) and not expression.value

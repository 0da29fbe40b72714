"""Warnings: what runs, and is probably not what was meant."""

from __future__ import annotations

from shardlaw.diagnostics import Span
from shardlaw.language import checked, tree
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.literals import is_zero
from shardlaw.language.checker.scope import Reads
from shardlaw.language.checker.words import this_is
from shardlaw.language.types import NumberType

# Quantities that come in whole ones: to ask whether two are equal makes sense.
_COUNTED = frozenset({(("token", 1),), (("parameter", 1),), (("request", 1),)})


def equality_of_measures(
    context: Context, operator: tree.Word, left: checked.Expression, right: checked.Expression
) -> None:
    """`==` or `!=` between measured values, which are hardly ever equal to the last digit."""
    if operator.text not in ("==", "!=") or not isinstance(left.type, NumberType):
        return
    exponents = left.type.dimension.exponents
    if exponents and exponents not in _COUNTED and not is_zero(left) and not is_zero(right):
        better = f"{context.text(left.span)} ~= {context.text(right.span)} within 1%"
        if operator.text == "!=":
            better = f"not {better}"
        context.report.add("L406", operator.span, labels=[this_is(left)], operator=operator.text, better=better)


def constant_condition(context: Context, clause: str, condition: checked.Expression) -> None:
    context.report.add("L407", condition.span, clause=clause, text=context.text(condition.span))


def always_known(context: Context, operand: checked.Expression) -> None:
    context.report.add("L407", operand.span, clause="is known", text=context.text(operand.span))


def default_of_known(context: Context, operator: Span, operand: checked.Expression) -> None:
    context.report.add("L408", operator, text=context.text(operand.span))


def unguarded_claims(context: Context, reads: Reads, guards: frozenset[str]) -> None:
    """Claims that a rule reads where nobody has asked whether they were said."""
    for path, span in reads.claims.items():
        if not any(path == guard or path.startswith(f"{guard}[") for guard in guards):
            context.report.add("L405", span, path=path)

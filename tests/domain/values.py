"""What an expression over formulas is worth, outside any plan."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from shardlaw.diagnostics import Source
from shardlaw.diagnostics.render import render_all
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.language.checker import check_expression
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import load_plugins


@cache
def environment() -> Environment:
    """Everything that a policy may name."""
    built = build_environment(load_plugins(), load_schema().facts)
    assert built.value is not None, render_all(built.diagnostics)
    return built.value


def value(text: str) -> Fraction:
    """The number that an expression is, in base units; a truth is 0 or 1."""
    source = Source("expression", text)
    expression, found = parse_expression(source)
    assert expression is not None, render_all(found)
    checked = check_expression(expression, source, environment())
    assert checked.value is not None, render_all(checked.diagnostics)
    number = evaluate(checked.value, Scope(source, {})).value
    assert isinstance(number, int | Fraction), number
    return Fraction(number)

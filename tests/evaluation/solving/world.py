"""A small plan schema and plans made of plain values, for expressions that are solved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from shardlaw.diagnostics import Source, Span
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.solving.answers import Answer, Solver, World
from shardlaw.evaluation.solving.candidates import Candidate
from shardlaw.evaluation.solving.dependence import Dependence
from shardlaw.language.checked import Expression
from shardlaw.language.checker import check_expression
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.environment import Answer as CalculatorAnswer
from shardlaw.language.environment import Calculator, Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import BoolType, ListType, Member, NumberType, RecordType, TextType
from shardlaw.language.values import Number, Range, Unknown
from shardlaw.plans.facts import Fact, Tree

NUMBER = NumberType(DIMENSIONLESS)
NUMBERS = {name: Member(NUMBER) for name in ("x", "y", "z")}
WHOLES = {name: Member(NUMBER, whole=True, least=1) for name in ("n", "k")}
LABELLED = {"kind": Member(TextType(("red", "green", "blue"))), "flag": Member(BoolType())}
FIELDS = {**NUMBERS, **WHOLES, **LABELLED}
PART = RecordType("part", {**FIELDS, "index": Member(NUMBER, whole=True, least=0)})
FACTS = RecordType("plan", {"m": Member(RecordType("record", {**FIELDS, "parts": Member(ListType(PART))}))})


def _collatz(number: Number) -> CalculatorAnswer:
    """How many steps of the Collatz sequence lead to one: a function that nobody inverts."""
    if number > 4000:
        raise OverflowError("too far")
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return CalculatorAnswer(steps)


COLLATZ = Calculator("walk.collatz", (("start", NUMBER),), NUMBER, _collatz, "", "it is no formula", "walks", "1.0")
ENVIRONMENT = Environment(FACTS, calculators={COLLATZ.name: COLLATZ})


@cache
def accepted(text: str) -> Expression | None:
    """The checked expression; None for what the checker can tell is wrong on every plan (`x / 0`)."""
    parsed, diagnostics = parse_expression(Source("<test>", text))
    assert parsed is not None, [diagnostic.message for diagnostic in diagnostics]
    return check_expression(parsed, Source("<test>", text), ENVIRONMENT).value


def compiled(text: str) -> Expression:
    expression = accepted(text)
    assert expression is not None, text
    return expression


def tree(value: Any, pointer: str = "") -> Tree:
    """Facts from plain values; None is not stated."""
    if isinstance(value, Mapping):
        return {name: tree(item, f"{pointer}/{name}") for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return tuple(tree(item, f"{pointer}/{index}") for index, item in enumerate(value))
    quantum = 1 if isinstance(value, int) and not isinstance(value, bool) else None
    return Fact(pointer, value, "", str(value), Source("<plan>", ""), Span(0, 0), quantum)


def scope_of(text: str, record: Mapping[str, Any]) -> Scope:
    root = tree({"m": record})
    assert isinstance(root, Mapping)
    return Scope(Source("<test>", text), root)


def worth(text: str, record: Mapping[str, Any]) -> Number | bool | str | Range | Unknown:
    """What an expression is worth by the reference interpreter."""
    value = evaluate(compiled(text), scope_of(text, record)).value
    assert not isinstance(value, tuple)
    return value


def solve(text: str, record: Mapping[str, Any], path: str) -> Answer:
    """For which values of the fact at a path (`m.parts[0].x`) a condition holds."""
    scope = scope_of(text, record)
    read = evaluate(compiled(path), scope_of(path, record))
    assert read.pointer is not None
    traces = [evaluate(compiled(text), scope)]
    solver = Solver([World(scope, traces, Dependence(traces))])
    return solver.answer(Candidate(read.pointer, read.node, read.fact))

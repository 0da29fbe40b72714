"""The reference interpreter against the conformance cases (tests/conformance/README.md has their format)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
import yaml
from tests.conformance.cases import Case, cases, entries

from shardlaw.diagnostics import Source
from shardlaw.evaluation.calculators import plain
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.language.checker import check_expression
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.units import parse_unit
from shardlaw.language.values import Range, Unknown, exact
from shardlaw.plans.documents import read_document
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import load_schema

CASES = list(cases())


@cache
def environment() -> Environment:
    return Environment(load_schema().facts)


@cache
def facts(text: str):
    """The tree of the plan that a `given` writes."""
    document = read_document(text.encode(), "given")
    assert document.root is not None, document.diagnostics
    reading = read_nodes(document.root, document.source, load_schema(), header=False)
    assert reading.plan is not None, reading.diagnostics
    return reading.plan.root


def value_of(node: yaml.Node):
    """The value that a case writes."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(value_of(item) for item in node.value)
    if isinstance(node, yaml.MappingNode):
        parts = {name: part.value for name, part in entries(node).items()}
        if "text" in parts:
            return parts["text"]
        low, high = (number_of(parts[end]) if end in parts else None for end in ("min", "max"))
        return Range(low, high, parts.get("min_open") == "true", parts.get("max_open") == "true")
    return {"true": True, "false": False}[node.value] if node.value in ("true", "false") else number_of(node.value)


def number_of(text: str):
    number, _, unit = text.replace("%", " %").partition(" ")
    return exact(Fraction(number) * (parse_unit(unit).factor if unit else 1))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    source = Source("expression", case.expression)
    expression, found = parse_expression(source)
    if expression is not None:
        checked = check_expression(expression, source, environment())
        expression, found = checked.value, checked.diagnostics
    errors = {diagnostic.code for diagnostic in found if diagnostic.severity == "error"}
    if "diagnostic" in case.parts:
        assert errors == {case.parts["diagnostic"].value}
        return
    assert not errors
    value = evaluate(expression, Scope(source, facts(case.given))).value
    if "unknown" in case.parts:
        assert isinstance(value, Unknown), value
        causes = [f"{cause.kind}: {cause.subject}" for cause in value.causes]
        assert causes == [item.value for item in case.parts["unknown"].value]
        return
    wanted = value_of(case.parts["value"])
    assert (type(plain(value)), plain(value)) == (type(wanted), wanted)


def test_every_case_says_one_thing_of_its_own() -> None:
    assert len({(case.expression, case.given) for case in CASES}) == len(CASES) >= 600
    for case in CASES:
        assert len(case.parts.keys() & {"value", "unknown", "diagnostic"}) == 1, case

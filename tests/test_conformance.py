"""The reference interpreter against the conformance cases (tests/conformance/README.md has their format)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

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

FOLDER = Path(__file__).parent / "conformance"


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


def cases():
    for file in sorted(FOLDER.glob("*.yaml")):
        # Composed, not loaded: numbers keep their digits, and quotes remain where they stand.
        for group in children(entries(yaml.compose(file.read_text("utf-8")))["groups"]):
            shared = entries(group)
            for number, case in enumerate(children(shared["cases"]), 1):
                own = entries(case)
                given = own.get("given", shared.get("given"))
                name = f"{file.stem}: {shared['says'].value[:60]} #{number}"
                yield pytest.param(own, "{}" if given is None else yaml.serialize(given), id=name)


def entries(node) -> dict:
    return {key.value: value for key, value in node.value}


def children(node) -> list:
    return node.value


def value_of(node):
    """The value that a case writes."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(value_of(item) for item in node.value)
    if isinstance(node, yaml.MappingNode):
        parts = entries(node)
        if "text" in parts:
            return parts["text"].value
        ends = {name: number_of(parts[name].value) if name in parts else None for name in ("min", "max")}
        is_open = {name: name in parts and parts[name].value == "true" for name in ("min_open", "max_open")}
        return Range(ends["min"], ends["max"], is_open["min_open"], is_open["max_open"])
    return {"true": True, "false": False}[node.value] if node.value in ("true", "false") else number_of(node.value)


def number_of(text: str):
    number, _, unit = text.replace("%", " %").partition(" ")
    return exact(Fraction(number) * (parse_unit(unit).factor if unit else 1))


@pytest.mark.parametrize(("case", "given"), list(cases()))
def test_case(case: dict, given: str) -> None:
    source = Source("expression", case["expression"].value)
    expression, found = parse_expression(source)
    if expression is not None:
        checked = check_expression(expression, source, environment())
        expression, found = checked.value, checked.diagnostics
    errors = {diagnostic.code for diagnostic in found if diagnostic.severity == "error"}
    if "diagnostic" in case:
        assert errors == {case["diagnostic"].value}
        return
    assert not errors
    value = evaluate(expression, Scope(source, facts(given))).value
    if "unknown" in case:
        assert isinstance(value, Unknown), value
        assert [f"{cause.kind}: {cause.subject}" for cause in value.causes] == [
            item.value for item in children(case["unknown"])
        ]
        return
    wanted = value_of(case["value"])
    assert (type(plain(value)), plain(value)) == (type(wanted), wanted)


def test_every_case_says_something_of_its_own() -> None:
    seen: set[tuple[str, str]] = set()
    for parameters in cases():
        case, given = parameters.values
        key = case["expression"].value, given
        assert key not in seen, key
        seen.add(key)
        assert len(case.keys() & {"value", "unknown", "diagnostic"}) == 1, key
    assert len(seen) >= 600

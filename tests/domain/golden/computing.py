"""What the formulas give for a row: its mapping's expressions, checked and evaluated like any others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from tests.domain.golden.rows import Mapping, Row, known_rows, rows, units

from shardlaw.diagnostics import Source, Span
from shardlaw.diagnostics.render import render_all
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checker import check_expression
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import BoolType, Member, NumberType, RecordType, TextType, Type
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import Unknown, exact
from shardlaw.plans.catalogs import Catalog, Catalogs
from shardlaw.plans.documents import read_document
from shardlaw.plans.facts import Branch, Fact
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import load_plugins

INPUTS = "inputs"
NUMBER = NumberType(DIMENSIONLESS)  # also of an input that no row has
SOURCE, NOWHERE = Source(INPUTS, ""), Span(0, 0)


@dataclass(frozen=True)
class Computed:
    """One reading of what a row should be, in base units, and the unit of its dimension."""

    label: str
    value: Fraction
    dimension: str


class NotComputed(Exception):  # noqa: N818 - what a driver reports, not an error of its own
    """Why a mapping gives no number for a row."""


def computed(row: Row, mapping: Mapping) -> tuple[Computed, ...]:
    """The readings of a mapping for a row: one, one for every label, or one for every alternative of a fact."""
    root = {INPUTS: _inputs(row)}
    root |= _plan(row, mapping, root)
    found = []
    for label, expression in mapping.readings.items():
        trace = _value(expression, root)
        dimension = str(trace.node.type.dimension)
        if trace.fact is not None and trace.fact.alternatives:
            found += [Computed(one.label, Fraction(one.value), dimension) for one in trace.fact.alternatives]
        elif isinstance(trace.value, Unknown):
            raise NotComputed("; ".join(f"{cause.kind}: {cause.subject}" for cause in trace.value.causes))
        else:
            found.append(Computed(label, Fraction(trace.value), dimension))
    return tuple(found)


def published(row: Row, mapping: Mapping) -> Fraction:
    """The row's own number in base units."""
    return Fraction(row.value) * unit_of(row, mapping).factor


def unit_of(row: Row, mapping: Mapping) -> Unit:
    """The unit that a row's number is in; `24 h` is a unit too."""
    words = (mapping.unit if mapping.unit is not None else units()[row.unit]).split()
    if not words:
        return Unit("", DIMENSIONLESS, 1)
    unit = parse_unit(words[-1])
    assert isinstance(unit, Unit), words
    return Unit(row.unit, unit.dimension, exact(unit.factor * Fraction(words[0]))) if len(words) > 1 else unit


@cache
def environment() -> Environment:
    """All that a policy may name, and the inputs of the rows."""
    facts = load_schema().facts
    members = {**facts.members, INPUTS: Member(RecordType(INPUTS, _input_members(), NUMBER))}
    built = build_environment(load_plugins(), RecordType(facts.name, members))
    assert built.value is not None, render_all(built.diagnostics)
    return built.value


@cache
def catalogs() -> Catalogs:
    return Catalogs([Catalog(source) for source in load_plugins().catalogs], load_schema())


def _input_members() -> dict[str, Member]:
    """What any row has among its inputs. Where rows disagree about the type, numbers count."""
    found: dict[str, Type] = {}
    for row in (*known_rows(), *rows()):
        for name, value in row.inputs.items():
            kind = _type(value)
            if kind is not None and (name not in found or isinstance(kind, NumberType)):
                found[name] = kind
    return {name: Member(kind) for name, kind in found.items()}


def _type(value: Any) -> Type | None:
    match value:
        case bool():
            return BoolType()
        case Fraction():
            return NUMBER
        case str():
            return TextType()
    return None


def _inputs(row: Row) -> Branch:
    kinds = environment().facts.members[INPUTS].type.members
    return {
        name: Fact(f"/{INPUTS}/{name}", _plain(value), "", str(value), SOURCE, NOWHERE)
        for name, value in row.inputs.items()
        if name in kinds and type(_type(value)) is type(kinds[name].type)
    }


def _plain(value: Any) -> Any:
    return exact(value) if isinstance(value, Fraction) else value


def _plan(row: Row, mapping: Mapping, root: Branch) -> Branch:
    """The plan that the mapping's given facts make."""
    document: dict[str, Any] = {}
    for path, expression in mapping.given.items():
        trace = _value(expression, root)
        if isinstance(trace.value, Unknown):
            continue
        *above, name = path.split(".")
        record = document
        for key in above:
            record = record.setdefault(key, {})
        record[name] = _written(trace)
    read = read_document(json.dumps(document).encode(), row.id)
    reading = read_nodes(read.root, read.source, load_schema(), catalogs(), header=False)
    assert reading.plan is not None, render_all(reading.diagnostics)
    return reading.plan.root


def _written(trace: Trace) -> Any:
    """A value as a plan writes it."""
    value = trace.value
    if isinstance(value, bool | str):
        return value
    if isinstance(trace.node.type, NumberType) and trace.node.type.dimension.exponents:
        return f"{value} {trace.node.type.dimension}"
    return value if isinstance(value, int) else float(value)


def _value(text: str, root: Branch) -> Trace:
    source = Source(text, text)
    return evaluate(_checked(text), Scope(source, root))


@cache
def _checked(text: str) -> Any:
    source = Source(text, text)
    expression, found = parse_expression(source)
    assert expression is not None, render_all(found)
    result = check_expression(expression, source, environment())
    assert result.value is not None, render_all(result.diagnostics)
    return result.value

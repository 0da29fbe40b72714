"""Traces as trees of the report: kinds, labels, exact values, texts."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from shardlaw.diagnostics import Source, Span
from shardlaw.evaluation.display import amount, base_unit, dimension_of, shown
from shardlaw.evaluation.places import stretch
from shardlaw.evaluation.trace import Place, Trace, Value
from shardlaw.language import checked
from shardlaw.language.environment import Step
from shardlaw.language.types import ListType, RecordType
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import Cause, Number, Range, Unknown

Node = dict[str, Any]


def derivation(trace: Trace, source: Source) -> Node:
    """The tree of a trace whose expression stands in `source`.

    A let is opened where it is first met; further uses of the same value have no operands, so that the tree is no
    larger than what was evaluated.
    """
    return _Writer().node(trace, source)


def exact(value: Value) -> Any:
    """A value in JSON: an int or "p/q", a range as its ends, a list as a list; null for unknown and for records."""
    match value:
        case Unknown() | Place():
            return None
        case bool() | int() | str():
            return value
        case Fraction():
            return exact_number(value)
        case Range(low, high, low_open, high_open):
            ends = {"min": low, "max": high}
            numbers = {name: None if end is None else exact_number(end) for name, end in ends.items()}
            return {**numbers, "min_open": low_open, "max_open": high_open}
        case tuple():
            return [exact(element.value) for element in value]
    return str(value)  # a version


def exact_number(value: Number) -> int | str:
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def causes(found: Iterable[Cause]) -> list[Node]:
    return [{"path": cause.subject, "cause": cause.kind} for cause in found]


def citations(cited: Iterable[checked.Citation]) -> list[Node]:
    return [{"id": cite.id, "title": cite.title, "at": cite.at, "place": cite.place} for cite in cited]


# Kind and label of the nodes whose label does not depend on what is written in them.
_FIXED: dict[type, tuple[str, str]] = {
    checked.Negative: ("negate", "-"),
    checked.Power: ("power", "^"),
    checked.Not: ("not", "not"),
    checked.Approximate: ("approximate", "~="),
    checked.RoundsTo: ("rounds to", "rounds to"),
    checked.Divides: ("divides", "divides"),
    checked.Among: ("among", "in"),
    checked.InVersions: ("versions", "in"),
    checked.Matches: ("matches", "matches"),
    checked.Known: ("known", "is known"),
    checked.Default: ("default", "default"),
    checked.Choose: ("choose", "if"),
    checked.Select: ("select", "the"),
    checked.Items: ("list", "list"),
}


class _Writer:
    """Writes one tree. Its depth is that of the expressions, which the checker bounds."""

    def __init__(self) -> None:
        self.opened: set[int] = set()

    def node(self, trace: Trace, source: Source) -> Node:
        kind, label = _described(trace, source)
        node: Node = {
            "kind": kind,
            "label": label,
            "source": stretch(source, trace.node.span),
            "value": exact(trace.value),
            "unit": base_unit(dimension_of(trace.node)),
            "text": label if kind == "constant" else shown(trace),
            "operands": [],
        }
        for name, part, home in self.parts(trace, source, kind):
            below = self.node(part, home)
            node["operands"].append(below if name is None else _argument(name, below))
        node["operands"] += _unwritten(trace, source)
        if isinstance(trace.value, Unknown):
            node["causes"] = causes(trace.value.causes)
        if kind == "fact":
            node["fact"] = trace.pointer
        if isinstance(trace.node, checked.Apply):
            node["formula"] = _formula(trace.node.formula)
        if isinstance(trace.node, checked.Calculate):
            node["calculator"] = _calculator(trace.node, trace.steps)
        return node

    def parts(self, trace: Trace, source: Source, kind: str) -> list[tuple[str | None, Trace, Source]]:
        """The operands to show, each with the file it stands in and, for a formula's argument, its name."""
        operands = trace.operands
        match trace.node:
            case checked.Apply(formula=formula):
                *given, body = trace.operands
                named = zip(formula.parameters, given, strict=True)
                return [*((name, argument, source) for (name, _), argument in named), (None, body, formula.source)]
            case checked.LetRef():
                opened = id(trace.operands[0]) in self.opened
                self.opened.add(id(trace.operands[0]))
                operands = () if opened else trace.operands
            case checked.Quantifier(bind=bind, body=body) | checked.Fold(bind=bind, body=body) if body is not None:
                operands = _elements(bind, body, trace.operands[1:])
            case checked.Quantifier() | checked.Fold() | checked.Select():
                operands = trace.operands[1:]
        if kind in ("fact", "member", "element"):
            operands = ()
        return [(None, operand, source) for operand in operands]


def _elements(bind: checked.Bind, body: checked.Expression, operands: tuple[Trace, ...]) -> tuple[Trace, ...]:
    """One trace for each element of a list: its body, or the condition that leaves it out."""
    elements: list[Trace] = []
    for operand in operands:
        if operand.node is body and bind.condition is not None:
            elements[-1] = operand  # its condition came just before
        else:
            elements.append(operand)
    return tuple(elements)


def _argument(name: str, given: Node) -> Node:
    """A formula's argument: its name, and below it the expression that was given."""
    shared: Node = {key: given[key] for key in ("source", "value", "unit", "text", "causes") if key in given}
    return {"kind": "argument", "label": name, "operands": [given], **shared}


def _unwritten(trace: Trace, source: Source) -> list[Node]:
    """The part of an operator that is no expression of its own: an exponent, a specifier, a pattern."""
    match trace.node:
        case checked.Power(exponent=exponent):
            return [_literal(trace, source, exponent, str(exponent))]
        case checked.InVersions(specifier=specifier):
            return [_literal(trace, source, str(specifier), f'"{specifier}"')]
        case checked.Matches(pattern=pattern):
            return [_literal(trace, source, pattern, f'"{pattern}"')]
    return []


def _described(trace: Trace, source: Source) -> tuple[str, str]:
    """Kind and label of a node."""
    match trace.node:
        case checked.Root() | checked.Element() | checked.Member() | checked.At():
            return _path_kind(trace), _written(trace.node, source)
        case checked.Constant():
            return "constant", _written(trace.node, source)
        case checked.ParamRef(name=name):
            return "param", name
        case checked.LetRef(name=name):
            return "let", name
        case checked.ArgumentRef(name=name):
            return "argument", name
        case checked.Arithmetic(operator=operator):
            return "arithmetic", operator
        case checked.Logic(operator=operator):
            return "logic", operator
        case checked.Compare(operator=operator):
            return "compare", operator
        case checked.Rounding(function=function):
            return "round", function
        case checked.Extreme(function=function):
            return "extreme", function
        case checked.Quantifier(quantifier=quantifier):
            return "quantifier", quantifier
        case checked.Fold(function=function):
            return "fold", function
        case checked.Apply(formula=formula):
            return "formula", formula.name
        case checked.Calculate(calculator=calculator):
            return "calculator", calculator.name
    return _FIXED[type(trace.node)]


def _path_kind(trace: Trace) -> str:
    """`fact` for a value that the plan says or could say; what leads there is a `member` or an `element`."""
    if trace.pointer is not None and not isinstance(trace.node.type, (RecordType, ListType)):
        return "fact"
    return "element" if isinstance(trace.node, (checked.Element, checked.At)) else "member"


def _written(node: checked.Expression, source: Source) -> str:
    """The text of an expression on one line."""
    return " ".join(source.text[node.span.start : node.span.end].split())


def _literal(trace: Trace, source: Source, value: int | str, text: str) -> Node:
    place = stretch(source, Span(trace.operands[-1].node.span.end, trace.node.span.end))
    leaf: Node = {"unit": "", "text": text, "operands": []}
    return {"kind": "constant", "label": text, "source": place, "value": value, **leaf}


def _formula(formula: checked.Formula) -> Node:
    return {
        "name": formula.name,
        "library": formula.library,
        "grade": formula.grade,
        "citations": citations(formula.citations),
    }


def _calculator(node: checked.Calculate, steps: tuple[Step, ...]) -> Node:
    calculator = node.calculator
    return {
        "name": calculator.name,
        "plugin": calculator.plugin,
        "version": calculator.version,
        "steps": [_step(step) for step in steps],
    }


def _step(step: Step) -> Node:
    """A step has its value in base units and names the unit in which it reads best."""
    known = parse_unit(step.unit) if step.unit else None
    unit = base_unit(known.dimension) if isinstance(known, Unit) else ""
    text = amount(step.value, step.unit) if isinstance(step.value, int | Fraction) else str(step.value)
    return {"name": step.name, "value": exact(step.value), "unit": unit, "text": text}

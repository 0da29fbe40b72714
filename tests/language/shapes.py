"""A tree in one line, to compare by eye: operators first, everything in parentheses, no positions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from shardlaw.language import tree


def shape(node: Any) -> str:
    match node:
        case tree.Word(text) | tree.Name(_, text):
            return text
        case tree.Quantity(_, value, quantum, unit):
            digits = "" if quantum == 1 else f"±{Fraction(quantum)}"
            return f"{value}{digits}" if unit is None else f"{value}{digits}`{unit.text}`"
        case tree.Text(_, value):
            return repr(value)
        case tree.Truth(_, value):
            return "true" if value else "false"
        case tree.Absent():
            return "unknown"
        case tree.Field(_, base, name):
            return f"{shape(base)}.{name.text}"
        case tree.Index(_, base, index):
            return f"{shape(base)}[{shape(index)}]"
        case tree.Call(_, function, arguments):
            return _listed(shape(function), *arguments)
        case tree.Binding(_, name, source, condition):
            return _listed("in", name, source, *([] if condition is None else [condition]))
        case tree.Aggregate(_, function, body, binding):
            return _listed(f"{function.text}-of", *([] if body is None else [body]), binding)
        case tree.Quantified(_, quantifier, binding, body):
            return _listed(quantifier, binding, body)
        case tree.Selection(_, binding):
            return _listed("the", binding)
        case tree.Unary(_, operator, operand):
            return _listed(operator, operand)
        case tree.Binary(_, operator, left, right):
            return _listed(operator, left, right)
        case tree.Comparison(_, operands, operators):
            pairs = zip(operators, operands[1:], strict=True)
            return "(" + " ".join([shape(operands[0]), *(f"{o.text} {shape(x)}" for o, x in pairs)]) + ")"
        case tree.Approximately(_, left, right, tolerance):
            return _listed("~=", left, right, tolerance)
        case tree.Membership(_, item, collection, negated):
            return _listed("not-in" if negated else "in", item, collection)
        case tree.KnownTest(_, operand, negated):
            return _listed("unknown?" if negated else "known?", operand)
        case tree.Conditional(_, condition, consequence, alternative):
            return _listed("if", condition, consequence, alternative)
        case tree.ListLiteral(_, items):
            return _listed("list", *items)
        case tree.Template(_, parts):
            return _listed("text", *parts)
        case tree.Hole(_, expression, unit, form):
            return _listed("hole", expression, *(word for word in (unit, form) if word is not None))
        case str():
            return repr(node)
    raise TypeError(type(node).__name__)


def _listed(head: str, *parts: Any) -> str:
    return f"({' '.join([head, *map(shape, parts)])})"

"""A trace as a line of text: once with names as written, once with values in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Node = Mapping[str, Any]
Show = Literal["names", "values"]

LONGEST_VALUE = 40

# How tightly an operator binds; an operand that binds less tightly than what surrounds it gets parentheses.
_TIGHTNESS = {
    "default": 0,
    "implies": 1,
    "or": 2,
    "and": 3,
    "not": 4,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "of": 7,
    "mod": 7,
    "div": 7,
    "^": 9,
}
_COMPARING = 5
_NEGATING = 8
_WHOLE = 10

INFIX_KINDS = frozenset(
    {
        "arithmetic",
        "power",
        "logic",
        "compare",
        "approximate",
        "rounds to",
        "divides",
        "among",
        "versions",
        "matches",
        "default",
    }
)
_CALLS = frozenset({"round", "extreme", "formula", "calculator"})


def value_text(node: Node) -> str:
    """The value of a node for people, shortened."""
    text = str(node["text"])
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def infix(node: Node, show: Show) -> str:
    """The node's own expression; names that it uses are not opened."""
    return _written(node, show)[0]


def _written(node: Node, show: Show) -> tuple[str, int]:
    kind, operands = node["kind"], node["operands"]
    if kind in INFIX_KINDS and len(operands) >= 2 and not (show == "values" and kind == "default"):
        return _operation(node, show)
    if kind == "default" and len(operands) == 1:  # the fallback was not needed
        return _written(operands[0], show)
    if kind in _CALLS and operands:
        return _call(node, show), _WHOLE
    if kind == "not" and operands and operands[0]["kind"] == "known" and operands[0]["operands"]:
        return f"{_within(operands[0]['operands'][0], show, _COMPARING)} is unknown", _COMPARING
    if kind in {"negate", "not"} and operands:
        sign, tightness = ("-", _NEGATING) if kind == "negate" else ("not ", _TIGHTNESS["not"])
        return f"{sign}{_within(operands[0], show, tightness)}", tightness
    if kind == "known" and operands:
        return f"{_within(operands[0], show, _COMPARING)} {node['label']}", _COMPARING
    if kind == "list" and operands:
        return f"[{', '.join(infix(item, show) for item in operands)}]", _WHOLE
    if show == "names" and kind == "choose" and len(operands) == 2:
        branch = " then" if operands[0]["value"] is True else " ... else"
        return f"if {infix(operands[0], show)}{branch} {infix(operands[1], show)}", _TIGHTNESS["default"]
    if show == "names" and kind in {"quantifier", "fold", "select", "choose"}:
        return f"{node['label']} ...", _TIGHTNESS["default"]
    return (str(node["label"]) if show == "names" and kind != "constant" else value_text(node)), _WHOLE


def _operation(node: Node, show: Show) -> tuple[str, int]:
    label, operands = node["label"], node["operands"]
    tightness = _TIGHTNESS.get(label, _COMPARING)
    left = _within(operands[0], show, tightness)
    right = _within(operands[1], show, tightness + 1)
    text = f"{left}{'^' if label == '^' else f' {label} '}{right}"
    if node["kind"] == "approximate" and len(operands) == 3:
        text += f" within {_within(operands[2], show, tightness + 1)}"
    return text, tightness


def _call(node: Node, show: Show) -> str:
    if show == "values" and node["kind"] in {"formula", "calculator"}:
        return value_text(node)
    given = [item for item in node["operands"] if item["kind"] == "argument"] if node["kind"] == "formula" else None
    arguments = node["operands"] if given is None else [item["operands"][0] for item in given if item["operands"]]
    return f"{node['label']}({', '.join(infix(argument, show) for argument in arguments)})"


def _within(node: Node, show: Show, tightness: int) -> str:
    text, own = _written(node, show)
    return f"({text})" if own < tightness else text

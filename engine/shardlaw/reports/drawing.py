"""The values of an expression's parts, drawn under its source lines.

    require  phase.gpus ~= expected within slack
             |             |               |
             64            16              0%

A part is drawn at its first column, an operation at its operator. The whole expression is not drawn (the outcome
says it), nor are literals, nor the inner steps of one chain of arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.reports.infix import INFIX_KINDS, Node, value_text

_UNDRAWN = frozenset({"constant", "argument", "member", "element", "list", "not", "known", "negate"})
_CLOSED = frozenset({"let", "param", "quantifier", "fold", "select", "fact"})
_ARITHMETIC = frozenset({"arithmetic", "power", "negate"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A value and the place under which it is drawn."""

    line: int
    column: int
    text: str


def draw(source: Mapping[str, Any], trace: Node | None, lines: Mapping[str, str]) -> list[str]:
    """The source lines of a span, numbered, each with the values of `trace` under it.

    `source` is a span of the report and `lines` the excerpt of its file. Lines that are not excerpted are left out.
    """
    marks = list(_marks(trace, source, lines)) if trace else []
    drawn: list[str] = []
    for number in range(source["line"], source["end_line"] + 1):
        text = lines.get(str(number))
        if text is not None:
            if number == source["end_line"] and text[source["end_column"] - 1 :].strip():
                text = f"{text[: source['end_column'] - 1]} ..."  # what follows is said elsewhere
            drawn.append(f"{number:>5} | {text}".rstrip())
            rows = _rows([(mark.column - 1, mark.text) for mark in marks if mark.line == number])
            drawn += [f"      | {row}" for row in rows]
    return drawn


def _rows(values: list[tuple[int, str]]) -> list[str]:
    """Rows of bars and values: a value stands in the first row where it fits, bars lead down to it.

    Of two values at one column the first is drawn, which is that of the outer part.
    """
    distinct = dict(reversed(values))
    left = sorted(distinct.items())
    rows = [_row([(column, "|") for column, _ in left])] if left else []
    while left:
        placed: list[tuple[int, str]] = []
        waiting: list[tuple[int, str]] = []
        limit: int | None = None
        for column, text in reversed(left):
            fits = limit is None or column + len(text) < limit
            placed.append((column, text if fits else "|"))
            if not fits:
                waiting.append((column, text))
            limit = column
        rows.append(_row(sorted(placed)))
        left = sorted(waiting)
    return rows


def _row(items: list[tuple[int, str]]) -> str:
    row = ""
    for column, text in items:
        row = f"{row.ljust(column)}{text}"
    return row


def _marks(
    node: Node, whole: Mapping[str, Any], lines: Mapping[str, str], parent: Node | None = None
) -> Iterator[Mark]:
    if _inside(node["source"], whole):
        mark = _mark(node, lines, parent)
        if mark is not None:
            yield mark
        if node["kind"] in _CLOSED:
            return
    for operand in node["operands"]:
        yield from _marks(operand, whole, lines, node)


def _mark(node: Node, lines: Mapping[str, str], parent: Node | None) -> Mark | None:
    kind, source = node["kind"], node["source"]
    if kind in _UNDRAWN:
        return None
    if kind not in INFIX_KINDS:
        return Mark(source["line"], source["column"], value_text(node))
    chained = parent is not None and kind in _ARITHMETIC and parent["kind"] in _ARITHMETIC
    place = None if parent is None or chained else _operator(node, lines)
    return None if place is None else Mark(*place, value_text(node))


def _operator(node: Node, lines: Mapping[str, str]) -> tuple[int, int] | None:
    """Where the operator stands: its first occurrence between the first two operands."""
    if len(node["operands"]) < 2:
        return None
    left, right = node["operands"][0]["source"], node["operands"][1]["source"]
    for number in range(left["end_line"], right["line"] + 1):
        start = left["end_column"] - 1 if number == left["end_line"] else 0
        end = right["column"] - 1 if number == right["line"] else None
        at = lines.get(str(number), "")[:end].find(node["label"], start)
        if at >= 0:
            return number, at + 1
    return None


def _inside(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> bool:
    if inner["file"] != outer["file"]:
        return False
    start, end = (inner["line"], inner["column"]), (inner["end_line"], inner["end_column"])
    return (outer["line"], outer["column"]) <= start and end <= (outer["end_line"], outer["end_column"])

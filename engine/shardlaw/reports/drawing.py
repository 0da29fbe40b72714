"""The values of an expression's parts, drawn under its source lines.

    require  phase.gpus ~= expected within slack
             |             |               |
             64            16              0%

A part is drawn at its first column, an operation at its operator. The whole expression is not drawn (the outcome
says it), nor are literals, nor the inner steps of one chain of arithmetic. A source line that is too wide goes on below
its values, without a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.reports.infix import INFIX_KINDS, Node, value_text
from shardlaw.reports.prose import WIDTH

_UNDRAWN = frozenset({"constant", "argument", "member", "element", "list", "not", "known", "negate"})
_CLOSED = frozenset({"let", "param", "quantifier", "fold", "select", "fact"})
_ARITHMETIC = frozenset({"arithmetic", "power", "negate"})
_GUTTER = "      | "
_WIDEST = WIDTH - len(_GUTTER)
_BREAKS = ("and ", "or ", "implies ")  # where a wide line is continued with a line of its own, if it can be


@dataclass(frozen=True, slots=True)
class Mark:
    """A value and the place under which it is drawn."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What one line of the drawing shows of a source line: the characters from `start` to `end`, after blanks."""

    start: int
    end: int
    indent: int


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
            here = [(mark.column - 1, mark.text) for mark in marks if mark.line == number]
            for piece in _pieces(text, source["column"] - 1 if number == source["line"] else None):
                gutter = f"{number:>5} | " if piece.start == 0 else _GUTTER
                drawn.append(f"{gutter}{' ' * piece.indent}{text[piece.start : piece.end]}".rstrip())
                within = [(at, value) for at, value in here if piece.start <= at < piece.end]
                rows = _rows([(at - piece.start + piece.indent, value) for at, value in within])
                drawn += [f"{_GUTTER}{row}" for row in rows]
    return drawn


def _pieces(text: str, begins: int | None) -> Iterator[Piece]:
    """A source line in pieces that fit, broken at blanks; those after the first stand where the expression `begins`."""
    indent = len(text) - len(text.lstrip()) if begins is None else begins
    start, before = 0, 0
    while len(text) - start + before > _WIDEST:
        room = start + _WIDEST - before
        blanks = [at for at in range(start + indent + 1, room + 1) if text[at - 1] == " " and text[:at].strip()]
        words = [at for at in blanks if at > start + _WIDEST // 3 and text.startswith(_BREAKS, at)]
        if not blanks:
            break
        end = (words or blanks)[-1]
        yield Piece(start, end, before)
        start, before = end, indent
    yield Piece(start, len(text), before)


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
        for index, (column, text) in reversed(list(enumerate(left))):
            fits = limit is None or column + len(text) < limit
            if limit is None:  # the last value may have to begin further left than its bar
                column = min(column, max(_WIDEST - len(text), left[index - 1][0] + 2 if index else 0))  # noqa: PLW2901
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

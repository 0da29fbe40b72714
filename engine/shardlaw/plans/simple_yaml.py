"""The part of YAML that nearly all plans are written in, read without a YAML parser.

PyYAML takes longer to import than an audit takes to read its plan. This reader knows block mappings and sequences, flow
collections on one line, comments, plain scalars and quoted ones without escapes. It says nothing of what is wrong: a
text with anything else in it is left to the parser, whose nodes are the same for all that this one takes (a test holds
them against each other).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Span
from shardlaw.plans.building import DEPTH, ELEMENTS
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence

_MARKER = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)
_ROW = re.compile(r"^( *)([^ #\n].*)", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(?=:(?: |$))", re.MULTILINE)
_START = r"[A-Za-z0-9_./~<=($+^]"
_PLAIN = re.compile(rf"{_START}(?:[^:# \n]|:(?=[^ \n])|(?<! )#| +(?=[^# \n]))*")
_PLAIN_IN_FLOW = re.compile(rf"{_START}(?:[^:#,\[\]{{}} \n]| +(?=[^:#,\[\]{{}} \n]))*")
_QUOTED = re.compile(r""""([^"\\\n]*)"|'([^'\n]*)'(?!')""")
_REST = re.compile(r" *(?:(?<= )#.*)?$", re.MULTILINE)
_BLANKS = re.compile(r" *")


class _OtherError(Exception):
    """Something that this reader does not know."""


@dataclass(slots=True)
class _Row:
    """A line that says something: its indentation, and where its first character and its end are."""

    indent: int
    start: int
    end: int


def read_simple_yaml(text: str) -> Node | None:
    """The root of a document; None where it holds anything that this reader does not know, or nothing."""
    if not text.replace("\n", "").isprintable() or _MARKER.search(text):
        return None
    reader = _Reader(text)
    try:
        root = reader.block(0, 1)
        return root if reader.at == len(reader.rows) else None
    except _OtherError:
        return None


class _Reader:
    """Goes through the rows, `at` being the next one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rows = [_Row(len(row[1]), row.start(2), row.end()) for row in _ROW.finditer(text)]
        self.at = 0

    def block(self, least: int, depth: int) -> Node:
        """The collection that begins at the next row, which is indented by `least` or more."""
        if self.at == len(self.rows) or self.rows[self.at].indent < least or depth > DEPTH:
            raise _OtherError
        row = self.rows[self.at]
        return self.sequence(row.indent, depth) if self.is_item(row) else self.mapping(row.indent, depth)

    def mapping(self, indent: int, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        start = self.rows[self.at].start
        end = start
        for row in self.rows_at(indent):
            key = self.key(row.start)
            if key.text in entries or len(entries) == ELEMENTS:
                raise _OtherError
            value = self.value(row, self.blanks(key.span.end + 1), indent, depth)
            entries[key.text] = (key, value)
            end = value.span.end
        return Mapping(tuple(entries.values()), Span(start, end))

    def value(self, row: _Row, start: int, indent: int, depth: int) -> Node:
        """What follows a key: on its line, or on the following ones."""
        self.at += 1
        if not _REST.match(self.text, start):
            return self.on_line(row, start, depth)
        following = self.rows[self.at] if self.at < len(self.rows) else None
        if following is not None and following.indent == indent and self.is_item(following):
            return self.sequence(indent, depth + 1)
        return self.block(indent + 1, depth + 1)

    def sequence(self, indent: int, depth: int) -> Sequence:
        items: list[Node] = []
        start = self.rows[self.at].start
        if depth > DEPTH:
            raise _OtherError
        for row in self.rows_at(indent):
            if not self.is_item(row):
                break
            content = self.blanks(row.start + 1)
            if _KEY.match(self.text, content):  # a mapping whose first key stands behind the dash
                self.rows[self.at] = _Row(indent + content - row.start, content, row.end)
                items.append(self.block(indent + 1, depth + 1))
            else:
                self.at += 1
                items.append(self.on_line(row, content, depth))
            if len(items) > ELEMENTS:
                raise _OtherError
        return Sequence(tuple(items), Span(start, items[-1].span.end))

    def rows_at(self, indent: int) -> Iterator[_Row]:
        """The rows of one collection. One that is indented further is not known: a plain text goes on in it."""
        while self.at < len(self.rows) and self.rows[self.at].indent >= indent:
            if self.rows[self.at].indent > indent:
                raise _OtherError
            yield self.rows[self.at]

    def is_item(self, row: _Row) -> bool:
        return self.text.startswith("- ", row.start)

    def key(self, start: int) -> Scalar:
        found = _KEY.match(self.text, start)
        if found is None:
            raise _OtherError
        return Scalar(found[0], True, Span(*found.span()))

    def on_line(self, row: _Row, start: int, depth: int) -> Node:
        """A value that ends on its line, with nothing but a comment behind it."""
        node = self.flow(start, _PLAIN, depth)
        if not _REST.match(self.text, node.span.end) or node.span.end > row.end:
            raise _OtherError
        return node

    def flow(self, start: int, plain: re.Pattern[str], depth: int) -> Node:
        match self.text[start : start + 1]:
            case "{":
                return self.flow_mapping(start, depth + 1)
            case "[":
                return self.flow_sequence(start, depth + 1)
            case '"' | "'":
                found = _QUOTED.match(self.text, start)
                if found is None:
                    raise _OtherError
                return Scalar(found[found.lastindex or 0], False, Span(*found.span()))
        found = plain.match(self.text, start)
        if found is None:
            raise _OtherError
        return Scalar(found[0], True, Span(*found.span()))

    def flow_mapping(self, start: int, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        at = self.blanks(start + 1)
        while depth <= DEPTH:
            key = self.key(at)
            value = self.flow(self.blanks(key.span.end + 1), _PLAIN_IN_FLOW, depth)
            if key.text in entries:
                raise _OtherError
            entries[key.text] = (key, value)
            at = self.blanks(value.span.end)
            if self.text.startswith("}", at):
                return Mapping(tuple(entries.values()), Span(start, at + 1))
            at = self.after_comma(at)
        raise _OtherError

    def flow_sequence(self, start: int, depth: int) -> Sequence:
        items: list[Node] = []
        at = self.blanks(start + 1)
        while depth <= DEPTH and len(items) <= ELEMENTS:
            items.append(self.flow(at, _PLAIN_IN_FLOW, depth))
            at = self.blanks(items[-1].span.end)
            if self.text.startswith("]", at):
                return Sequence(tuple(items), Span(start, at + 1))
            at = self.after_comma(at)
        raise _OtherError

    def after_comma(self, at: int) -> int:
        if not self.text.startswith(",", at):
            raise _OtherError
        return self.blanks(at + 1)

    def blanks(self, at: int) -> int:
        """Where the next character is that is no blank."""
        found = _BLANKS.match(self.text, at)
        return at if found is None else found.end()

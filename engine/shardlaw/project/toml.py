"""TOML to nodes with positions.

`tomllib` decides whether a text is TOML, and what its keys and strings say; it keeps no positions. Once it has accepted
a text, finding where everything stands takes a scanner that may trust its input.
"""

from __future__ import annotations

import re
import tomllib

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence

_AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")
_BASIC, _LITERAL = r'"(?:\\.|[^"\\])*"', r"'[^']*'"
_LONG = r'"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})' + r"|'''[\s\S]*?'''(?:'{0,2})"
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(rf"[A-Za-z0-9_-]+|{_BASIC}|{_LITERAL}")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(rf"{_LONG}|{_BASIC}|{_LITERAL}")
_BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[\d:.Z+-]*|[^\s,\]}#]+")
_OTHER_BASE = re.compile(r"0[box]")


def read_toml(source: Source) -> Mapping | Diagnostic:
    """The root table of a document, or why it is no TOML.

    Strings are scalars that are not plain; numbers, truth values and dates are plain ones. Numbers are written without
    `_`, those of another base in decimal.
    """
    try:
        tomllib.loads(source.text)
        return _Scanner(source.text).document()
    except RecursionError:
        return Diagnostic("C210", source, Span(0, 0), {"reason": "it is nested too deep"})
    except ValueError as error:  # a number with too many digits is not a TOMLDecodeError
        return _broken(source, str(error))


def _broken(source: Source, said: str) -> Diagnostic:
    at = _AT.search(said)
    offset = 0
    if at is not None and at["line"] is None:
        offset = len(source.text.rstrip())
    elif at is not None:
        offset = min(source.line_starts[int(at["line"]) - 1] + int(at["column"]) - 1, len(source.text))
    reason = said if at is None else said[: at.start()]
    return Diagnostic("C210", source, Span(offset, offset), {"reason": reason[:1].lower() + reason[1:]})


@dataclass
class _Table:
    """A table that is being filled: other headers and dotted keys may still add to it."""

    span: Span
    entries: dict[str, tuple[Scalar, _Open]] = field(default_factory=dict)


_Open = Scalar | Sequence | Mapping | _Table | list[_Table]


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def document(self) -> Mapping:
        root = _Table(Span(0, 0))
        table = root
        self.blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header(root)
            else:
                self.entry(table)
            self.blank()
        return _closed_table(root)

    def header(self, root: _Table) -> _Table:
        """`[a.b]` or `[[a.b]]`: the table that the lines below it fill."""
        start = self.at
        depth = 2 if self.text.startswith("[[", start) else 1
        self.at += depth
        self.blank()
        *path, last = self.keys()
        self.blank()
        self.at += depth
        parent = _below(root, path)
        span = Span(start, self.at)
        if depth == 1:
            return _below(parent, [last], span)
        tables = parent.entries.setdefault(last.text, (last, []))[1]
        assert isinstance(tables, list)  # noqa: S101 - tomllib has seen to it
        tables.append(_Table(span))
        return tables[-1]

    def entry(self, table: _Table) -> None:
        """`a.b = value`."""
        *path, last = self.keys()
        self.blank()
        self.at += 1  # the equals sign
        self.blank()
        _below(table, path).entries[last.text] = (last, self.value())

    def keys(self) -> list[Scalar]:
        found = [self.key()]
        while dot := _DOT.match(self.text, self.at):
            self.at = dot.end()
            found.append(self.key())
        return found

    def key(self) -> Scalar:
        raw, span = self.take(_KEY)
        return Scalar(raw if raw[0] not in "\"'" else _string(raw), plain=False, span=span)

    def value(self) -> Node:
        match self.text[self.at]:
            case "[":
                return self.array()
            case "{":
                return self.inline_table()
            case '"' | "'":
                raw, span = self.take(_STRING)
                return Scalar(_string(raw), plain=False, span=span)
        raw, span = self.take(_BARE)
        text = raw.replace("_", "")
        return Scalar(str(int(text, 0)) if _OTHER_BASE.match(text) else text, plain=True, span=span)

    def array(self) -> Sequence:
        start = self.at
        items: list[Node] = []
        while not self.closes("]"):
            items.append(self.value())
        return Sequence(tuple(items), Span(start, self.at))

    def inline_table(self) -> Mapping:
        start = self.at
        table = _Table(Span(start, start))
        while not self.closes("}"):
            self.entry(table)
        table.span = Span(start, self.at)
        return _closed_table(table)

    def closes(self, bracket: str) -> bool:
        """Step over the opening bracket or a comma; whether the closing bracket follows, which is stepped over too."""
        self.blank()
        if self.text[self.at] != bracket:
            self.at += self.text[self.at] in "[{,"
            self.blank()
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None  # noqa: S101 - it may be empty
        self.at = match.end()

    def take(self, pattern: re.Pattern[str]) -> tuple[str, Span]:
        match = pattern.match(self.text, self.at)
        assert match is not None, self.text[self.at :]  # noqa: S101 - tomllib has seen to it
        self.at = match.end()
        return match[0], Span(*match.span())


def _string(raw: str) -> str:
    """What a string says; tomllib knows its escapes."""
    said: str = tomllib.loads(f"said = {raw}")["said"]
    return said


def _below(table: _Table, path: list[Scalar], span: Span | None = None) -> _Table:
    """The table at a path, made where it is not there yet; of an array of tables the last one."""
    for key in path:
        found = table.entries.setdefault(key.text, (key, _Table(span or key.span)))[1]
        if isinstance(found, list):
            found = found[-1]
        assert isinstance(found, _Table)  # noqa: S101 - tomllib has seen to it
        table = found
    return table


def _closed_table(table: _Table) -> Mapping:
    return Mapping(tuple((key, _closed(value)) for key, value in table.entries.values()), table.span)


def _closed(value: _Open) -> Node:
    if isinstance(value, _Table):
        return _closed_table(value)
    if isinstance(value, list):
        return Sequence(tuple(map(_closed_table, value)), Span(value[0].span.start, value[-1].span.end))
    return value

"""String literals: escapes, and the holes of messages."""

from __future__ import annotations

import re
from collections.abc import Callable

from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language.lexing import Token
from shardlaw.language.tree import Hole, Template, Text

Report = Callable[[Diagnostic], None]

_TRIPLE = '"""'
_MARK = re.compile(r"[{}\\]")
_ESCAPE = re.compile(r"\\(?:([\"\\nt])|u([0-9A-Fa-f]{4}))")
_PLAIN = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_ESCAPED = str.maketrans({value: f"\\{name}" for name, value in _PLAIN.items()})


class Texts:
    """Reads the string literals of one source. `read_hole(at, end)` parses the inside of a hole that begins at `at`."""

    def __init__(
        self, source: Source, report: Report, read_hole: Callable[[int, int], tuple[Hole | None, int]]
    ) -> None:
        self._source = source
        self._report = report
        self._read_hole = read_hole

    def text(self, token: Token) -> Text:
        """A literal without holes: braces are ordinary characters."""
        if token.text.startswith("\\"):  # inside a hole, where a text has no escapes of its own
            return Text(token.span, token.text[2:-2])
        if "\\" not in token.text:
            return Text(token.span, _lines(_body(token.text)))
        start, end = _inside(token)
        value: list[str] = []
        at = start
        while at < end:
            found = self._source.text.find("\\", at, end)
            if found < 0:
                break
            value.append(self._source.text[at:found])
            character, at = self._escape(found)
            value.append(character)
        value.append(self._source.text[at:end])
        return Text(token.span, _lines("".join(value)))

    def template(self, token: Token) -> Template:
        """A literal with holes."""
        if _MARK.search(token.text) is None:
            body = _lines(_body(token.text))
            return Template(token.span, (body,) if body else ())
        text = self._source.text
        parts: list[str | Hole] = []
        literal = ""
        at, end = _inside(token)
        while (mark := _MARK.search(text, at, end)) is not None:
            start, sign = mark.start(), mark[0]
            literal += text[at:start]
            at = start + 1
            if sign == "\\":
                character, at = self._escape(start)
                literal += character
            elif text.startswith(sign, at, end):
                literal += sign
                at += 1
            elif sign == "}":
                self._report(Diagnostic("L150", self._source, Span(start, at)))
            else:
                hole, at = self._read_hole(at, end)
                if hole is not None:
                    if literal:
                        parts.append(_lines(literal))
                        literal = ""
                    parts.append(hole)
        literal += text[at:end]
        if literal:
            parts.append(_lines(literal))
        return Template(token.span, tuple(parts))

    def _escape(self, at: int) -> tuple[str, int]:
        """The character that the escape at `at` stands for, and where the text goes on."""
        match = _ESCAPE.match(self._source.text, at)
        if match is None:
            self._report(Diagnostic("L103", self._source, Span(at, at + 2), {"escape": self._source.text[at : at + 2]}))
            return "", at + 2
        if match[2] is not None and "\ud800" <= chr(int(match[2], 16)) <= "\udfff":
            self._report(Diagnostic("L154", self._source, Span(*match.span()), {"escape": match[0]}))
            return "", match.end()
        return _PLAIN[match[1]] if match[1] else chr(int(match[2], 16)), match.end()


def quoted(value: str, *, braces: bool = False) -> str:
    """The literal of one line that stands for `value`; `braces` doubles the braces of a text with holes."""
    escaped = value.translate(_ESCAPED)
    escaped = re.sub(r"[^\x20-\U0010ffff]", lambda match: f"\\u{ord(match[0]):04x}", escaped)
    return f'"{escaped.replace("{", "{{").replace("}", "}}") if braces else escaped}"'


def _inside(token: Token) -> tuple[int, int]:
    width = len(_TRIPLE) if token.text.startswith(_TRIPLE) else 1
    return token.start + width, token.end - width


def _body(literal: str) -> str:
    return literal[3:-3] if literal.startswith(_TRIPLE) else literal[1:-1]


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n")

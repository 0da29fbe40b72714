"""Strict JSON (RFC 8259) to nodes, with the place of every value.

The standard library's reader keeps no positions, takes `NaN`, and lets the last of two equal keys win.
"""

from __future__ import annotations

import re

from shardlaw.diagnostics import Label, Source, Span
from shardlaw.plans.building import Builder
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.plans.problems import UnreadableError
from shardlaw.plans.wording import excerpt

_BLANK = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(
    r'"(?P<plain>[^"\\\x00-\x1f]*)"'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-]))"
    r"|(?P<word>(?:true|false|null)(?!\w))"
)
_PIECE = re.compile(
    r'(?P<text>[^"\\\x00-\x1f]+)|\\(?P<short>["\\/bfnrt])|\\u(?P<code>[0-9a-fA-F]{4})|(?P<end>")', re.ASCII
)
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_STRAY = re.compile(r"""[\w.+-]+|'[^'\n]*'?|"[^"\n]*"?|//[^\n]*|/\*|.""", re.DOTALL)
_HELP = {
    "'": "JSON strings are in double quotes",
    "/": "JSON has no comments",
    "N": "JSON has no such number; leave the key out where a value is not known",
    "I": "JSON has no such number; leave the key out where a value is not known",
    "T": "JSON writes `true`, `false` and `null` in lower case",
    "F": "JSON writes `true`, `false` and `null` in lower case",
}


def read_json(source: Source, builder: Builder) -> Node:
    """The root of a JSON document; UnreadableError when it is not JSON."""
    scanner = _Scanner(source, builder)
    root = scanner.value(1)
    scanner.skip()
    if scanner.at < len(source.text):
        raise scanner.unexpected("the end of the document")
    return root


class _Scanner:
    def __init__(self, source: Source, builder: Builder) -> None:
        self.text = source.text
        self.builder = builder
        self.at = 0

    def skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def value(self, depth: int) -> Node:
        self.skip()
        match self.text[self.at : self.at + 1]:
            case "{":
                return self.mapping(depth)
            case "[":
                return self.sequence(depth)
            case _:
                return self.atom("a value")

    def atom(self, expected: str) -> Scalar:
        start = self.at
        match = _ATOM.match(self.text, start)
        if match is None:
            if self.text[start : start + 1] == '"':
                return self.string()
            raise self.unexpected(expected)
        self.at = match.end()
        plain = match["plain"]
        if plain is not None:
            return self.builder.text(plain, Span(start, self.at))
        return Scalar(match[0], True, Span(start, self.at))

    def string(self) -> Scalar:
        """A string with escapes."""
        start = self.at
        self.at += 1
        pieces: list[str] = []
        while True:
            piece = _PIECE.match(self.text, self.at)
            if piece is None:
                raise self.broken_string(start)
            self.at = piece.end()
            if piece["end"]:
                break
            if piece["text"]:
                pieces.append(piece["text"])
            elif piece["short"]:
                pieces.append(_ESCAPES[piece["short"]])
            else:
                pieces.append(chr(int(piece["code"], 16)))
        return self.builder.text("".join(pieces), Span(start, self.at))

    def broken_string(self, start: int) -> UnreadableError:
        at = self.at
        character = self.text[at : at + 1]
        if character == "\\":
            escape = self.text[at : at + 2]
            return self.builder.problems.stop("P120", Span(at, at + 2), {"escape": excerpt(escape)})
        if character in {"", "\n", "\r"}:
            advice = {"advice": "a line break inside a text is written `\\n`"} if character else {}
            return self.builder.problems.stop("P114", Span(start, start + 1), {"quote": '"'} | advice)
        arguments = {
            "what": f"the control character U+{ord(character):04X}",
            "where": f"an escape, `\\u{ord(character):04x}`",
        }
        return self.builder.problems.stop("P131", Span(at, at + 1), arguments)

    def sequence(self, depth: int) -> Sequence:
        start = self.open(depth)
        items: list[Node] = []
        while not self.close("]", "[", start, first=not items):
            items.append(self.value(depth + 1))
            self.builder.check_size(len(items), items[-1].span)
        return Sequence(tuple(items), Span(start, self.at))

    def mapping(self, depth: int) -> Mapping:
        start = self.open(depth)
        entries: dict[str, tuple[Scalar, Node]] = {}
        first = True
        while not self.close("}", "{", start, first=first):
            first = False
            self.skip()
            if self.text[self.at : self.at + 1] != '"':
                raise self.unexpected("a key in double quotes")
            key = self.atom("a key")
            self.skip()
            if self.text[self.at : self.at + 1] != ":":
                raise self.unexpected("`:`")
            self.at += 1
            self.builder.enter(entries, key, self.value(depth + 1))
            self.builder.check_size(len(entries), key.span)
        return Mapping(tuple(entries.values()), Span(start, self.at))

    def open(self, depth: int) -> int:
        start = self.at
        self.builder.check_depth(depth, Span(start, start + 1))
        self.at += 1
        return start

    def close(self, closing: str, opening: str, start: int, *, first: bool) -> bool:
        """Whether the collection ends here; else the comma before its next element is behind us."""
        self.skip()
        character = self.text[self.at : self.at + 1]
        if character == closing:
            self.at += 1
            return True
        if first:
            return False
        if character != ",":
            raise self.unexpected(f"`,` or `{closing}`", (Label(Span(start, start + 1), f"`{opening}` opened here"),))
        comma = self.at
        self.at += 1
        self.skip()
        if self.text[self.at : self.at + 1] == closing:
            what, where = f"`,` before `{closing}`", "another element, or no comma"
            raise self.builder.problems.stop("P131", Span(comma, comma + 1), {"what": what, "where": where})
        return False

    def unexpected(self, where: str, labels: tuple[Label, ...] = ()) -> UnreadableError:
        found = _STRAY.match(self.text, self.at)
        problems = self.builder.problems
        if found is None:
            end = len(self.text.rstrip())
            arguments = {
                "what": "the end of the document",
                "where": where,
                "advice": "close all that is open, the innermost first",
            }
            return problems.stop("P131", Span(end, end), arguments, labels=labels)
        span = Span(found.start(), found.end())
        advice = _HELP.get(found[0][0])
        arguments = {"what": f"`{excerpt(found[0])}`", "where": where} | ({"advice": advice} if advice else {})
        return problems.stop("P131", span, arguments, labels=labels)

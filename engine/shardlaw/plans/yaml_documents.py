"""A closed subset of YAML 1.2 to nodes, with the place of every value.

PyYAML gives the events: through libyaml where it is built in, in pure Python otherwise. What both take gives the same
nodes; libyaml also takes a few mistakes that the other refuses, such as a comment without a blank before it.
What a scalar means is decided elsewhere (`scalars`), because PyYAML resolves by YAML 1.1. Anchors, aliases, merge
keys, tags, directives and several documents are refused: a plan is read from top to bottom by people.
"""

from __future__ import annotations

import re
from typing import Any

from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from shardlaw.diagnostics import Source, Span
from shardlaw.plans.building import Builder
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.plans.wording import excerpt

# What YAML calls a break or refuses in a stream; a carriage return is legal before a line feed only.
_REFUSED = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
)
_ANCHOR = re.compile(r"&[^\s,\[\]{}]+")
_TAG = re.compile(r"!\S*")
_DIRECTIVE = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*+(%[^\n]*)")
_EXPLAINED = 1 << 18  # characters up to which a syntax error is explained by the pure Python scanner


class PurePythonParser(Reader, Scanner, Parser):
    """PyYAML's own scanner and parser, with tabs taken where libyaml takes them."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> Any:
        length = 0
        while self.peek(length) in {" ", "\t"}:
            length += 1
        blanks = self.prefix(length)
        if "\t" not in blanks:
            return super().scan_plain_spaces(indent, start_mark)
        self.forward(length)
        return super().scan_plain_spaces(indent, start_mark) if self.peek() in {"\r", "\n"} else [blanks]


def fastest_parser() -> Any:
    """The class that PyYAML has in C, where it was built with libyaml; else our pure Python one."""
    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]  # noqa: PLC0415
    except ImportError:
        return PurePythonParser
    return CParser


def read_yaml(source: Source, builder: Builder, parser_class: Any = None) -> Node:
    """The root of a YAML document; UnreadableError when it is not YAML, or is empty."""
    problems = builder.problems
    if refused := _REFUSED.search(source.text):
        raise problems.stop("P109", Span(*refused.span()), {"character": f"U+{ord(refused[0][0]):04X}"})
    if directive := _DIRECTIVE.match(source.text):
        raise problems.stop("P121", Span(*directive.span(1)))
    parser_class = parser_class or fastest_parser()
    try:
        return _Composer(source, builder, parser_class(source.text)).root()
    except MarkedYAMLError as error:
        from shardlaw.plans.yaml_mistakes import explained, unexplained  # noqa: PLC0415 - most plans have none

        if parser_class is PurePythonParser:
            raise explained(error, problems) from None
        if len(source.text) > _EXPLAINED:
            raise unexplained(error, problems) from None
    # libyaml says little about what it refuses; the pure scanner stops at the same place and can be explained.
    problems.diagnostics.clear()
    return read_yaml(source, builder, PurePythonParser)


class _Composer:
    """Events to nodes, by recursion that the depth limit bounds."""

    def __init__(self, source: Source, builder: Builder, parser: Any) -> None:
        self.text = source.text
        self.builder = builder
        self.problems = builder.problems
        self.next = parser.get_event

    def root(self) -> Node:
        self.next()  # the start of the stream
        if isinstance(self.next(), StreamEndEvent):
            raise self.problems.stop("P106", Span(0, 0))
        root = self.node(self.next(), 1)
        self.next()  # the end of the document
        following = self.next()
        if not isinstance(following, StreamEndEvent):
            start = _start(following)
            self.problems.add("P122", Span(start, max(start + 1, _end(following))))
        return root

    def node(self, event: Any, depth: int) -> Node:
        start = _start(event)
        if isinstance(event, AliasEvent):
            span = Span(start, _end(event))
            self.problems.add("P124", span, {"alias": excerpt(event.anchor or "")})
            return Scalar("unknown", True, span)
        if event.anchor is not None:
            self.problems.add("P123", self.property(start, _ANCHOR), {"anchor": excerpt(event.anchor)})
        if event.tag is not None:
            self.problems.add("P126", self.property(start, _TAG))
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        self.builder.check_depth(depth, Span(start, start + 1))
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def property(self, start: int, pattern: re.Pattern[str]) -> Span:
        """Where an anchor or a tag stands in front of its node."""
        match = pattern.search(self.text, start)
        return Span(*match.span()) if match else Span(start, start)

    def scalar(self, event: Any) -> Scalar:
        start, end = _start(event), _end(event)
        if not event.style:
            while start == end and start and self.text[start - 1] in " \t":  # no value: the mark may be behind blanks
                start = end = start - 1
            return Scalar(event.value, True, Span(start, end))
        if event.style in {"|", ">"}:  # the mark is behind the blank lines that follow
            end = start + len(self.text[start:end].rstrip())
        return self.builder.text(event.value, Span(start, end))

    def sequence(self, event: Any, depth: int) -> Sequence:
        items: list[Node] = []
        end = _start(event)
        while not isinstance(following := self.next(), SequenceEndEvent):
            items.append(self.node(following, depth + 1))
            end = items[-1].span.end
            self.builder.check_size(len(items), items[-1].span)
        return Sequence(tuple(items), Span(_start(event), _end(following) if event.flow_style else end))

    def mapping(self, event: Any, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        end = _start(event)
        while not isinstance(following := self.next(), MappingEndEvent):
            key = self.node(following, depth + 1)
            value = self.node(self.next(), depth + 1)
            end = max(key.span.end, value.span.end)
            if not isinstance(key, Scalar):
                self.problems.add("P128", key.span)
            elif key.plain and key.text == "<<":
                self.problems.add("P125", key.span)
            else:
                self.builder.enter(entries, key, value)
                self.builder.check_size(len(entries), key.span)
        span = Span(_start(event), _end(following) if event.flow_style else end)
        return Mapping(tuple(entries.values()), span)


def _start(event: Any) -> int:
    index: int = event.start_mark.index
    return index


def _end(event: Any) -> int:
    index: int = event.end_mark.index
    return index

"""A plan that a program has built, to nodes: dictionaries, lists, texts, numbers and truth values.

Such a plan has no lines, so it is given some: one for each value, that begins with its JSON pointer. Diagnostics and
reports quote these as they quote the lines of a file.

    /phases/0/parallelism/tp: 8
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from numbers import Integral, Rational, Real
from typing import Any

from shardlaw.diagnostics import Source, Span
from shardlaw.diagnostics.pointers import escaped
from shardlaw.plans import nodes
from shardlaw.plans.building import DEPTH, Builder
from shardlaw.plans.documents import Document
from shardlaw.plans.problems import UnreadableError


def read_mapping(value: Mapping[str, Any], name: str) -> Document:
    """The nodes of a mapping. `name` is what diagnostics and reports call the plan.

    Numbers are read as Python writes them, so 0.1 is a tenth. What is not of these types (or of numpy's numbers) is a
    diagnostic, as is a key that is no text.
    """
    source = Source(name, "\n".join(_lines(value, "", 1)))
    builder = Builder(source)
    root: nodes.Node | None = None
    try:
        root = _Reader(builder).node(value, "", "", 1)
    except UnreadableError:
        root = None
    return Document(source, root, tuple(builder.problems.diagnostics), source.sha256)


def _lines(value: Any, pointer: str, depth: int) -> Iterator[str]:
    """The lines of a value; what is nested too deep, as a list that holds itself is, has one."""
    if _is_collection(value) and value and depth <= DEPTH:
        for key, item in _items(value):
            yield from _lines(item, f"{pointer}/{escaped(str(key))}", depth + 1)
    else:
        yield f"{pointer}: {_written(value)}"


class _Reader:
    """Walks the values once more, along the lines that were written of them."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.at = 0  # where the line of the next value begins

    def node(self, value: Any, pointer: str, key: str, depth: int) -> nodes.Node:
        """The node of a value. `key` is the last part of its pointer, and where the span of a collection begins."""
        start = self.at + len(pointer) - len(key)
        if not _is_collection(value) or not value:
            return self.leaf(value, pointer)
        self.builder.check_depth(depth, Span(start, self.at + len(pointer)))
        self.builder.check_size(len(value), Span(start, self.at + len(pointer)))
        entries: list[tuple[nodes.Scalar, nodes.Node]] = []
        for name, item in _items(value):
            part = escaped(str(name))
            place = Span(self.at + len(pointer) + 1, self.at + len(pointer) + 1 + len(part))
            said = self.node(item, f"{pointer}/{part}", part, depth + 1)
            if isinstance(value, Mapping) and not isinstance(name, str):
                self.builder.problems.add("P136", place, {"type": type(name).__name__})
            else:
                entries.append((self.builder.text(str(name), place), said))
        span = Span(start, self.at - 1)
        if isinstance(value, Mapping):
            return nodes.Mapping(tuple(entries), span)
        return nodes.Sequence(tuple(item for _, item in entries), span)

    def leaf(self, value: Any, pointer: str) -> nodes.Node:
        text = _written(value)
        span = Span(self.at + len(pointer) + 2, self.at + len(pointer) + 2 + len(text))
        self.at = span.end + 1
        if isinstance(value, Mapping):
            return nodes.Mapping((), span)
        if _is_collection(value):
            return nodes.Sequence((), span)
        if isinstance(value, str):
            return self.builder.text(str(value), span)
        if value is not None and not _is_number(value):
            self.builder.problems.add("P137", span, {"type": type(value).__name__})
            return nodes.Scalar("unknown", True, span)  # so that nobody complains of it again
        return nodes.Scalar(text, True, span)


def _is_collection(value: Any) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str | bytes | bytearray)


def _is_number(value: Any) -> bool:
    """Whether a value is a number that Python writes in decimal digits, as it does not write a fraction."""
    return isinstance(value, Integral | Decimal) or (isinstance(value, Real) and not isinstance(value, Rational))


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    return iter(value.items()) if isinstance(value, Mapping) else enumerate(value)


def _written(value: Any) -> str:
    """A value in one line: a text as it is, unless it would take several."""
    if isinstance(value, str):
        return str(value) if value.isprintable() else json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Integral):
        return repr(int(value))
    if _is_number(value):
        return str(value) if isinstance(value, Decimal) else repr(float(value))
    if _is_collection(value):
        return "{}" if isinstance(value, Mapping) else "[]"
    return f"<{type(value).__name__}>"

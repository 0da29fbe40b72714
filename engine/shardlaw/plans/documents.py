"""Bytes to nodes: what a plan's document is, before anyone asks what it says.

A document is UTF-8, with or without a byte order mark: strict JSON when its name ends in `.json` or, where it is no
file, when it starts as JSON does; else a closed subset of YAML 1.2.
"""

from __future__ import annotations

import re
from hashlib import sha256

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.plans.building import Builder
from shardlaw.plans.nodes import Node
from shardlaw.plans.problems import UnreadableError
from shardlaw.plans.simple_yaml import read_simple_yaml

_STARTS_AS_JSON = re.compile(r'\s*[{\[]\s*(?:["}\]]|\Z)')


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, its root where it has one, and what is wrong with it.

    With diagnostics and a root the document is well-formed but uses what plans may not (an anchor, a key twice):
    its content can still be checked, so that one run reports everything.
    """

    source: Source
    root: Node | None
    diagnostics: tuple[Diagnostic, ...]
    sha256: str  # of the bytes


def read_document(data: bytes, name: str) -> Document:
    """The nodes of a document. `name` is the path that diagnostics print, or, in angle brackets, what is no file."""
    source = Source(name, data.decode("utf-8", "replace").removeprefix("\ufeff"))
    builder = Builder(source)
    root: Node | None = None
    try:
        _check_text(data, builder)
        if name.endswith(".json") or (name.startswith("<") and _STARTS_AS_JSON.match(source.text)):
            from shardlaw.plans.json_documents import read_json  # noqa: PLC0415

            root = read_json(source, builder)
        else:
            root = read_simple_yaml(source.text)
        if root is None:
            # PyYAML is the slowest import of an audit, and most plans do without.
            from shardlaw.plans.yaml_documents import read_yaml  # noqa: PLC0415

            root = read_yaml(source, builder)
    except UnreadableError:
        root = None
    return Document(source, root, tuple(builder.problems.diagnostics), sha256(data).hexdigest())


def _check_text(data: bytes, builder: Builder) -> None:
    """Stop at a byte that is no UTF-8, and at a document that says nothing."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        byte = f"0x{data[error.start]:02X}"
        raise builder.problems.stop(
            "P108", Span(start, start + 1), {"byte": byte, "offset": str(error.start)}
        ) from None
    if not text.removeprefix("\ufeff").strip():
        raise builder.problems.stop("P106", Span(0, 0))

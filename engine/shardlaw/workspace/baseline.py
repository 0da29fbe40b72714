"""A report in a file to a baseline, or what is wrong with it and where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from textwrap import shorten
from typing import Any

from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.evaluation.baseline import FOUND, Baseline, Finding
from shardlaw.plans.building import Builder
from shardlaw.plans.files import read_file
from shardlaw.plans.json_documents import read_json
from shardlaw.plans.nodes import Mapping, Node, Sequence
from shardlaw.plans.problems import UnreadableError
from shardlaw.workspace.files import shown

SCHEMA = "report/1"
_LARGEST = 1024  # MiB; one plan with all of its derivations takes about one
_WIDEST = 60


def open_baseline(path: Path, root: Path) -> Baseline | Diagnostic:
    """The baseline in a file, which is called by its path from the root."""
    name = shown(path, root)
    data = read_file(path, name, _LARGEST)
    return data if isinstance(data, Diagnostic) else read_baseline(data, name)


def read_baseline(data: bytes, name: str) -> Baseline | Diagnostic:
    """The findings of a report in JSON, which diagnostics call `name`, or why it is none: C160, C161, C162."""
    source = Source(name, data.decode("utf-8", "replace"))
    try:
        report = json.loads(data)
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode("utf-8"))
        return Diagnostic("C160", source, Span(at, at + 1), {"reason": "a byte that is not UTF-8"})
    except json.JSONDecodeError as error:
        return Diagnostic("C160", source, Span(error.pos, error.pos), {"reason": error.msg[:1].lower() + error.msg[1:]})
    except RecursionError:
        return Diagnostic("C160", source, Span(0, 0), {"reason": "nested too deeply"})
    try:
        findings = frozenset(_findings(report))
    except _ShapeError as error:
        code = "C162" if error.path == ("schema",) and str(error.found).startswith("report/") else "C161"
        words = {"expected": error.expected, "found": _excerpt(error.found)}
        return Diagnostic(code, source, _place(source, error.path), words)
    return Baseline(name, sha256(data).hexdigest(), findings)


class _ShapeError(Exception):
    """A report lacks what is expected at a path, or has something else there."""

    def __init__(self, path: tuple[str | int, ...], expected: str, found: Any) -> None:
        super().__init__(path)
        self.path = path
        self.expected = expected
        self.found = found


def _findings(report: Any) -> Iterator[Finding]:
    schema = _member(report, (), "schema", str)
    if schema != SCHEMA:
        raise _ShapeError(("schema",), f'"{SCHEMA}"', schema)
    for number, plan in enumerate(_member(report, (), "plans", list)):
        at = ("plans", number)
        path = _member(plan, at, "path", str)
        for index, record in enumerate(_member(plan, at, "records", list)):
            here = (*at, "records", index)
            of, outcome, policy, rule = (_member(record, here, key, str) for key in ("id", "outcome", "policy", "rule"))
            if outcome in FOUND:
                yield Finding(of, outcome, path, f"{policy.partition('@')[0]}/{rule}")


def _member(tree: Any, path: tuple[str | int, ...], key: str, kind: type) -> Any:
    """What a report has under a key; _ShapeError where it has no such value."""
    if not isinstance(tree, dict):
        raise _ShapeError(path, "a mapping", tree)
    if key not in tree:
        raise _ShapeError(path, f'a mapping with "{key}"', tree)
    if not isinstance(tree[key], kind):
        raise _ShapeError((*path, key), "a text" if kind is str else "a list", tree[key])
    return tree[key]


def _excerpt(found: Any) -> str:
    """What stands there instead, in a few words."""
    if isinstance(found, dict):
        return shorten(f"a mapping with {', '.join(map(json.dumps, found))}", _WIDEST) if found else "an empty mapping"
    return "a list" if isinstance(found, list) else shorten(json.dumps(found), _WIDEST)


def _place(source: Source, path: tuple[str | int, ...]) -> Span:
    """Where the value of a path begins. The document is read once more: the standard library keeps no places."""
    try:
        node: Node = read_json(source, Builder(source))
    except UnreadableError:  # JSON, but nested more deeply than plans may be
        return Span(0, 0)
    for key in path:
        if isinstance(node, Mapping):
            node = next(value for name, value in node.entries if name.text == key)
        elif isinstance(node, Sequence) and isinstance(key, int):
            node = node.items[key]
    return Span(node.span.start, node.span.start)

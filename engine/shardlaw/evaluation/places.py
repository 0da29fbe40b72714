"""Positions as the report gives them, and the lines that it has to quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Source, Span
from shardlaw.evaluation.fingerprints import line_hashes


def position(source: Source, span: Span) -> dict[str, Any]:
    """Where a span begins."""
    start = source.position(span.start)
    return {"file": source.name, "line": start.line, "column": start.column}


def stretch(source: Source, span: Span) -> dict[str, Any]:
    """Where a span begins and ends."""
    end = source.position(span.end)
    return {**position(source, span), "end_line": end.line, "end_column": end.column}


@dataclass(slots=True)
class Excerpts:
    """The lines that records cite, by file. `plans` are the sources of the plans, each with the digest of its bytes."""

    plans: Mapping[str, tuple[Source, str]] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _lines: dict[str, dict[int, str]] = field(default_factory=dict)

    def cite(self, source: Source, span: Span, *, whole: bool = False) -> None:
        """Quote the first line of a span, or all of them."""
        first = source.position(span.start).line
        last = source.position(max(span.start, span.end - 1)).line if whole else first
        self._sources.setdefault(source.name, source)
        lines = self._lines.setdefault(source.name, {})
        for number in range(first, last + 1):
            lines[number] = source.line(number)

    def tree(self) -> dict[str, Any]:
        return {name: self._file(name, lines) for name, lines in sorted(self._lines.items())}

    def _file(self, name: str, lines: Mapping[int, str]) -> dict[str, Any]:
        source, digest = self.plans.get(name) or (self._sources[name], self._sources[name].sha256)
        hashes = line_hashes(source.text, lines.keys()) if name in self.plans else {}
        return {"sha256": digest, "lines": _by_number(lines), "line_hashes": _by_number(hashes)}


def _by_number(texts: Mapping[int, str]) -> dict[str, str]:
    return {str(number): texts[number] for number in sorted(texts)}

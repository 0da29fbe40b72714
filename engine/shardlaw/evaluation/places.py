"""Positions as the report gives them, and the lines that it has to quote."""

from __future__ import annotations

from typing import Any

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Source, Span


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
    """The lines that records cite, by file. `digests` overrides the digest of a file's text (a plan's bytes)."""

    digests: dict[str, str] = field(default_factory=dict)
    _lines: dict[str, dict[int, str]] = field(default_factory=dict)

    def cite(self, source: Source, span: Span, *, whole: bool = False) -> None:
        """Quote the first line of a span, or all of them."""
        first = source.position(span.start).line
        last = source.position(max(span.start, span.end - 1)).line if whole else first
        self.digests.setdefault(source.name, source.sha256)
        lines = self._lines.setdefault(source.name, {})
        for number in range(first, last + 1):
            lines[number] = source.line(number)

    def tree(self) -> dict[str, Any]:
        return {
            name: {"sha256": self.digests[name], "lines": {str(number): lines[number] for number in sorted(lines)}}
            for name, lines in sorted(self._lines.items())
        }

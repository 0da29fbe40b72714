"""Where the words of a call stand, for diagnostics about them."""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw.diagnostics import Source, Span


def on_lines(name: str, texts: Iterable[str]) -> list[tuple[str, Source, Span]]:
    """Texts with their places in a source of this name, in which each begins a line."""
    kept = list(texts)
    source = Source(name, "\n".join(kept))
    placed: list[tuple[str, Source, Span]] = []
    start = 0
    for text in kept:
        placed.append((text, source, Span(start, start + len(text))))
        start += len(text) + 1
    return placed

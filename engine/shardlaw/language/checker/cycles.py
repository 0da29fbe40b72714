"""Circles of definitions, as a diagnostic shows them."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Label, Source, Span


@dataclass(frozen=True, slots=True)
class Link:
    """One definition of a circle: its name, and where that stands."""

    name: str
    span: Span
    source: Source


def shown(circle: Sequence[Link], verb: str) -> tuple[str, list[Label]]:
    """`a -> b -> a`, and a label at every link but the first: what it needs in turn."""
    names = [link.name for link in circle]
    labels = [
        Label(link.span, f"{verb} `{after}`", link.source)
        for link, after in zip(circle[1:], [*names[2:], names[0]], strict=False)
    ]
    return " -> ".join([*names, names[0]]), labels

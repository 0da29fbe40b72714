"""What a check gives back, and where it writes down what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Label, Source, Span
from shardlaw.language import tree

T = TypeVar("T")

_CHARACTER = re.compile(r"\\u[0-9A-Fa-f]{4}|\\.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """The checked thing and the warnings about it, or None and the errors."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class Report:
    """Collects the diagnostics about one source."""

    source: Source
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        code: str,
        span: Span,
        *,
        candidates: tuple[str, ...] = (),
        labels: Iterable[Label] = (),
        **arguments: str | None,
    ) -> None:
        """Note one mistake. The arguments fill the texts of its code; a text that needs a None is left out."""
        words = {name: word for name, word in arguments.items() if word is not None}
        self.diagnostics.append(Diagnostic(code, self.source, span, words, candidates, tuple(labels)))

    def within(self, text: tree.Text, start: int, end: int) -> Span:
        """Where a part of a text's value stands in the source; the whole text for a part that is empty."""
        written = self.source.text[text.span.start : text.span.end]
        at = written.find(text.value)
        places: Sequence[int] = range(at, at + len(text.value) + 1)
        if at < 0:  # some of its characters are written as escapes
            quotes = 3 if written.startswith('"""') else 1
            places = [found.start() for found in _CHARACTER.finditer(written, quotes, len(written) - quotes + 1)]
        if start == end or len(places) <= end:
            return text.span
        return Span(text.span.start + places[start], text.span.start + places[end])

    def conclude(self, value: T | None) -> Checked[T]:
        """The value, unless an error was noted."""
        return concluded(value, self.diagnostics)


def concluded(value: T | None, diagnostics: Iterable[Diagnostic]) -> Checked[T]:
    """The value with its warnings, or the errors alone: what an error hides would look unused or unasked."""
    found = tuple(diagnostics)
    errors = tuple(diagnostic for diagnostic in found if diagnostic.severity == "error")
    return Checked(None, errors) if errors else Checked(value, found)

"""What a check gives back, and where it writes down what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shardlaw.diagnostics import Diagnostic, Label, Source, Span, has_errors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """The checked thing, None where something is wrong with it; warnings leave it standing."""

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

    def conclude(self, value: T | None) -> Checked[T]:
        """The value, unless an error was noted."""
        return Checked(None if has_errors(self.diagnostics) else value, tuple(self.diagnostics))

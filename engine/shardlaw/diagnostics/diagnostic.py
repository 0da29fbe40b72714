"""One thing that is wrong with an input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics.registry import Severity, entry
from shardlaw.diagnostics.wording import listed

if TYPE_CHECKING:
    from shardlaw.diagnostics.source import Position, Source, Span


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that explains the first, with a few words to draw beside it."""

    span: Span
    text: str
    source: Source | None = None  # None: the source of the diagnostic


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A code of the registry at a place, with the words that fill the registry's templates.

    A template of the registry whose words are not all in `arguments` is left out, so one code can have help in
    some cases and none in others. `candidates` are the closest known names, at most five, best first.
    """

    code: str
    source: Source
    span: Span
    arguments: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def severity(self) -> Severity:
        return entry(self.code).severity

    @property
    def message(self) -> str:
        return entry(self.code).message.format_map(self.arguments)

    @property
    def found(self) -> str | None:
        return _filled(entry(self.code).found, self.arguments)

    @property
    def expected(self) -> str | None:
        return _filled(entry(self.code).expected, self.arguments)

    @property
    def help(self) -> str | None:
        """What the reader can do; None where there is nothing to do but what `expected` says."""
        if self.candidates:
            return f"did you mean {listed(self.candidates)}?"
        return _filled(entry(self.code).help, self.arguments)

    @property
    def position(self) -> Position:
        return self.source.position(self.span.start)

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        return (self.source.name, self.span.start, self.span.end, self.code)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error (warnings do not stop an audit)."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def _filled(template: str | None, arguments: Mapping[str, str]) -> str | None:
    if template is None:
        return None
    try:
        return template.format_map(arguments)
    except KeyError:
        return None

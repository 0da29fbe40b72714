"""Collecting what is wrong with one document."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shardlaw.diagnostics import Diagnostic, Label, Source, Span

MOST = 1000


class UnreadableError(Exception):
    """The document cannot be read on; what is wrong with it has been collected."""


class Problems:
    """The diagnostics of one document, in the order they were found, at most `MOST` of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def add(
        self,
        code: str,
        span: Span,
        arguments: Mapping[str, str] = MappingProxyType({}),
        *,
        candidates: tuple[str, ...] = (),
        labels: tuple[Label, ...] = (),
    ) -> None:
        """Collect one; UnreadableError when there are too many for anyone to read."""
        if len(self.diagnostics) == MOST:
            self.diagnostics.append(Diagnostic("P135", self.source, span, {"most": str(MOST)}))
            raise UnreadableError
        self.diagnostics.append(Diagnostic(code, self.source, span, arguments, candidates, labels))

    def stop(
        self,
        code: str,
        span: Span,
        arguments: Mapping[str, str] = MappingProxyType({}),
        *,
        labels: tuple[Label, ...] = (),
    ) -> UnreadableError:
        """Collect one after which the document cannot be read on; to be raised by the caller."""
        self.add(code, span, arguments, labels=labels)
        return UnreadableError()

"""The two streams: reports on standard output, diagnostics on standard error, both UTF-8 with LF."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from shardlaw.cli.arguments import CommandError
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.diagnostics.render import render_all


@dataclass
class Console:
    """Where a verb writes; a stream is None where the caller closed it.

    A reader that went away (`shardlaw list | head`) is no failure: the rest is dropped. Everything else that keeps
    standard output from being written, a full disk for one, is.
    """

    output: TextIO | None = field(default_factory=lambda: sys.stdout)
    errors: TextIO | None = field(default_factory=lambda: sys.stderr)

    def write(self, text: str) -> None:
        """A text to standard output; a lone surrogate is written as its escape."""
        self.write_bytes(text.encode("utf-8", "backslashreplace"))

    def write_bytes(self, data: bytes) -> None:
        try:
            _send(self.output, data)
        except OSError as error:
            reason = error.strerror or str(error)
            raise CommandError(
                Diagnostic("C147", Source("<standard output>", ""), Span(0, 0), {"reason": reason})
            ) from None

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Diagnostics to standard error, by place."""
        self.tell(render_all(diagnostics))

    def tell(self, text: str) -> None:
        """A text to standard error, where there is any."""
        if text:
            with suppress(OSError):  # there is nowhere left to say it
                _send(self.errors, text.encode("utf-8", "backslashreplace"))

    @property
    def colour(self) -> bool:
        """Whether standard output is a terminal whose user has not refused colour (https://no-color.org)."""
        terminal = self.output is not None and self.output.isatty()
        return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _send(stream: TextIO | None, data: bytes) -> None:
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except OSError as error:
        # The interpreter flushes once more on its way out, which would fail again and say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise

"""The two streams: reports on standard output, diagnostics on standard error, both UTF-8 with LF."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from shardlaw.diagnostics import Diagnostic
from shardlaw.diagnostics.render import render_all


@dataclass
class Console:
    """Where a verb writes. A reader that went away (`shardlaw list | head`) is no failure: the rest is dropped."""

    output: TextIO = field(default_factory=lambda: sys.stdout)
    errors: TextIO = field(default_factory=lambda: sys.stderr)

    def write(self, text: str) -> None:
        """A text to standard output; a lone surrogate is written as its escape."""
        self.write_bytes(text.encode("utf-8", "backslashreplace"))

    def write_bytes(self, data: bytes) -> None:
        _send(self.output, data)

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Diagnostics to standard error, by place."""
        text = render_all(diagnostics)
        if text:
            _send(self.errors, text.encode("utf-8", "backslashreplace"))

    @property
    def colour(self) -> bool:
        """Whether standard output is a terminal whose user has not refused colour (https://no-color.org)."""
        return self.output.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _send(stream: TextIO, data: bytes) -> None:
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        # The interpreter flushes once more on its way out, which would fail again and say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""How far a command is, on standard error where that is a terminal, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TextIO, TypeVar

WIDTH = 30
PAUSE = 0.1  # seconds between two drawings

Item = TypeVar("Item")


class Progress:
    """A bar below what a command prints; it goes away before anything is printed and when the command ends."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream if stream is not None and stream.isatty() else None
        self.drawn = False

    def over(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items, with the bar moving as they are taken."""
        last = 0.0
        try:
            for done, item in enumerate(items):
                now = time.monotonic()
                if self.stream is not None and now - last >= PAUSE:
                    last = now
                    self._draw(done, len(items))
                yield item
        finally:
            self.clear()

    def clear(self) -> None:
        """Take the bar away."""
        if self.drawn:
            self._write("\r\x1b[K")
            self.drawn = False

    def _draw(self, done: int, total: int) -> None:
        filled = WIDTH * done // total
        self._write(f"\r[{'#' * filled}{' ' * (WIDTH - filled)}] {done:,} of {total:,}\x1b[K")
        self.drawn = True

    def _write(self, text: str) -> None:
        if self.stream is not None:
            with suppress(OSError):
                self.stream.write(text)
                self.stream.flush()

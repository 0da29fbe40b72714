"""A text with a name, and places in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from hashlib import sha256

from shardlaw.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of character offsets into a source."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that covers this one and `other`, which follows it."""
        return Span(self.start, other.end)


@dataclass(frozen=True, slots=True)
class Position:
    """A place as people count: lines and columns from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """The text of one input file.

    `name` is what is printed: a path relative to the project root, with forward slashes, or `<stdin>`.
    """

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return tuple(starts)

    @cached_property
    def sha256(self) -> str:
        """Digest of the text as UTF-8, in hexadecimal."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def position(self, offset: int) -> Position:
        """The line and column of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its end."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")

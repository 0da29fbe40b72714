"""The comments of a source, and what each belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Source, Span
from shardlaw.language.tables import tables


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as written, from `#` to the end of its line. `spaced`: an empty line stands before it."""

    text: str
    start: int
    spaced: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """The comments of one part: those on lines before it, and the one behind it on its last line."""

    before: tuple[Comment, ...] = ()
    behind: Comment | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """The comments between the parts of a section, in the order of the parts."""

    opening: Comment | None  # behind the bracket that opens
    parts: tuple[Attached, ...]
    closing: tuple[Comment, ...]  # on lines before the bracket that closes

    @property
    def any(self) -> bool:
        return bool(self.opening or self.closing or any(part.before or part.behind for part in self.parts))


class Comments:
    """All comments of a source that parses."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        patterns = tables().patterns
        literals = re.compile(f"({patterns['STRING']})|{patterns['COMMENT']}")
        found = list(literals.finditer(source.text))
        self.texts = tuple(Span(*match.span()) for match in found if match[1])
        self._all = tuple(
            Comment(match[0].rstrip(), match.start(), self.empty_line_before(match.start()))
            for match in found
            if not match[1]
        )
        self._starts = [comment.start for comment in self._all]

    def between(self, start: int, end: int) -> tuple[Comment, ...]:
        return self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def inside(self, start: int, end: int, parts: Sequence[Span]) -> Inside:
        """The comments from `start` to `end`, around parts that stand between them in this order."""
        before: list[tuple[Comment, ...]] = []
        behind: list[Comment | None] = []
        at = start
        for part in [*parts, Span(end, end)]:
            gap = self.between(at, part.start)
            on_line = bool(gap) and "\n" not in self._text[at : gap[0].start]
            behind.append(gap[0] if on_line else None)
            before.append(gap[1:] if on_line else gap)
            at = part.end
        attached = tuple(Attached(*pair) for pair in zip(before[:-1], behind[1:], strict=True))
        return Inside(behind[0], attached, before[-1])

    def find(self, sign: str, at: int) -> int:
        """Where the sign stands first from `at` on, comments left out."""
        match = re.compile(f"(?:#[^\\n]*|[^#])*?({re.escape(sign)})").match(self._text, at)
        return match.start(1) if match else len(self._text)

    def empty_line_before(self, at: int) -> bool:
        """Whether an empty line stands before the line that begins with `at`."""
        line = self._text.rfind("\n", 0, at)
        previous = self._text.rfind("\n", 0, max(line, 0))
        return line > 0 and not self._text[previous + 1 : line].strip()

"""Text that is laid out on one line where it fits, and broken at its outermost groups where it does not."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A place to break: a blank on one line, else a new line."""


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are broken all or not at all; broken lines begin at the column where the group does, plus `indent`."""

    parts: tuple[Doc, ...]
    indent: int = 0


Doc = str | Line | Group

LINE = Line()


def group(*parts: Doc, indent: int = 0) -> Group:
    return Group(parts, indent)


def separated(items: Sequence[Doc], separator: str = ",") -> list[Doc]:
    """The items with the separator and a place to break between them."""
    parts: list[Doc] = []
    for item in items:
        if parts:
            parts += [separator, LINE]
        parts.append(item)
    return parts


def flat(doc: Doc) -> str:
    """The text on one line."""
    if isinstance(doc, str):
        return doc
    return " " if isinstance(doc, Line) else "".join(map(flat, doc.parts))


def render(doc: Doc, column: int, behind: int = 0) -> str:
    """The text from `column` on, with `behind` characters to follow on its last line."""
    text = flat(doc)
    if isinstance(doc, str | Line) or column + len(text) + behind <= WIDTH:
        return text
    margin = column + doc.indent
    out: list[str] = []
    at = column
    for number, part in enumerate(doc.parts):
        if isinstance(part, Line):
            out.append("\n" + " " * margin)
            at = margin
            continue
        rendered = render(part, at, _until_break(doc.parts[number + 1 :], behind))
        out.append(rendered)
        at = len(rendered) - rendered.rfind("\n") - 1 if "\n" in rendered else at + len(rendered)
    return "".join(out)


def _until_break(parts: Sequence[Doc], behind: int) -> int:
    """How much follows on the same line before the group breaks."""
    length = 0
    for part in parts:
        if isinstance(part, Line):
            return length
        length += len(flat(part))
    return length + behind

"""The facts of samples and examples: on one line where they fit, else in lines of what belongs together."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.language import tree
from shardlaw.language.formatting.comments import Attached, Comment, Comments
from shardlaw.language.formatting.expressions import Expressions
from shardlaw.language.formatting.layout import WIDTH

STEP = 2


class Facts:
    """Lays out the records of one source."""

    def __init__(self, comments: Comments, expressions: Expressions) -> None:
        self._comments = comments
        self._expressions = expressions

    def fits(self, record: tree.Record, before: int) -> bool:
        """Whether the record can stand on one line with so many characters before it."""
        return not self.has_comments(record) and before + len(self.flat(record)) <= WIDTH

    def has_comments(self, value: tree.FactValue) -> bool:
        return bool(self._comments.between(value.span.start, value.span.end))

    def flat(self, value: tree.FactValue) -> str:
        """The value on one line."""
        match value:
            case tree.Record(_, facts):
                return f"{{ {', '.join(map(self._flat_fact, facts))} }}" if facts else "{}"
            case tree.FactList(_, items):
                return f"[{', '.join(map(self.flat, items))}]"
            case tree.Quantity(_, number):
                return f"{'-' if number < 0 else ''}{self._expressions.number(value)}"
            case tree.Text():
                return self._expressions.literal(value)
            case tree.Truth(_, truth):
                return "true" if truth else "false"
            case tree.Absent():
                return "unknown"

    def lines(self, record: tree.Record, indent: int) -> tuple[list[str], Comment | None]:
        """The facts in lines of their own, and the comment behind the bracket that opens the record.

        Facts of one root share lines (`model.kind: ..., model.layers: ...`), as do plain facts of the record itself;
        a fact whose value is a list or record stands alone.
        """
        spans = [fact.path.span.to(fact.value.span) for fact in record.facts]
        inside = self._comments.inside(record.span.start + 1, record.span.end - 1, spans)
        lines: list[str] = []
        shared: str | None = None  # what the facts of the last line have in common, if it can take more
        for fact, around in zip(record.facts, inside.parts, strict=True):
            root = _root(fact)
            before = [*around.before, *self._astray(fact.path.span.end, fact.value)]
            piece = f"{self._flat_fact(fact)},"
            alone = root is None and (self.has_comments(fact.value) or indent + len(piece) > WIDTH)
            if root is not None and root == shared and not before and len(lines[-1]) + 1 + len(piece) <= WIDTH:
                lines[-1] += f" {piece}"
            elif alone:
                lines += [*commented(before, indent), *self._broken(f"{_path(fact.path)}: ", fact.value, indent, ",")]
            else:
                lines += [*commented(before, indent), " " * indent + piece]
            shared = root
            if around.behind is not None:
                lines[-1] += behind(around.behind)
                shared = None
        return lines + commented(inside.closing, indent), inside.opening

    def _broken(self, prefix: str, value: tree.FactValue, indent: int, suffix: str) -> list[str]:
        """A list or record over several lines."""
        margin = " " * indent
        if isinstance(value, tree.Record):
            lines, opening = self.lines(value, indent + STEP)
            return [f"{margin}{prefix}{{{behind(opening)}", *lines, f"{margin}}}{suffix}"]
        if not isinstance(value, tree.FactList):
            return [f"{margin}{prefix}{self.flat(value)}{suffix}"]
        inside = self._comments.inside(value.span.start + 1, value.span.end - 1, [item.span for item in value.items])
        records = [item for item in value.items if isinstance(item, tree.Record)]
        if records and len(records) == len(value.items) and not inside.any:
            return self._records(prefix, records, indent, suffix)
        lines = [f"{margin}{prefix}[{behind(inside.opening)}"]
        for item, around in zip(value.items, inside.parts, strict=True):
            lines += self._item(item, around, indent + STEP)
        return [*lines, *commented(inside.closing, indent + STEP), f"{margin}]{suffix}"]

    def _records(self, prefix: str, records: list[tree.Record], indent: int, suffix: str) -> list[str]:
        """A list of records: their brackets share lines."""
        margin = " " * indent
        lines: list[str] = []
        opening = f"{margin}{prefix}[{{"
        for record in records:
            facts, first = self.lines(record, indent + STEP)
            lines += [f"{opening}{behind(first)}", *facts]
            opening = f"{margin}}}, {{"
        return [*lines, f"{margin}}}]{suffix}"]

    def _item(self, item: tree.FactValue, around: Attached, indent: int) -> list[str]:
        text = self.flat(item)
        if self.has_comments(item) or indent + len(text) + 1 > WIDTH:
            lines = self._broken("", item, indent, ",")
        else:
            lines = [f"{' ' * indent}{text},"]
        lines[-1] += behind(around.behind)
        return [*commented((*around.before, *self._astray(item.span.start, item)), indent), *lines]

    def _astray(self, start: int, value: tree.FactValue) -> tuple[Comment, ...]:
        """Comments from `start` on that stand inside of what is written in one piece; they go before it."""
        end = value.span.start if isinstance(value, tree.Record | tree.FactList) else value.span.end
        return self._comments.between(start, end)

    def _flat_fact(self, fact: tree.FactEntry) -> str:
        return f"{_path(fact.path)}: {self.flat(fact.value)}"


def commented(comments: Sequence[Comment], indent: int) -> list[str]:
    """Comments on lines of their own; of empty lines before them one is kept."""
    lines: list[str] = []
    for number, comment in enumerate(comments):
        if comment.spaced and number:
            lines.append("")
        lines.append(" " * indent + comment.text)
    return lines


def behind(comment: Comment | None) -> str:
    return f"  {comment.text}" if comment is not None else ""


def _path(path: tree.FactPath) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step.text}" for step in path.steps)
    return "".join(steps).removeprefix(".")


def _root(fact: tree.FactEntry) -> str | None:
    """What the fact shares a line by: its first name where there are more, else an empty one. None: it stands alone."""
    if isinstance(fact.value, tree.Record | tree.FactList):
        return None
    first = fact.path.steps[0]
    return first.text if len(fact.path.steps) > 1 and isinstance(first, tree.Word) else ""

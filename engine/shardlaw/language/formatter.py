"""Policies and libraries in their one canonical form."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language import tree
from shardlaw.language.formatting.clauses import (
    FORMULA_COLUMN,
    HEAD_COLUMN,
    RULE_COLUMN,
    AnyClause,
    Clauses,
    in_order,
)
from shardlaw.language.formatting.comments import Attached, Comment, Comments
from shardlaw.language.formatting.expressions import Expressions
from shardlaw.language.formatting.facts import STEP, Facts, behind, commented
from shardlaw.language.formatting.layout import group, render, separated
from shardlaw.language.parser import parse

Item = tree.Param | tree.Let | tree.Sample | tree.Rule | tree.Formula


@dataclass(frozen=True, slots=True)
class Formatted:
    """The text in canonical form; None where the source has syntax errors, which `diagnostics` are."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...]


def format(source: Source) -> Formatted:  # noqa: A001  it is what callers name: formatter.format
    """The canonical form of a policy or library.

    Parses to the same tree but for positions and the order of clauses; every comment stands at what it stood at.
    Formatting the canonical form changes nothing.
    """
    parsed = parse(source)
    if parsed.file is None:
        return Formatted(None, parsed.diagnostics)
    return Formatted(_File(source).text(parsed.file), parsed.diagnostics)


@dataclass(frozen=True, slots=True)
class _Part:
    """A declaration, its comments, and whether an empty line stands before it."""

    item: Item
    around: Attached
    spaced: bool


class _File:
    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._comments = Comments(source)
        self._expressions = Expressions(source.text)
        self._facts = Facts(self._comments, self._expressions)
        self._clauses = Clauses(source.text, self._comments, self._expressions, self._facts)

    def text(self, file: tree.Policy | tree.Library) -> str:
        items: Sequence[Item] = file.items if isinstance(file, tree.Policy) else file.formulas
        edition = Span(file.span.start, file.edition.span.end)
        word = "policy" if isinstance(file, tree.Policy) else "library"
        opening = self._comments.find("{", file.version.span.end)
        closing = self._comments.find("}", file.head[-1].span.end if file.head else opening)
        header = Span(self._comments.find(word, edition.end), closing + 1)
        parts = self._comments.inside(0, len(self._text), [edition, header, *(item.span for item in items)])
        first = parts.parts[0]
        if parts.opening is not None:
            first = Attached((parts.opening, *first.before), first.behind)

        astray = self._comments.between(edition.start, edition.end)
        lines = self._block(first, edition.start, [f"edition {file.edition.text}"], astray)
        title = f"{word} {file.name.text} version {file.version.text} {{"
        astray = self._comments.between(header.start, opening)
        lines += [
            "",
            *self._block(parts.parts[1], header.start, self._section(title, file.head, opening, closing), astray),
        ]
        for run in self._runs(items, parts.parts[2:]):
            width = max(len(part.item.name.text) for part in run)
            for part in run:
                lines += [""] if part.spaced else []
                around = Attached(part.around.before) if isinstance(part.item, tree.Formula) else part.around
                lines += self._block(around, part.item.span.start, self._item(part, width), self._astray(part.item))
        if parts.closing:
            lines += ["", *commented(parts.closing, 0)]
        return "\n".join(lines) + "\n"

    def _runs(self, items: Sequence[Item], around: Sequence[Attached]) -> list[list[_Part]]:
        """The declarations in runs: lets, or params, that stand line under line have their values in one column."""
        runs: list[list[_Part]] = []
        for item, comments in zip(items, around, strict=True):
            previous = runs[-1][-1].item if runs else None
            alike = isinstance(item, tree.Let | tree.Param) and type(item) is type(previous)
            start = comments.before[0].start if comments.before else item.span.start
            part = _Part(item, comments, not alike or self._comments.empty_line_before(start))
            if part.spaced or comments.before:
                runs.append([part])
            else:
                runs[-1].append(part)
        return runs

    def _block(self, around: Attached, start: int, lines: list[str], astray: Sequence[Comment] = ()) -> list[str]:
        """A declaration that begins at `start` with its comments; an empty line between them is kept."""
        before = commented([*around.before, *astray], 0)
        if around.before and not astray and self._comments.empty_line_before(start):
            before.append("")
        return [*before, *lines[:-1], lines[-1] + behind(around.behind)]

    def _astray(self, item: Item) -> Sequence[Comment]:
        """Comments in the header of a declaration, which is written on one line; they go before it."""
        match item:
            case tree.Rule(span, _, title):
                return self._comments.between(span.start, self._comments.find("{", title.span.end))
            case tree.Sample(span, facts=facts):
                return self._comments.between(span.start, facts.span.start)
            case _:
                return ()

    def _item(self, part: _Part, width: int) -> list[str]:
        match part.item:
            case tree.Param() as param:
                return self._clauses.param(param, width)
            case tree.Let() as let:
                return self._clauses.let(let, 0, width)
            case tree.Sample() as sample:
                return self._sample(sample)
            case tree.Rule(span, name, title, clauses):
                opening = self._comments.find("{", title.span.end)
                header = f"rule {name.text} {self._expressions.literal(title)} {{"
                return self._section(header, clauses, opening, span.end - 1)
            case tree.Formula() as formula:
                return self._formula(formula, part.around.behind)

    def _section(self, header: str, clauses: Sequence[AnyClause], opening: int, closing: int) -> list[str]:
        """Clauses in braces, which stand at `opening` and `closing`."""
        inside = self._comments.inside(opening + 1, closing, [clause.span for clause in clauses])
        if not clauses and not inside.any:
            return [f"{header}}}"]
        column = HEAD_COLUMN if not header.startswith("rule") else RULE_COLUMN
        lines = self._clauses.lines(in_order(clauses, inside.parts), STEP, column)
        return [header + behind(inside.opening), *lines, *commented(inside.closing, STEP), "}"]

    def _sample(self, sample: tree.Sample) -> list[str]:
        base = f" from {sample.base.text}" if sample.base is not None else ""
        header = f"sample {sample.name.text}{base} {{"
        if not sample.facts.facts and not self._facts.has_comments(sample.facts):
            return [f"{header}}}"]
        lines, opening = self._facts.lines(sample.facts, STEP)
        return [header + behind(opening), *lines, "}"]

    def _formula(self, formula: tree.Formula, last: Comment | None) -> list[str]:
        """Its lines; the `last` comment stands behind what was written last, which is perhaps not its last line now."""
        body = formula.body
        spans = [*(let.span for let in formula.lets), body.span, *(clause.span for clause in formula.clauses)]
        end = last.start + 1 if last is not None else formula.span.end
        inside = self._comments.inside(formula.result.span.end, end, spans)
        lets = len(formula.lets)
        lines = self._header(formula)
        lines[-1] += behind(inside.opening)
        lines += self._clauses.lines(list(zip(formula.lets, inside.parts, strict=False)), STEP, FORMULA_COLUMN)
        lines += commented(inside.parts[lets].before, STEP)
        lines += self._clauses.expression(body, STEP, "= ")
        lines[-1] += behind(inside.parts[lets].behind)
        clauses = in_order(formula.clauses, inside.parts[lets + 1 :], formula=True)
        return lines + self._clauses.lines(clauses, STEP, FORMULA_COLUMN)

    def _header(self, formula: tree.Formula) -> list[str]:
        span = Span(formula.span.start, formula.result.span.end)
        if self._comments.between(span.start, span.end):
            return self._clauses.as_written(span.start, span.end, 0, "")
        parameters = separated([f"{parameter.name.text}: {parameter.type.text}" for parameter in formula.parameters])
        header = group(f"formula {formula.name.text}(", group(*parameters), f") -> {formula.result.text}")
        return render(header, 0).split("\n")

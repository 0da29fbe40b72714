"""Clauses in canonical form: their order, and the column at which their values begin."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.language import tree
from shardlaw.language.formatting.comments import Attached, Comment, Comments
from shardlaw.language.formatting.expressions import Expressions
from shardlaw.language.formatting.facts import STEP, Facts, behind, commented
from shardlaw.language.formatting.layout import LINE, WIDTH, Doc, flat, group, render

HEAD_COLUMN = len("reference ")
RULE_COLUMN = len("severity ")
FORMULA_COLUMN = len("because ")

# Clauses of equal rank keep the order in which they were written: a `when` may guard the `for` behind it.
_RANKS = {
    word: rank
    for rank, words in enumerate(
        (
            ("title",),
            ("owner",),
            ("requires",),
            ("reference",),
            ("kind",),
            ("severity",),
            ("for", "when"),
            ("let",),
            ("require", "forbid"),
            ("message",),
            ("cite in formula",),
            ("class",),
            ("because",),
            ("cite",),
            ("fix",),
            ("example",),
        )
    )
    for word in words
}
AnyClause = tree.RuleClause | tree.Requires | tree.Reference


def in_order(
    clauses: Sequence[AnyClause], around: Sequence[Attached], *, formula: bool = False
) -> list[tuple[AnyClause, Attached]]:
    """The clauses in canonical order, each with its comments."""

    def rank(pair: tuple[AnyClause, Attached]) -> int:
        keyword = keyword_of(pair[0])
        return _RANKS["cite in formula" if formula and keyword == "cite" else keyword]

    return sorted(zip(clauses, around, strict=True), key=rank)


def keyword_of(clause: AnyClause) -> str:
    match clause:
        case tree.Clause(keyword=keyword):
            return keyword.text
        case tree.Require(negated=negated):
            return "forbid" if negated else "require"
        case _:
            return type(clause).__name__.lower()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths that the clauses of a section share."""

    value: int
    let: int
    verdict: int
    title: int


class Clauses:
    """Lays out the clauses of one source."""

    def __init__(self, text: str, comments: Comments, expressions: Expressions, facts: Facts) -> None:
        self._text = text
        self._comments = comments
        self._expressions = expressions
        self._facts = facts

    def lines(self, clauses: Sequence[tuple[AnyClause, Attached]], indent: int, column: int) -> list[str]:
        """The clauses with their comments, values beginning `column` characters behind the indent."""
        lets = [clause.name.text for clause, _ in clauses if isinstance(clause, tree.Let)]
        examples = [clause for clause, _ in clauses if isinstance(clause, tree.Example)]
        columns = _Columns(
            column,
            max(map(len, lets), default=0),
            max((len(example.verdict) for example in examples), default=0),
            max(
                (len(self._expressions.literal(each.title)) for each in examples if each.sample is not None), default=0
            ),
        )
        lines: list[str] = []
        for clause, around in clauses:
            lines += commented([*around.before, *self._astray(clause)], indent)
            lines += self._clause(clause, indent, columns)
            lines[-1] += behind(around.behind)
        return lines

    def let(self, let: tree.Let, indent: int, width: int) -> list[str]:
        return self._laid_out(let, indent, f"let {let.name.text:<{width}} = ", self._expressions.doc(let.value))

    def param(self, param: tree.Param, width: int) -> list[str]:
        doc = self._expressions.doc
        parts = [doc(param.default)]
        if param.low is not None and param.high is not None:
            parts += [" from ", self._expressions.sum(param.low), " to ", self._expressions.sum(param.high)]
        if param.one_of is not None:
            parts += [" one of ", doc(param.one_of)]
        if param.meaning is not None:
            parts += [f"  {self._expressions.literal(param.meaning)}"]
        return self._laid_out(param, 0, f"param {param.name.text:<{width}} = ", group(*parts))

    def expression(self, expression: tree.Expression, indent: int, prefix: str) -> list[str]:
        return self._laid_out(expression, indent, prefix, self._expressions.doc(expression), whole=False)

    def _clause(self, clause: AnyClause, indent: int, columns: _Columns) -> list[str]:
        if isinstance(clause, tree.Let):
            return self.let(clause, indent, columns.let)
        if isinstance(clause, tree.Example):
            return self._example(clause, indent, columns)
        prefix = f"{keyword_of(clause):<{columns.value - 1}} "
        return self._laid_out(clause, indent, prefix, self._value(clause))

    def _value(self, clause: AnyClause) -> Doc:
        literal, doc = self._expressions.literal, self._expressions.doc
        match clause:
            case tree.Clause(value=tree.Word(text)):
                return text
            case tree.Clause(value=tree.Text() | tree.Template() as text):
                return literal(text)
            case tree.Requires(_, subject, name, specifier):
                return " ".join([subject.text, *([] if name is None else [name.text]), literal(specifier)])
            case tree.Reference(_, name, title, at):
                return f"{name.text} {literal(title)}" + (f" at {literal(at)}" if at is not None else "")
            case tree.Cite(_, reference, place):
                return reference.text + (f" {literal(place)}" if place is not None else "")
            case tree.For(_, bindings):
                parts: list[Doc] = []
                for binding in bindings:
                    parts += [",", LINE] if parts else []
                    parts.append(self._expressions.binding(binding))
                return group(*parts)
            case tree.When(_, condition):
                return doc(condition)
            case tree.Require(_, expression, _, None):
                return doc(expression)
            case tree.Require(_, expression, _, otherwise) if otherwise is not None:
                return group(doc(expression), LINE, f"otherwise {literal(otherwise)}")
        raise AssertionError(type(clause))

    def _example(self, example: tree.Example, indent: int, columns: _Columns) -> list[str]:
        literal = self._expressions.literal
        title = literal(example.title)
        title = f"{title:<{columns.title}}" if example.sample is not None else title
        head = f"{' ' * indent}example {example.verdict:<{columns.verdict}} {title}"
        if example.sample is not None:
            head += f" from {example.sample.text}"
        if example.settings:
            settings = (
                f"{setting.name.text} = {flat(self._expressions.doc(setting.value))}" for setting in example.settings
            )
            head += f" with {', '.join(settings)}"
        saying = f"saying {literal(example.saying)}" if example.saying is not None else ""
        if self._facts.fits(example.facts, len(head) + 1):
            line = f"{head} {self._facts.flat(example.facts)}"
            if not saying:
                return [line]
            if len(line) + 1 + len(saying) <= WIDTH:
                return [f"{line} {saying}"]
            return [line, " " * (indent + len("example ") + columns.verdict + 1) + saying]
        facts, opening = self._facts.lines(example.facts, indent + STEP)
        return [f"{head} {{{behind(opening)}", *facts, f"{' ' * indent}}} {saying}".rstrip()]

    def _astray(self, clause: AnyClause) -> tuple[Comment, ...]:
        """Comments inside an example that belong to none of its facts; they go before it."""
        if not isinstance(clause, tree.Example):
            return ()
        facts = clause.facts.span
        between = self._comments.between
        return (*between(clause.span.start, facts.start), *between(facts.end, clause.span.end))

    def _laid_out(
        self, node: AnyClause | tree.Param | tree.Expression, indent: int, prefix: str, doc: Doc, *, whole: bool = True
    ) -> list[str]:
        """The node behind its prefix; as it was written, where comments stand inside it."""
        span = node.span
        if self._comments.between(span.start, span.end):
            return self.as_written(span.start, span.end, indent, "" if whole else prefix)
        text = render(doc, indent + len(prefix))
        return f"{' ' * indent}{prefix}{text}".split("\n")

    def as_written(self, start: int, end: int, indent: int, prefix: str) -> list[str]:
        """The text from `start` to `end` with its line breaks, moved to the indent; texts of several lines stay."""
        shift = indent + len(prefix) - (start - self._text.rfind("\n", 0, start) - 1)
        lines: list[str] = []
        at = start
        for line in self._text[start:end].split("\n"):
            in_text = any(text.start < at <= text.end for text in self._comments.texts)
            blanks = len(line) - len(line.lstrip())
            if not lines:
                lines.append(f"{' ' * indent}{prefix}{line.rstrip()}")
            elif in_text:
                lines.append(line.removesuffix("\r"))
            else:
                lines.append((" " * max(0, blanks + shift) + line.lstrip()).rstrip())
            at += len(line) + 1
        return lines

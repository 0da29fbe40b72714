"""The state of one check: the scope, the report, and the ways to demand a type of an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Label, Span
from shardlaw.language import checked, tree
from shardlaw.language.checker.results import Report
from shardlaw.language.checker.scope import ROUNDINGS, Entity, LetEntity, Reads, RefusedEntity, Scope
from shardlaw.language.checker.words import in_words
from shardlaw.language.dimensions import Dimension
from shardlaw.language.environment import Environment
from shardlaw.language.types import (
    BoolType,
    ListType,
    NumberType,
    RecordType,
    VersionType,
)

HIGHEST = 100  # how deep operations may nest
LONGEST_QUOTE = 60

Handler = Callable[["Context", Any], checked.Expression | None]


@dataclass(frozen=True, slots=True)
class Number:
    """A checked expression that is a number, with its dimension at hand."""

    expression: checked.Expression
    dimension: Dimension

    @property
    def bare(self) -> bool:
        """Whether it is a number written without a unit: the one thing that a unit can be added to."""
        written = self.expression.operand if isinstance(self.expression, checked.Negative) else self.expression
        return isinstance(written, checked.Constant) and written.unit is None


class Context:
    """Checks expressions of one file. None stands for an expression whose mistake is already noted.

    Operations may nest only so deep, lets included, because engines recurse over the checked tree. Formulas have that
    much again beneath the policy that calls them.
    """

    __slots__ = (
        "depth",
        "environment",
        "formulas",
        "handlers",
        "heights",
        "lets",
        "peak",
        "reads",
        "report",
        "scope",
    )

    def __init__(
        self,
        report: Report,
        environment: Environment,
        scope: Scope,
        handlers: Mapping[type, Handler],
        *,
        formulas: Mapping[str, checked.Formula | None] | None = None,
        heights: Mapping[str, int] | None = None,
    ) -> None:
        self.report = report
        self.environment = environment
        self.scope = scope
        self.handlers = handlers
        self.formulas = environment.formulas if formulas is None else formulas
        self.heights = {} if heights is None else heights
        self.reads = Reads()
        self.lets: list[LetEntity] = []  # those being checked, the outermost first
        self.depth = 0
        self.peak = 0

    # ---- walking -------------------------------------------------------------------------------------

    def check(self, node: tree.Expression) -> checked.Expression | None:
        """The checked expression, or None once its mistakes are noted."""
        self.depth += 1
        if self.depth > self.peak and not self.fits(0, node.span):
            self.depth -= 1
            return None
        expression = self.handlers[type(node)](self, node)
        self.depth -= 1
        return expression

    def fits(self, height: int, span: Span) -> bool:
        """Whether something of this height may stand here; notes it where it may not."""
        top = self.depth + height
        if top > HIGHEST:
            self.report.add("L236", span, limit=str(HIGHEST))
            return False
        self.peak = max(self.peak, top)
        return True

    @contextmanager
    def reading(self) -> Iterator[Reads]:
        """Collect apart what is read inside, and add it to the rest at the end."""
        outer, self.reads = self.reads, Reads()
        yield self.reads
        outer.add(self.reads)
        self.reads = outer

    # ---- names ---------------------------------------------------------------------------------------

    def declare(self, name: tree.Word, entity: Entity) -> None:
        """Make a name visible in the current scope; one that is visible already is refused."""
        known = self.scope.find(name.text)
        if known is None or isinstance(known, RefusedEntity):
            self.scope.names[name.text] = entity
        elif known.span is not None and name.text in self.scope.names:
            labels = [Label(known.span, "first declared here")]
            self.report.add("L303", name.span, labels=labels, name=name.text, what=known.what)
        else:
            labels = [Label(known.span, f"{known.what} of this name")] if known.span else []
            self.report.add("L203", name.span, labels=labels, name=name.text, what=known.what)
            self.scope.names[name.text] = RefusedEntity(name.span)

    # ---- demands -------------------------------------------------------------------------------------

    def number(self, node: tree.Expression, operator: str) -> Number | None:
        """The expression as an operand of `operator` that must be a number."""
        expression = self.check(node)
        if expression is None:
            return None
        if isinstance(expression.type, NumberType):
            return Number(expression, expression.type.dimension)
        self.refuse(expression, operator, "a number")
        return None

    def plain(self, node: tree.Expression, operator: str) -> checked.Expression | None:
        """The expression as an operand that must be a number without a dimension."""
        number = self.number(node, operator)
        if number is None:
            return None
        if number.dimension.exponents:
            dimension = str(number.dimension)
            better = f"{self.text(node.span)} / 1 {dimension}"
            if operator in ROUNDINGS:
                better = f"{operator}({better}) * 1 {dimension}"
            self.report.add("L215", node.span, operator=operator, dimension=dimension, better=better)
            return None
        return number.expression

    def truth(self, node: tree.Expression, operator: str) -> checked.Expression | None:
        """The expression as an operand that must be true or false."""
        expression = self.check(node)
        if expression is None or isinstance(expression.type, BoolType):
            return expression
        self.refuse(expression, operator, "a condition")
        return None

    def value(self, node: tree.Expression, operator: str) -> checked.Expression | None:
        """The expression where it must be a single value: not a record, not a list."""
        expression = self.check(node)
        if expression is None or not isinstance(expression.type, RecordType | ListType):
            return expression
        self.refuse(expression, operator, "a single value")
        return None

    def refuse(self, expression: checked.Expression, operator: str, wanted: str) -> None:
        """Note that an expression has not the type that is wanted, by what it is instead."""
        span, text = expression.span, self.text(expression.span)
        match expression.type:
            case RecordType() as record:
                facts = ", ".join(f"`{name}`" for name in list(record.members)[:8])
                self.report.add("L218", span, path=text, facts=facts)
            case ListType():
                self.report.add("L219", span, path=text)
            case VersionType():
                self.report.add("L225", span, path=text, operator=operator, better=f'{text} in ">=1.0,<2"')
            case kind:
                self.report.add("L210", span, operator=operator, type=in_words(kind), wanted=wanted)

    def text(self, span: Span) -> str:
        """What stands at a span, on one line and cut where it is long."""
        words = " ".join(self.report.source.text[span.start : span.end].split())
        return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 3]}..."

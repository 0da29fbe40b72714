"""Expressions of the tree from what the parser reduces. Each method gets the symbols of its alternative in law.lark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language import tree
from shardlaw.language.lexing import Token
from shardlaw.language.numbers import DIGITS, EXPONENT, Written, read_number
from shardlaw.language.texts import Texts
from shardlaw.language.tree import Expression

Chain = tuple[list[Expression], list[tree.Word]]
HoleParts = tuple[Expression, tree.Word | None, tree.Word | None]  # the expression, its unit, its format

DEEPEST = 100  # nodes inside one another in one expression: what later stages walk recursively

AGGREGATES = ("count", "sum", "min", "max")


class ExpressionTransformer:
    """The methods of expressions and of the lists that all of the grammar shares."""

    def __init__(self, source: Source, report: Callable[[Diagnostic], None], texts: Texts) -> None:
        self.source = source
        self._report = report
        self._texts = texts

    def report(self, code: str, span: Span, candidates: tuple[str, ...] = (), **arguments: str) -> None:
        self._report(Diagnostic(code, self.source, span, arguments, candidates))

    def bounded(self, expression: Expression) -> Expression:
        """The expression; reports it when it is too deep for the stages that follow."""
        span = expression.span
        if span.end - span.start > DEEPEST and _depth(expression) > DEEPEST:
            self.report("L117", span, limit=str(DEEPEST))
        return expression

    # ---- lists and what may be left out ---------------------------------------------------------------

    def none(self) -> list[object]:
        return []

    def more(self, items: list[object], item: object) -> list[object]:
        items.append(item)
        return items

    def first(self, item: object) -> list[object]:
        return [item]

    def next(self, items: list[object], _comma: Token, item: object) -> list[object]:
        items.append(item)
        return items

    def same(self, items: list[object]) -> list[object]:
        return items

    def absent(self) -> None:
        return None

    def second(self, _keyword: Token, value: object) -> object:
        return value

    # ---- literals -------------------------------------------------------------------------------------

    def number(self, number: Token) -> tree.Quantity:
        written = self._number(number)
        return tree.Quantity(number.span, written.value, written.quantum, None)

    def quantity(self, number: Token, unit: Token) -> tree.Quantity:
        written = self._number(number)
        return tree.Quantity(Span(number.start, unit.end), written.value, written.quantum, unit.word)

    def _number(self, token: Token) -> Written:
        written = read_number(token.text)
        if isinstance(written, Written):
            return written
        code, limit = ("L105", DIGITS) if written == "digits" else ("L106", EXPONENT)
        self.report(code, token.span, limit=str(limit))
        return Written(0, 1)

    def text(self, token: Token) -> tree.Text:
        return self._texts.text(token)

    def truth(self, token: Token) -> tree.Truth:
        return tree.Truth(token.span, token.text == "true")

    def filled_list(self, opening: Token, items: list[Expression], *closing: Token) -> tree.ListLiteral:
        return tree.ListLiteral(Span(opening.start, closing[-1].end), tuple(items))

    def empty_list(self, opening: Token, closing: Token) -> tree.ListLiteral:
        return tree.ListLiteral(Span(opening.start, closing.end), ())

    # ---- names and calls ------------------------------------------------------------------------------

    def name(self, token: Token) -> tree.Name:
        return tree.Name(token.span, token.text)

    def group(self, opening: Token, expression: Expression, closing: Token) -> Expression:
        """A node in parentheses spans them, so that the text under every span is balanced."""
        return replace(expression, span=Span(opening.start, closing.end))

    def field(self, base: Expression, _dot: Token, name: Token) -> tree.Field:
        return tree.Field(Span(base.span.start, name.end), base, name.word)

    def index(self, base: Expression, _open: Token, index: Expression, closing: Token) -> tree.Index:
        return tree.Index(Span(base.span.start, closing.end), base, index)

    def call_nothing(self, function: Expression, _open: Token, closing: Token) -> tree.Call:
        return tree.Call(Span(function.span.start, closing.end), function, ())

    def call(
        self, function: Expression, opening: Token, arguments: list[Expression], closing: Token
    ) -> tree.Call | tree.Aggregate:
        only = arguments[0]
        if isinstance(function, tree.Name) and function.text == "count" and isinstance(only, tree.Membership):
            return self.count_where(function, opening, only, None, None, closing)
        return tree.Call(Span(function.span.start, closing.end), function, tuple(arguments))

    def aggregate(
        self,
        function: Expression,
        _open: Token,
        body: Expression,
        _for: Token,
        binding: tree.Binding,
        closing: Token,
    ) -> tree.Aggregate:
        return self._aggregate(function, body, binding, closing)

    def count_where(
        self,
        function: Expression,
        _open: Token,
        member: Expression,
        _where: Token | None,
        condition: Expression | None,
        closing: Token,
    ) -> tree.Aggregate:
        """`count(x in xs where condition)`: what reads like a membership binds a name."""
        if isinstance(member, tree.Membership) and not member.negated and isinstance(member.item, tree.Name):
            item = member.item
        else:
            self.report("L140", member.span)
            item, member = tree.Name(member.span, ""), tree.Membership(member.span, member, member, negated=False)
        span = member.span if condition is None else member.span.to(condition.span)
        binding = tree.Binding(span, tree.Word(item.text, item.span), member.collection, condition)
        return self._aggregate(function, None, binding, closing)

    def _aggregate(
        self, function: Expression, body: Expression | None, binding: tree.Binding, closing: Token
    ) -> tree.Aggregate:
        name = function.text if isinstance(function, tree.Name) else ""
        if name not in AGGREGATES or (body is None) != (name == "count"):
            form = "count(name in list where condition)" if name == "count" else "sum(value for name in list)"
            self.report("L141" if body is not None else "L142", function.span, form=form)
        span = Span(function.span.start, closing.end)
        return tree.Aggregate(span, tree.Word(name, function.span), body, binding)

    # ---- bindings -------------------------------------------------------------------------------------

    def binding(self, name: Token, _in: Token, source: Expression) -> tree.Binding:
        return tree.Binding(Span(name.start, source.span.end), name.word, source, None)

    def binding_where(
        self, name: Token, _in: Token, source: Expression, _where: Token, condition: Expression
    ) -> tree.Binding:
        return tree.Binding(Span(name.start, condition.span.end), name.word, source, condition)

    def quantified(self, word: Token, binding: tree.Binding, _satisfies: Token, body: Expression) -> tree.Quantified:
        quantifier: Literal["every", "some"] = "every" if word.text == "every" else "some"
        return tree.Quantified(Span(word.start, body.span.end), quantifier, binding, body)

    def selection(self, the: Token, binding: tree.Binding) -> tree.Selection:
        return tree.Selection(Span(the.start, binding.span.end), binding)

    # ---- operators ------------------------------------------------------------------------------------

    def unary(self, operator: Token, operand: Expression) -> tree.Unary:
        sign: Literal["-", "not"] = "-" if operator.text == "-" else "not"
        return tree.Unary(Span(operator.start, operand.span.end), sign, operand)

    def binary(self, left: Expression, operator: Token, right: Expression) -> tree.Binary:
        name = cast("tree.BinaryOperator", operator.text)
        return tree.Binary(Span(left.span.start, right.span.end), name, left, right, operator.span)

    def rounds_to(self, left: Expression, rounds: Token, to: Token, right: Expression) -> tree.Binary:
        operator = Span(rounds.start, to.end)
        return tree.Binary(Span(left.span.start, right.span.end), "rounds to", left, right, operator)

    def chain(self, left: Expression, operator: Token, right: Expression) -> Chain:
        return [left, right], [operator.word]

    def longer_chain(self, chain: Chain, operator: Token, right: Expression) -> Chain:
        chain[0].append(right)
        chain[1].append(operator.word)
        return chain

    def comparison(self, chain: Chain) -> tree.Comparison:
        operands, operators = chain
        return tree.Comparison(operands[0].span.to(operands[-1].span), tuple(operands), tuple(operators))

    def approximately(
        self, left: Expression, _operator: Token, right: Expression, _within: Token, tolerance: Expression
    ) -> tree.Approximately:
        return tree.Approximately(left.span.to(tolerance.span), left, right, tolerance)

    def member(self, item: Expression, _in: Token, collection: Expression) -> tree.Membership:
        return tree.Membership(item.span.to(collection.span), item, collection, negated=False)

    def not_member(self, item: Expression, _not: Token, _in: Token, collection: Expression) -> tree.Membership:
        return tree.Membership(item.span.to(collection.span), item, collection, negated=True)

    def known(self, operand: Expression, _is: Token, word: Token) -> tree.KnownTest:
        return tree.KnownTest(Span(operand.span.start, word.end), operand, negated=word.text == "unknown")

    def conditional(
        self,
        word: Token,
        condition: Expression,
        _then: Token,
        consequence: Expression,
        _else: Token,
        alternative: Expression,
    ) -> tree.Conditional:
        return tree.Conditional(Span(word.start, alternative.span.end), condition, consequence, alternative)

    # ---- holes ----------------------------------------------------------------------------------------

    def hole(self, expression: Expression) -> HoleParts:
        return expression, None, None

    def hole_as(self, expression: Expression, _as: Token, unit: Token) -> HoleParts:
        return expression, unit.word, None

    def hole_format(self, expression: Expression, _colon: Token, form: Token) -> HoleParts:
        return expression, None, self._format(form)

    def hole_as_format(self, expression: Expression, _as: Token, unit: Token, _colon: Token, form: Token) -> HoleParts:
        return expression, unit.word, self._format(form)

    def _format(self, token: Token) -> tree.Word:
        digits = token.text[1:-1]
        if not (token.text.startswith(".") and token.text.endswith("f") and digits.isdigit() and len(digits) == 1):
            self.report("L151", token.span, format=token.text)
        return token.word


def _depth(expression: Expression) -> int:
    """How many nodes are inside one another at most; counted without recursion."""
    deepest = 0
    waiting: list[tuple[object, int]] = [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        for slot in getattr(node, "__slots__", ()):
            value = getattr(node, slot)
            if isinstance(value, tuple):
                waiting += [(item, depth + 1) for item in value]
            elif slot != "span" and hasattr(value, "span"):
                waiting.append((value, depth + 1))
    return deepest

"""Expressions in canonical form: as few blanks as read well, parentheses where they are needed or were put to group."""

from __future__ import annotations

import re

from shardlaw.language import tree
from shardlaw.language.formatting.layout import LINE, Doc, group, separated
from shardlaw.language.tree import Expression

_NUMBER = re.compile(r"[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")

# How tightly the forms of an expression bind, as the levels of law.lark.
_LOOSE, _IMPLIES, _OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _FACTOR, _DEFAULT, _POWER, _OPERAND, _POSTFIX = range(13)
_BINARY = {
    "implies": (_IMPLIES, _OR, _LOOSE),
    "or": (_OR, _OR, _AND),
    "and": (_AND, _AND, _NOT),
    "divides": (_TEST, _SUM, _SUM),
    "matches": (_TEST, _SUM, _SUM),
    "rounds to": (_TEST, _SUM, _SUM),
    "+": (_SUM, _SUM, _PRODUCT),
    "-": (_SUM, _SUM, _PRODUCT),
    "*": (_PRODUCT, _PRODUCT, _FACTOR),
    "/": (_PRODUCT, _PRODUCT, _FACTOR),
    "of": (_PRODUCT, _PRODUCT, _FACTOR),
    "mod": (_PRODUCT, _PRODUCT, _FACTOR),
    "div": (_PRODUCT, _PRODUCT, _FACTOR),
    "default": (_DEFAULT, _DEFAULT, _POWER),
    "^": (_POWER, _OPERAND, _OPERAND),
}


class Expressions:
    """Lays out the expressions of one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def doc(self, node: Expression, least: int = _LOOSE) -> Doc:
        """The node, in parentheses if it binds less tightly than `least`."""
        level, doc = self._form(node)
        grouped = least > _LOOSE and level < _OPERAND and self._is_grouped(node)
        return group("(", doc, ")", indent=1) if grouped or level < least else doc

    def sum(self, node: Expression) -> Doc:
        """The node where no comparison may stand: an end of a range."""
        return self.doc(node, _SUM)

    def binding(self, binding: tree.Binding) -> Doc:
        source = self.doc(binding.source, _SUM)
        if binding.condition is None:
            return group(f"{binding.name.text} in ", source)
        return group(f"{binding.name.text} in ", source, LINE, "where ", self.doc(binding.condition))

    def number(self, quantity: tree.Quantity) -> str:
        """The digits as they were written, and the unit behind a blank; `%` hugs."""
        match = _NUMBER.search(self._text, quantity.span.start)
        digits = match[0] if match else str(quantity.value)
        if quantity.unit is None:
            return digits
        return f"{digits}%" if quantity.unit.text == "%" else f"{digits} {quantity.unit.text}"

    def literal(self, text: tree.Text | tree.Template) -> str:
        """A text as it was written."""
        start = self._text.index('"', text.span.start)
        return self._text[start : self._text.rindex('"', start, text.span.end) + 1].replace("\r\n", "\n")

    def _form(self, node: Expression) -> tuple[int, Doc]:
        match node:
            case tree.Quantity():
                return _OPERAND, self.number(node)
            case tree.Text():
                return _OPERAND, self.literal(node)
            case tree.Truth(_, value):
                return _OPERAND, "true" if value else "false"
            case tree.Name(_, text):
                return _POSTFIX, text
            case tree.Field(_, base, name):
                return _POSTFIX, group(self.doc(base, _POSTFIX), f".{name.text}")
            case tree.Index(_, base, index):
                return _POSTFIX, group(self.doc(base, _POSTFIX), "[", self.doc(index), "]")
            case tree.Call(_, function, arguments):
                items = separated([self.doc(argument) for argument in arguments])
                return _POSTFIX, group(self.doc(function, _POSTFIX), "(", group(*items), ")")
            case tree.Aggregate(_, function, body, binding):
                return _POSTFIX, self._aggregate(function.text, body, binding)
            case tree.ListLiteral(_, items):
                return _OPERAND, group("[", *separated([self.doc(item) for item in items]), "]", indent=1)
            case tree.Quantified(_, quantifier, binding, body):
                parts = (f"{quantifier} ", self.binding(binding), LINE, "satisfies ", self.doc(body))
                return _LOOSE, group(*parts, indent=2)
            case tree.Selection(_, binding):
                return _LOOSE, group("the ", self.binding(binding))
            case tree.Conditional():
                return _LOOSE, self._conditional(node)
            case tree.Unary(_, "-", operand):
                return _FACTOR, group("-", self.doc(operand, _FACTOR))
            case tree.Unary(_, _, operand):
                return _NOT, group("not ", self.doc(operand, _NOT))
            case _:
                return self._operation(node)

    def _operation(self, node: Expression) -> tuple[int, Doc]:
        match node:
            case tree.Binary():
                return _BINARY[node.operator][0], self._binary(node)
            case tree.Comparison(_, operands, operators):
                parts = [self.doc(operands[0], _SUM)]
                for operator, operand in zip(operators, operands[1:], strict=True):
                    parts += [LINE, f"{operator.text} ", self.doc(operand, _SUM)]
                return _TEST, group(*parts, indent=2)
            case tree.Approximately(_, left, right, tolerance):
                about = ("~= ", self.doc(right, _SUM), LINE, "within ", self.doc(tolerance, _SUM))
                return _TEST, group(self.doc(left, _SUM), LINE, *about, indent=2)
            case tree.Membership(_, item, collection, negated):
                word = "not in " if negated else "in "
                return _TEST, group(self.doc(item, _SUM), LINE, word, self.doc(collection, _SUM), indent=2)
            case tree.KnownTest(_, operand, negated):
                return _TEST, group(self.doc(operand, _SUM), " is unknown" if negated else " is known")
        raise AssertionError(type(node))

    def _binary(self, node: tree.Binary) -> Doc:
        """A chain of operators of one level is broken before each of them."""
        level, left_level, right_level = _BINARY[node.operator]
        parts: list[Doc] = [LINE, f"{node.operator} ", self.doc(node.right, right_level)]
        left = node.left
        while (
            isinstance(left, tree.Binary)
            and _BINARY[left.operator][:2] == (level, level)
            and not self._is_grouped(left)
        ):
            parts = [LINE, f"{left.operator} ", self.doc(left.right, right_level), *parts]
            left = left.left
        return group(self.doc(left, left_level), *parts)

    def _conditional(self, node: tree.Conditional) -> Doc:
        """A chain `if ... else if ... else ...` has one line for each of its cases."""
        parts: list[Doc] = []
        opening, rest = "if ", node
        while True:
            parts.append(group(opening, self.doc(rest.condition), LINE, "then ", self.doc(rest.consequence), indent=2))
            if not isinstance(rest.alternative, tree.Conditional):
                return group(*parts, LINE, "else ", self.doc(rest.alternative))
            parts.append(LINE)
            opening, rest = "else if ", rest.alternative

    def _aggregate(self, function: str, body: Expression | None, binding: tree.Binding) -> Doc:
        if body is None:
            return group(f"{function}(", self.binding(binding), ")")
        return group(f"{function}(", group(self.doc(body), LINE, "for ", self.binding(binding)), ")")

    def _is_grouped(self, node: Expression) -> bool:
        """Whether the node was written in parentheses: its span includes them."""
        start = node.span.start
        return self._text[start] == "(" and _first_part(node) != start


def _first_part(node: Expression) -> int | None:
    """Where the operand begins with which the node begins; None for a node that begins with a word or sign."""
    match node:
        case tree.Binary(left=first) | tree.Approximately(left=first) | tree.Membership(item=first):
            return first.span.start
        case (
            tree.KnownTest(operand=first) | tree.Field(base=first) | tree.Index(base=first) | tree.Call(function=first)
        ):
            return first.span.start
        case tree.Comparison(operands=operands):
            return operands[0].span.start
        case _:
            return None

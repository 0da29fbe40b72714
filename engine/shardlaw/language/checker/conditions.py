"""Truth: comparisons, tolerances, membership, and logic over them."""

from __future__ import annotations

from typing import Literal

from shardlaw.language import checked, tree
from shardlaw.language.checker import lints
from shardlaw.language.checker.agreement import same_dimension, same_type
from shardlaw.language.checker.arithmetic import nonzero
from shardlaw.language.checker.claims import asking, established, guarding
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.lets import origin
from shardlaw.language.checker.literals import TRUTH
from shardlaw.language.checker.versions import read_specifier
from shardlaw.language.checker.words import dimension_in_words, in_words, this_is
from shardlaw.language.patterns import Refused, read_pattern
from shardlaw.language.types import ListType, NumberType, TextType, VersionType

Operator = Literal["==", "!=", "<", "<=", ">", ">="]

_OPERATORS: dict[str, Operator] = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def negation(context: Context, node: tree.Unary) -> checked.Expression | None:
    operand = context.truth(node.operand, "not")
    return None if operand is None else checked.Not(node.span, TRUTH, operand)


def logic(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`and or implies`. What the left side of `and` or `implies` asks to be known is known on the right."""
    operator: Literal["and", "or", "implies"] = (
        "and" if node.operator == "and" else "or" if node.operator == "or" else "implies"
    )
    left = context.truth(node.left, operator)
    known = established(context, left) if left is not None and operator != "or" else frozenset()
    with guarding(context, known):
        right = context.truth(node.right, operator)
    if left is None or right is None:
        return None
    return checked.Logic(node.span, TRUTH, operator, left, right)


def comparison(context: Context, node: tree.Comparison) -> checked.Expression | None:
    """A chain as the conjunction of its links, each operand checked once."""
    if not context.fits(len(node.operators), node.span):
        return None
    words = (node.operators[0], *node.operators)
    operands = [context.value(operand, word.text) for operand, word in zip(node.operands, words, strict=True)]
    links: list[checked.Expression] = []
    for left, word, right in zip(operands, node.operators, operands[1:], strict=False):
        if left is None or right is None or not _comparable(context, word, left, right):
            return None
        lints.equality_of_measures(context, word, left, right)
        links.append(checked.Compare(left.span.to(right.span), TRUTH, _OPERATORS[word.text], left, right))
    whole = links[0]
    for link in links[1:]:
        whole = checked.Logic(node.span, TRUTH, "and", whole, link)
    return whole


def _comparable(context: Context, word: tree.Word, left: checked.Expression, right: checked.Expression) -> bool:
    operator = word.text
    for operand, other in ((left, right), (right, left)):
        if isinstance(operand.type, VersionType):
            path, version = context.text(operand.span), ">=1.0,<2"
            if isinstance(other, checked.Constant) and isinstance(other.value, str):
                version = f"{operator}{other.value}"
            context.report.add("L225", operand.span, path=path, operator=operator, better=f'{path} in "{version}"')
            return False
    if operator not in ("==", "!="):
        for operand in (left, right):
            if not isinstance(operand.type, NumberType):
                context.refuse(operand, operator, "a number")
                return False
    return same_type(context, "L212", word.span, left, right)


def approximately(context: Context, node: tree.Approximately) -> checked.Expression | None:
    """`a ~= b within t`: relative where t is a plain number, absolute where it has the dimension of b."""
    left, right = context.number(node.left, "~="), context.number(node.right, "~=")
    tolerance = context.number(node.tolerance, "within")
    if left is None or right is None:
        return None
    if not same_dimension(context, "L212", node.span, left, right) or tolerance is None:
        return None
    relative = not tolerance.dimension.exponents
    if not relative and tolerance.dimension != right.dimension:
        labels = [this_is(right.expression)]
        unit, wanted = str(tolerance.dimension), dimension_in_words(right.dimension)
        context.report.add("L214", node.tolerance.span, labels=labels, tolerance=unit, dimension=wanted)
        return None
    return checked.Approximate(node.span, TRUTH, left.expression, right.expression, tolerance.expression, relative)


def divides(context: Context, node: tree.Binary) -> checked.Expression | None:
    left, right = context.number(node.left, "divides"), context.number(node.right, "divides")
    if left is None or right is None:
        return None
    if not same_dimension(context, "L213", node.operator_span, left, right, "ask whether {left} divides {right}"):
        return None
    return checked.Divides(node.span, TRUTH, left.expression, right.expression) if nonzero(context, left) else None


def rounds_to(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`a rounds to b`: only what was written somewhere has a last digit, so b is a fact or a literal."""
    left, right = context.number(node.left, "rounds to"), context.number(node.right, "rounds to")
    if left is None or right is None:
        return None
    if not isinstance(
        origin(context, right.expression), checked.Constant | checked.Element | checked.Member | checked.At
    ):
        context.report.add("L229", node.right.span, text=context.text(node.right.span))
        return None
    if not same_dimension(context, "L212", node.operator_span, left, right):
        return None
    return checked.RoundsTo(node.span, TRUTH, left.expression, right.expression)


def matches(context: Context, node: tree.Binary) -> checked.Expression | None:
    """`text matches "pattern"`: the pattern is written out and can be matched in linear time."""
    text = context.check(node.left)
    if text is not None and not isinstance(text.type, TextType):
        context.refuse(text, "matches", "text")
        text = None
    if not isinstance(node.right, tree.Text):
        _written_out(context, node.right, "the pattern of `matches`", '"moe-.*"')
        return None
    pattern = read_pattern(node.right.value)
    if isinstance(pattern, Refused):
        place = context.report.within(node.right, pattern.start, pattern.end)
        context.report.add("L227", place, construct=pattern.construct, pattern=node.right.value)
        return None
    return None if text is None else checked.Matches(node.span, TRUTH, text, node.right.value)


def _written_out(context: Context, node: tree.Expression, what: str, example: str) -> None:
    """Note that something that must be a text in quotes is something else."""
    context.report.add("L228", node.span, what=what, text=context.text(node.span), example=example)


def membership(context: Context, node: tree.Membership) -> checked.Expression | None:
    """`item in list`, `version in "specifier"`, and their negations."""
    item = context.value(node.item, "in")
    if item is not None and isinstance(item.type, VersionType):
        found = _in_versions(context, node, item)
    else:
        found = _among(context, node, item)
    return checked.Not(node.span, TRUTH, found) if found is not None and node.negated else found


def _in_versions(context: Context, node: tree.Membership, item: checked.Expression) -> checked.Expression | None:
    if not isinstance(node.collection, tree.Text):
        _written_out(context, node.collection, "the versions after `in`", '">=0.8,<1"')
        return None
    specifier = read_specifier(context.report, node.collection)
    return None if specifier is None else checked.InVersions(node.span, TRUTH, item, specifier)


def _among(context: Context, node: tree.Membership, item: checked.Expression | None) -> checked.Expression | None:
    collection = context.check(node.collection)
    if collection is None or item is None:
        return None
    if not isinstance(collection.type, ListType):
        text = context.text(collection.span)
        better = f"[{text}]" if isinstance(collection, checked.Constant) else None
        context.report.add("L220", collection.span, text=text, type=in_words(collection.type), better=better)
        return None
    # The elements are of one type, so one stands for all, but that words which are written out are each looked up.
    elements: tuple[checked.Expression, ...] = (checked.Element(collection.span, collection.type.element, "element"),)
    if isinstance(collection, checked.Items):
        elements = collection.items if isinstance(item.type, TextType) else collection.items[:1]
    for element in elements:
        if not same_type(context, "L212", node.span, item, element):
            return None
    return checked.Among(node.span, TRUTH, item, collection)


def known(context: Context, node: tree.KnownTest) -> checked.Expression | None:
    """`is known` of anything, also of a record or a list."""
    with asking(context) as reads:
        operand = context.check(node.operand)
    if operand is None:
        return None
    if not reads.facts:
        lints.always_known(context, operand)
    test = checked.Known(node.span, TRUTH, operand)
    return checked.Not(node.span, TRUTH, test) if node.negated else test

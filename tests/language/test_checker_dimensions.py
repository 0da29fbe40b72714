"""Properties of dimensions: what is put together rightly passes, and one wrong operand anywhere is refused, once."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from shardlaw.diagnostics import Source
from shardlaw.language.checker import Checked, check_expression
from shardlaw.language.dimensions import DIMENSIONLESS, Dimension
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import BoolType, ListType, Member, NumberType, RecordType

UNITS = ("B", "s", "FLOP", "token")
FACTS = {unit: Dimension.of({unit: 1}) for unit in UNITS} | {"count": DIMENSIONLESS}
ENVIRONMENT = Environment(
    RecordType(
        "plan",
        {
            "fact": Member(RecordType("fact", {unit: Member(NumberType(FACTS[unit])) for unit in FACTS})),
            "each": Member(ListType(RecordType("each", {unit: Member(NumberType(FACTS[unit])) for unit in FACTS}))),
        },
    )
)

# A leaf is written between these marks, so that one of them can be replaced.
LEAF = re.compile("«([^»]*)»")

dimensions = st.dictionaries(st.sampled_from(UNITS), st.integers(-2, 2), max_size=3).map(Dimension.of)


@st.composite
def leaves(draw, dimension: Dimension) -> str:
    """A product of facts and literals of base dimensions, each of them a leaf."""
    text = draw(st.sampled_from(["«fact.count»", "«2»", "«5%»"]))
    for unit, power in dimension.exponents:
        for _ in range(abs(power)):
            leaf = draw(st.sampled_from([f"«fact.{unit}»", f"«3 {unit}»", f"«each[0].{unit}»"]))
            text += f" {'*' if power > 0 else '/'} {leaf}"
    return f"({text})"


@st.composite
def numbers(draw, dimension: Dimension, depth: int = 2) -> str:
    """An expression of this dimension."""
    if depth == 0:
        return draw(leaves(dimension))

    def same() -> str:
        return draw(numbers(dimension, depth - 1))

    other = draw(dimensions)
    match draw(st.integers(0, 9)):
        case 0:
            return f"({same()} {draw(st.sampled_from('+-'))} {same()})"
        case 1:
            return f"({draw(numbers(dimension / other, depth - 1))} * {draw(numbers(other, depth - 1))})"
        case 2:
            return f"({draw(numbers(dimension * other, depth - 1))} / {draw(numbers(other, depth - 1))})"
        case 3:
            return f"{draw(st.sampled_from(['min', 'max']))}({same()}, {same()})"
        case 4:
            return f"(if {draw(conditions(depth - 1))} then {same()} else {same()})"
        case 5:
            return f"({same()} default {same()})"
        case 6:
            return f"(-abs({same()}))"
        case 7:
            return f"(sum({same()} for x{depth} in each where x{depth}.count > 1))"
        case 8:
            whole = f"ceil({draw(numbers(other, depth - 1))} / {draw(numbers(other, depth - 1))})"
            return f"({whole} * {same()})"
        case _:
            return f"({same()} mod {same()})"


@st.composite
def conditions(draw, depth: int = 1) -> str:
    dimension = draw(dimensions)
    left, right = draw(numbers(dimension, depth)), draw(numbers(dimension, depth))
    match draw(st.integers(0, 4)):
        case 0:
            return f"({left} ~= {right} within 5%)"
        case 1:
            return f"({left} ~= {right} within {draw(numbers(dimension, depth))})"
        case 2:
            return f"({left} divides {right})"
        case 3:
            return f"({left} in [{right}, {draw(numbers(dimension, depth))}])"
        case _:
            return f"({left} {draw(st.sampled_from(['<', '<=', '>', '>=']))} {right})"


def check(text: str) -> Checked:
    source = Source("<expression>", text)
    expression, diagnostics = parse_expression(source)
    assert expression is not None, diagnostics
    return check_expression(expression, source, ENVIRONMENT)


@settings(deadline=None, max_examples=60)
@given(st.data(), dimensions)
def test_a_well_typed_expression_has_its_dimension(data: st.DataObject, dimension: Dimension):
    text = LEAF.sub(r"\1", data.draw(numbers(dimension)))
    result = check(text)
    assert [(found.code, found.message) for found in result.diagnostics if found.severity == "error"] == []
    assert result.value is not None
    assert result.value.type == NumberType(dimension)


@settings(deadline=None, max_examples=60)
@given(conditions(), st.data())
def test_one_operand_of_another_dimension_is_refused_once(condition: str, data: st.DataObject):
    whole = check(LEAF.sub(r"\1", condition))
    assert whole.value is not None
    assert whole.value.type == BoolType()

    wrong = data.draw(st.integers(0, len(LEAF.findall(condition)) - 1))
    places = iter(range(len(condition)))
    mutated = LEAF.sub(lambda leaf: f"({leaf[1]} * 1 W)" if next(places) == wrong else leaf[1], condition)
    result = check(mutated)
    assert result.value is None
    (diagnostic,) = result.diagnostics
    assert diagnostic.code in {"L212", "L213", "L214", "L215", "L231"}

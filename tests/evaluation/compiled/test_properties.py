"""The compiled form and the reference interpreter on generated expressions and plans."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.evaluation.compiled.expressions import OPEN, compiled_trace, compiled_value
from tests.evaluation.generated import Expression, Facts, facts, numbers, root_of, truths, written
from tests.evaluation.world import environment

from shardlaw.diagnostics import Source
from shardlaw.evaluation.calculators import plain
from shardlaw.evaluation.compiled.absent import Absent
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.checker import check_expression
from shardlaw.language.parser import parse_expression

EXAMPLES = settings(max_examples=80, deadline=None)
EXPRESSIONS = st.one_of(numbers(3), truths(3))


def checked_expression(text: str) -> tuple[checked.Expression, Source]:
    """The expression of a text, which is left out where the checker finds something wrong with it."""
    source = Source("expression", text)
    parsed, _ = parse_expression(source)
    assume(parsed is not None)
    expression = check_expression(parsed, source, environment()).value
    assume(expression is not None)
    return expression, source


def agreed(expression: Expression, known: Facts, *, tracing: bool) -> bool:
    """Whether generated code decides an expression; if so, with the value of the reference interpreter."""
    node, source = checked_expression(written(expression))
    found = compiled_value(node, root_of(known), tracing=tracing)
    if found is None or found is OPEN:
        return False
    wanted = plain(evaluate(node, Scope(source, root_of(known))).value)
    assert (type(found), found) == (type(wanted), wanted)
    return True


@EXAMPLES
@given(EXPRESSIONS, facts(), st.booleans())
def test_the_same_value_or_none(expression: Expression, known: Facts, tracing: bool) -> None:
    agreed(expression, known, tracing=tracing)


@EXAMPLES
@given(EXPRESSIONS, facts(with_ranges=False))
def test_the_same_value_of_every_sub_expression(expression: Expression, known: Facts) -> None:
    node, source = checked_expression(written(expression))
    traced = compiled_trace(node, root_of(known))
    wanted = by_node(evaluate(node, Scope(source, root_of(known))))
    for found in traced or ():
        values = wanted.get(id(found.node), [])
        if len(values) == len(found.values):
            for ours, theirs in zip(found.values, values, strict=True):
                assert isinstance(ours, Absent) or (type(ours), ours) == (type(theirs), theirs)


def by_node(trace: Trace) -> dict[int, list[object]]:
    """The values of every expression that was evaluated, in the order in which they were."""
    found: dict[int, list[object]] = {}
    for part in trace.walk():
        found.setdefault(id(part.node), []).append(plain(part.value))
    return found

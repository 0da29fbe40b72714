"""The conformance cases through the compiled form: the same value, or the case is left to the reference interpreter."""

from __future__ import annotations

import pytest
from tests.conformance.cases import cases
from tests.evaluation.compiled.expressions import OPEN, compiled_value
from tests.test_conformance import environment, facts

from shardlaw.diagnostics import Source
from shardlaw.evaluation.calculators import plain
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.language.checker import check_expression
from shardlaw.language.parser import parse_expression

CASES = [case for case in cases() if "diagnostic" not in case.parts]


@pytest.mark.parametrize("tracing", [False, True])
def test_the_compiled_form_agrees_or_leaves_it(tracing: bool) -> None:
    decided = 0
    for case in CASES:
        source = Source("expression", case.expression)
        expression = check_expression(parse_expression(source)[0], source, environment()).value
        assert expression is not None
        wanted = evaluate(expression, Scope(source, facts(case.given))).value
        found = compiled_value(expression, facts(case.given), tracing=tracing)
        if found is None or found is OPEN:
            continue
        decided += 1
        assert (type(found), found) == (type(plain(wanted)), plain(wanted)), (case.expression, found)
    assert decided > 540

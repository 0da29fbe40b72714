"""The formulas and calculators of the first-party plug-in against published numbers.

`formulas/*.yaml` holds them by library, each true as an expression, on a plan with the `given` facts where there are
some; a bound is below what was measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.golden.rows import mappings

from shardlaw.diagnostics import Source
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.language.checker import check_expression
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.plans.documents import read_document
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import load_plugins
from shardlaw_parallelism.grids import smallest_total

FILES = sorted((Path(__file__).parent / "formulas").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text("utf-8"))]
CALL = re.compile(r"\b[a-z_]+\.[a-z_0-9]+(?=\()")


@pytest.fixture(scope="module")
def environment() -> Environment:
    environment = build_environment(load_plugins(), load_schema().facts).value
    assert environment is not None
    return environment


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["holds"])
def test_a_published_number(environment: Environment, case: Mapping[str, str]):
    source = Source("expression", case["holds"])
    expression, found = parse_expression(source)
    assert expression is not None, found
    checked = check_expression(expression, source, environment)
    assert checked.value is not None, checked.diagnostics
    facts = read_document(json.dumps(case.get("given", {})).encode(), "given")
    plan = read_nodes(facts.root, facts.source, load_schema(), header=False).plan
    assert plan is not None
    assert evaluate(checked.value, Scope(source, plan.root, applied={})).value is True


def test_every_formula_has_a_number(environment: Environment):
    """Of its own, or as a part of one that has."""
    written = [case["holds"] for case in CASES]
    waiting = written + [text for mapping in mappings() for text in mapping.readings.values()]
    held: set[str] = set()
    while waiting:
        called = {name for name in CALL.findall(waiting.pop()) if name in environment.formulas} - held
        held |= called
        formulas = [environment.formulas[name] for name in called]
        waiting += [formula.source.text[formula.span.start : formula.span.end] for formula in formulas]
    assert [name for name in environment.formulas if name not in held] == []


@given(st.integers(1, 64), st.integers(1, 512), st.integers(1, 512))
def test_the_smallest_total_holds_whole_grids_and_no_smaller_one_does(pp: int, attention: int, experts: int):
    total = smallest_total.call(pp, attention, experts).value

    def fits(gpus: int) -> bool:
        return gpus % (pp * attention) == 0 and gpus % (pp * experts) == 0

    assert [gpus for gpus in range(pp * attention, total + 1, pp * attention) if fits(gpus)] == [total]


def test_every_library_says_what_its_formulas_are_valid_for(environment: Environment):
    sources = {formula.source.name: formula.source.text for formula in environment.formulas.values()}
    prefaces = {name: text.partition("\nlibrary ")[0] for name, text in sources.items()}
    assert [name for name, preface in prefaces.items() if "\n# Valid for " not in preface] == []

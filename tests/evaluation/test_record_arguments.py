"""Calculators that are given records: what arrives, which facts they found, how far a fact is tried through them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.evaluation.world import plan_of, schema

from shardlaw.diagnostics import Source
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.reading import facts_read
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.solving.answers import Answer as Solution
from shardlaw.evaluation.solving.answers import holds_if
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checker import check_expression, parse_type
from shardlaw.language.checker.signatures import UnknownType
from shardlaw.language.environment import Answer, Calculator, Environment, Record, Step
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import NumberType
from shardlaw.language.values import Unknown
from shardlaw.plans.facts import Plan

PLAN = "phases: [{{name: serve, gpus: {gpus}, placement: [{entries}]}}]"


def _held(entries: tuple[Record, ...], gpus: int) -> Answer:
    """How many entries hold at least as many experts as there are GPUs, with the entries that do."""
    steps: list[Step] = []
    for entry in entries:
        experts = entry["experts"]
        if isinstance(experts, Unknown):
            return Answer(experts)
        assert isinstance(experts, tuple)
        if len(experts) >= gpus:
            gpu: Any = entry["gpu"]
            steps.append(Step("gpu", gpu, fact=entry.at("gpu")))
    return Answer(len(steps), tuple(steps))


def _environment() -> Environment:
    entries = parse_type("phases[].placement", schema().facts)
    assert not isinstance(entries, UnknownType)
    count = parse_type("count")
    assert isinstance(count, NumberType)
    parameters = (("entries", entries), ("gpus", count))
    held = Calculator("python.held", parameters, count, _held, "", "", "testing", "1.0")
    return Environment(schema().facts, {}, {held.name: held})


def traced(text: str, plan: Plan) -> tuple[Trace, Scope]:
    source = Source("expression", text)
    parsed, _ = parse_expression(source)
    assert parsed is not None
    checked = check_expression(parsed, source, _environment())
    assert checked.value is not None, checked.diagnostics
    scope = Scope(source, plan.root)
    return evaluate(checked.value, scope), scope


def plan(*entries: str, gpus: int = 2) -> Plan:
    return plan_of(PLAN.format(gpus=gpus, entries=", ".join(entries)))


CALL = "python.held(phases[0].placement, phases[0].gpus)"


def test_a_record_arrives_as_values_by_name_and_its_steps_are_the_facts_of_the_record():
    given = plan("{gpu: 3, experts: [1, 2]}", "{gpu: 4, experts: []}")
    trace, _ = traced(CALL, given)
    assert trace.value == 1
    facts = [fact.pointer for fact in facts_read([trace], given)]
    assert facts == ["/phases/0/gpus", "/phases/0/placement/0/gpu"]


def test_what_a_record_does_not_say_is_unknown_with_its_place():
    trace, _ = traced(CALL, plan("{gpu: 3}"))
    assert trace.value == Unknown.because("not stated", "/phases/0/placement/0/experts")


def test_a_list_that_is_not_stated_does_not_reach_the_calculator():
    trace, _ = traced(CALL, plan_of("phases: [{name: serve, gpus: 2}]"))
    assert trace.value == Unknown.because("not stated", "/phases/0/placement")


def solutions(entries: int) -> dict[str, Solution]:
    given = plan(*(f"{{gpu: {number}, experts: [0, 1, 2]}}" for number in range(entries)), gpus=4)
    trace, scope = traced(f"{CALL} >= 1", given)
    return {answer.pointer: answer for answer in holds_if([scope], [trace.node], [trace])}


def test_a_number_is_tried_through_a_few_records():
    assert solutions(8)["/phases/0/gpus"].text == "phases[0].gpus <= 3 (of 1 to 64)"


def test_a_number_is_not_tried_through_many_records():
    assert solutions(65)["/phases/0/gpus"].reason == f"it enters through `{CALL}`"


@pytest.mark.parametrize(
    ("path", "candidates"),
    [
        ("phases[].placment", ("phases[].placement",)),
        ("phases.placement", ("phases[]",)),
        ("phases[].gpus[]", ("phases[].gpus",)),
        ("phases[].name.text", ("phases[].name",)),
        ("phases[0].placement", ()),
    ],
)
def test_a_path_that_leads_nowhere_is_no_type(path: str, candidates: tuple[str, ...]):
    assert parse_type(path, schema().facts) == UnknownType(path, candidates)


def test_a_path_is_a_type_only_where_facts_are_known():
    assert isinstance(parse_type("phases[].placement"), UnknownType)

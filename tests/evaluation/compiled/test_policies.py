"""The bundled policies compiled: the outcomes and values of the reference interpreter, near every threshold."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from random import Random

import pytest
from benchmarks.boundaries import Cases, agrees
from tests.domain.published import plan_of as published_plan
from tests.evaluation.bundled import ROOT, example, policies, reading_of, world

from shardlaw.evaluation.calculators import plain
from shardlaw.evaluation.compiled.absent import Absent
from shardlaw.evaluation.compiled.layout import prepare
from shardlaw.evaluation.compiled.outcomes import Counts, counted
from shardlaw.evaluation.compiled.program import Program, build
from shardlaw.evaluation.records import Record
from shardlaw.evaluation.rules import evaluate_rule
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.plans.facts import Plan

PUBLISHED = (ROOT / "tests" / "data" / "published" / "plans.jsonl").read_text("utf-8").splitlines()[::45]


@cache
def program(*, tracing: bool) -> Program:
    return build(policies(), {}, tracing=tracing)


@cache
def plans() -> tuple[Plan, ...]:
    ours = [example(path.name) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    rows = [reading_of(json.dumps(published_plan(json.loads(row))).encode(), "row.json").plan for row in PUBLISHED]
    return (*ours, *(plan for plan in rows if plan is not None))


def by_rule(plan: Plan) -> list[tuple[Record, ...]]:
    return [evaluate_rule(rule, policy, plan, {}) for policy, rule in program(tracing=False).rules]


def test_every_rule_is_compiled() -> None:
    assert program(tracing=False).left == program(tracing=True).left == {}


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.name)
def test_the_same_outcomes(plan: Plan) -> None:
    wanted = [Counter(record.outcome for record in records) for records in by_rule(plan)]
    for tracing in (False, True):
        compiled = program(tracing=tracing)
        found = counted(compiled, compiled.run(prepare(plan.root, compiled.layout)))
        decided = [index for index, counts in enumerate(found) if counts is not None]
        assert len(decided) > 60
        for index in decided:
            assert told(found[index]) == wanted[index], compiled.rules[index][1].name


def told(counts: Counts | None) -> Counter[str]:
    assert counts is not None
    return Counter({"pass": counts.passes, "violation": counts.violations, "skipped": counts.skipped})


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.name)
def test_the_same_value_of_every_sub_expression(plan: Plan) -> None:
    compiled = program(tracing=True)
    wanted: dict[tuple[int, tuple[int, ...]], list[object]] = {}
    for records in by_rule(plan):
        for record in records:
            for trace in record.deciding:
                collect(trace, (), wanted, set())
    compared = 0
    for kept in compiled.run(prepare(plan.root, compiled.layout))[2]:
        for traced in compiled.traces.values(kept):
            values = wanted.get((id(traced.node), traced.context), [])
            if len(plan.root.get("phases", ())) == 1 and values and len(traced.values) == 1:
                ours = traced.values[0]
                compared += not isinstance(ours, Absent)
                assert isinstance(ours, Absent) or (type(ours), ours) in [(type(value), value) for value in values]
    assert compared > 30 or len(plan.root.get("phases", ())) != 1


def collect(trace: Trace, context: tuple[int, ...], into: dict, seen: set) -> None:
    """The values of all expressions that were evaluated, by node and the formulas that were entered."""
    into.setdefault((id(trace.node), context), []).append(plain(trace.value))
    operands = trace.operands
    if isinstance(trace.node, checked.Apply):
        collect(operands[-1], (*context, id(trace.node)), into, seen)
        operands = operands[:-1]
    for operand in operands:
        collect(operand, context, into, seen)


@cache
def cases() -> Cases:
    return Cases(policies(), world()[0])


def test_the_same_outcomes_near_thresholds() -> None:
    random = Random(20260801)  # noqa: S311 - cases, not keys
    decided = Counter()
    for _ in range(120):
        case = cases().case(random)
        for tracing in (False, True):
            counts = cases().compiled(case, tracing=tracing)
            decided[counts is not None] += 1
            assert counts is None or agrees(case, counts), (case.policy.id, case.rule.name, case.moved)
    assert decided[True] > 140

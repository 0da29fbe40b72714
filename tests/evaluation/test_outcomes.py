"""Rules on small plans: every example of the policies in outcomes/ holds, and a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evaluation.world import plan_of, policy_of, schema

from shardlaw.dataclass import replace
from shardlaw.evaluation.examples import run_example, run_examples
from shardlaw.evaluation.records import Record
from shardlaw.evaluation.rules import evaluate_rule

POLICIES = [
    policy_of(path.read_text("utf-8"), path.name) for path in sorted((Path(__file__).parent / "outcomes").glob("*.law"))
]
EXAMPLES = [
    pytest.param(example, rule, policy, id=f"{rule.name}: {example.verdict} {example.title}")
    for policy in POLICIES
    for rule in policy.rules
    for example in rule.examples
]


@pytest.mark.parametrize(("example", "rule", "policy"), EXAMPLES)
def test_example(example, rule, policy) -> None:
    result = run_example(example, rule, policy, schema())
    assert not result.diagnostics
    assert result.holds, [(record.outcome, record.message) for record in result.records]


@pytest.mark.parametrize(("example", "rule", "policy"), EXAMPLES)
def test_another_verdict_does_not_hold(example, rule, policy) -> None:
    holding = {
        verdict
        for verdict in ("passes", "violates", "skips")
        if run_example(replace(example, verdict=verdict, saying=None), rule, policy, schema()).holds
    }
    assert holding <= {example.verdict} | ({"passes"} if example.verdict == "inconclusive" else set())


def test_what_is_not_said_is_missed() -> None:
    example, rule, policy = EXAMPLES[1].values
    result = run_example(replace(example, saying="decode: 99 experts"), rule, policy, schema())
    assert result.decided
    assert not result.said
    assert not result.holds


def test_examples_run_in_the_order_written() -> None:
    titles = [example.title for policy in POLICIES for rule in policy.rules for example in rule.examples]
    assert [result.example.title for result in run_examples(POLICIES, schema())] == titles


def records_of(clauses: str, plan: str, message: str = "m") -> tuple[Record, ...]:
    text = f"""edition 2026
    policy subjects version 0.1.0 {{ title "t" }}
    rule subject "s" {{
      kind inconsistent severity error {clauses} message "{message}" because "b"
      example passes "p" {{}} example violates "v" {{}}
    }}"""
    policy = policy_of(text)
    return evaluate_rule(policy.rules[0], policy, plan_of(plan), {})


THREE = "{phases: [{mode: decode, gpus: 1, stages: [{layers: 1}, {}]}, {mode: prefill, stages: []}, {gpus: 2}]}"


@pytest.mark.parametrize(
    ("clauses", "records"),
    [
        ("", [("", "pass")]),
        ("when model.layers > 1", [("", "inconclusive")]),
        ("for p in phases", [("/phases/0", "pass"), ("/phases/1", "pass"), ("/phases/2", "pass")]),
        # An element that `where` leaves out gives no record, one that it may leave out is not decided.
        ('for p in phases where p.mode == "decode"', [("/phases/0", "pass"), ("/phases/2", "inconclusive")]),
        (
            'for p in phases when p.mode == "prefill"',
            [("/phases/0", "skipped"), ("/phases/1", "pass"), ("/phases/2", "inconclusive")],
        ),
        # The subject is the innermost element; where its list is not known, the one around it; where it is empty, none.
        (
            "for p in phases, s in p.stages",
            [("/phases/0/stages/0", "pass"), ("/phases/0/stages/1", "pass"), ("/phases/2", "inconclusive")],
        ),
        # A condition is tested as soon as what it reads is bound.
        (
            'for p in phases, s in p.stages when p.mode == "prefill"',
            [("/phases/0", "skipped"), ("/phases/2", "inconclusive")],
        ),
        ("for p in phases, s in p.stages when model.layers > 1", [("", "inconclusive")]),
        (
            "for p in phases, q in phases where q.gpus > p.gpus",
            [
                ("/phases/1", "inconclusive"),
                ("/phases/2", "pass"),
                ("/phases/0", "inconclusive"),
                ("/phases/1", "inconclusive"),
                ("/phases/2", "inconclusive"),
                ("/phases/1", "inconclusive"),
            ],
        ),
    ],
)
def test_subjects(clauses: str, records: list[tuple[str, str]]) -> None:
    found = records_of(f"{clauses} require true or model.layers > 1", THREE)
    assert [(record.subject.pointer, record.outcome) for record in found] == records


@pytest.mark.parametrize(
    ("clauses", "outcome", "binding"),
    [
        # Of those with the outcome of the record, the one of least slack relative to its limit.
        ("require model.layers <= 10 require model.layers <= 9 require model.layers <= 100", "pass", 1),
        ("require model.layers <= 6 require model.layers <= 4 require model.layers <= 5", "violation", 1),
        ("require model.layers <= 100 require model.layers <= 7", "violation", 1),
        ("require model.layers <= 7 require model.experts > 1 require model.layers <= 9", "violation", 0),
        ("require model.layers <= 9 require model.experts > 1", "inconclusive", 1),
        # Where nothing has a distance, the first; what has none comes after what has.
        ("require 2 divides model.layers require 4 divides model.layers", "pass", 0),
        ("require 2 divides model.layers require model.layers <= 10", "pass", 1),
        ("require model.layers <= 7 require python.broken(model.layers) > 1", "fault", 1),
        ("when model.layers > 9 require model.layers <= 100", "skipped", None),
    ],
)
def test_the_binding_requirement(clauses: str, outcome: str, binding: int | None) -> None:
    (record,) = records_of(clauses, "{model: {layers: 8}}")
    assert (record.outcome, record.binding) == (outcome, binding)


def test_a_calculator_that_fails_in_a_message_is_a_fault_all_the_same() -> None:
    (record,) = records_of(
        "require model.layers > 1", "{model: {layers: 8}}", "{python.broken(model.layers)} of {model.layers}"
    )
    assert record.message == "? of 8"
    assert record.outcome == "fault"
    assert record.fault is not None
    assert record.fault.calculator == "python.broken"


@pytest.mark.parametrize(
    ("clauses", "paths"),
    [
        ("require 5 in phases[0].placement[0].experts", ["experts/0", "experts/1"]),
        ("require python.pick(phases[0].placement[0].experts)", ["experts/0", "experts/1"]),
        ("require phases[0].placement[0].experts[1] > 1", ["experts/1"]),
        ("require phases[0].placement[0].experts is known", []),
        ("require some e in phases[0].placement[0].experts satisfies e > 1", ["experts/0", "experts/1"]),
        ("let e = phases[0].placement[0].gpu when e is known require true or e > 9 or model.layers > 1", ["gpu"]),
    ],
)
def test_the_facts_that_were_read(clauses: str, paths: list[str]) -> None:
    (record,) = records_of(clauses, "{phases: [{placement: [{gpu: 3, experts: [0, 5]}]}]}")
    assert [fact.pointer for fact in record.facts] == [f"/phases/0/placement/0/{path}" for path in paths]


def test_a_claim_is_read_with_the_counts_it_was_divided_by() -> None:
    (record,) = records_of(
        "require phases[0].claims.memory.weights < 1 GB",
        "{phases: [{gpus: 4, claims: {memory: {weights: {value: 2 GB, per: replica}}}}]}",
    )
    assert [(fact.pointer, fact.text) for fact in record.facts] == [
        ("/phases/0/claims/memory/weights", "2 GB"),
        ("/phases/0/gpus", "4"),
    ]

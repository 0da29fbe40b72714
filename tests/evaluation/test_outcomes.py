"""Rules on small plans: every example of the policies in outcomes/ holds, and a wrong one is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.evaluation.world import plan_of, policy_of, schema

from shardlaw.evaluation.examples import run_example, run_examples
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
    other = "violates" if example.verdict != "violates" else "passes"
    assert not run_example(replace(example, verdict=other), rule, policy, schema()).holds


def test_what_is_not_said_is_missed() -> None:
    example, rule, policy = EXAMPLES[1].values
    result = run_example(replace(example, saying="decode: 99 experts"), rule, policy, schema())
    assert result.decided
    assert not result.said
    assert not result.holds


def test_examples_run_in_the_order_written() -> None:
    titles = [example.title for policy in POLICIES for rule in policy.rules for example in rule.examples]
    assert [result.example.title for result in run_examples(POLICIES, schema())] == titles


def subjects(clauses: str, plan: str) -> list[tuple[str, str]]:
    text = f"""edition 2026
    policy subjects version 0.1.0 {{ title "t" }}
    rule subject "s" {{
      kind inconsistent severity error {clauses} require true or model.layers > 1 message "m" because "b"
      example passes "p" {{}} example violates "v" {{}}
    }}"""
    policy = policy_of(text)
    records = evaluate_rule(policy.rules[0], policy, plan_of(plan), {})
    return [(record.subject.pointer, record.outcome) for record in records]


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
    assert subjects(clauses, THREE) == records

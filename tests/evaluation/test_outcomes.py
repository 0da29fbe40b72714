"""Rules on small plans: every example of the policies in outcomes/ holds, and a wrong one is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.evaluation.world import policy_of, schema

from shardlaw.evaluation.examples import run_example, run_examples

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

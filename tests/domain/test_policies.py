"""The bundled policies: nothing to say against them, and every example of every rule holds."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from tests.domain.bundled import FILES, REVIEWS, ROOT

from shardlaw.diagnostics.render import render_all
from shardlaw.evaluation.examples import run_examples
from shardlaw.language import checked
from shardlaw.language.checker import Checked
from shardlaw.plans.schema import PlanSchema

_RULE = re.compile(r'^rule ([a-z0-9-]+) "|^  example (\w+) +"([^"]*)"', re.MULTILINE)


def written_examples() -> list[tuple[str, str, str, str]]:
    """File, rule, verdict and title of every example, as they stand in the files."""
    found = []
    for name in FILES:
        rule = ""
        for match in _RULE.finditer((ROOT / name).read_text("utf-8")):
            rule = match[1] or rule
            if match[2]:
                found.append((name, rule, match[2], match[3]))
    return found


EXAMPLES = written_examples()


@pytest.mark.parametrize("policy", FILES)
def test_the_checker_has_nothing_to_say(results: Mapping[str, Checked[checked.Policy]], policy: str):
    assert render_all(results[policy].diagnostics) == ""


@pytest.fixture(scope="session")
def outcomes(policies: tuple[checked.Policy, ...], schema: PlanSchema) -> Mapping[tuple[str, str, str, str], object]:
    return {
        (result.policy.source.name, result.rule.name, result.example.verdict, result.example.title): result
        for result in run_examples(policies, schema)
    }


def test_every_example_of_the_files_is_run_once(outcomes):
    assert sorted(outcomes) == sorted(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids="/".join)
def test_example(outcomes, example):
    result = outcomes[example]
    messages = [record.message for record in result.records]
    assert result.holds, f"{render_all(result.diagnostics)}{messages}"


# Rules that ask only whether something is said, which is always known, in policies that apply to every plan.
ALWAYS_DECIDED = {"communication/overhead-without-basis"}


def test_every_rule_shows_each_of_its_outcomes(policies: tuple[checked.Policy, ...]):
    verdicts = {
        f"{policy.id}/{rule.name}": {example.verdict for example in rule.examples}
        for policy in policies
        for rule in policy.rules
        if policy.source.name not in REVIEWS
    }
    wanted = {"passes", "violates", "inconclusive", "skips"}
    lacking = {name: wanted - shown for name, shown in verdicts.items() if not shown >= wanted}
    assert lacking == {name: {"inconclusive"} for name in ALWAYS_DECIDED}


def test_every_statement_of_a_review_shows_when_it_is_wrong(policies: tuple[checked.Policy, ...]):
    for policy in policies:
        for rule in policy.rules:
            verdicts = {example.verdict for example in rule.examples}
            assert {"passes", "violates", "skips"} <= verdicts, f"{policy.id}/{rule.name}"


def test_every_rule_says_why_on_what_ground_and_what_to_do(policies: tuple[checked.Policy, ...]):
    bundled = [(policy, rule) for policy in policies for rule in policy.rules if policy.source.name not in REVIEWS]
    assert len(bundled) > 90
    assert [f"{policy.id}/{rule.name}" for policy, rule in bundled if not rule.because] == []
    assert [f"{policy.id}/{rule.name}" for policy, rule in bundled if not rule.citations] == []
    assert [f"{policy.id}/{rule.name}" for policy, rule in bundled if rule.fix is None] == []


def test_violations_are_recognised_by_what_they_say(policies: tuple[checked.Policy, ...]):
    """At least one violating example of every rule pins numbers of its message."""
    for policy in policies:
        for rule in policy.rules:
            assert any(example.saying for example in rule.examples if example.verdict == "violates"), rule.name

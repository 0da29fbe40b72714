"""Every value that an answer prints passes when it is written into the plan; one just outside does not."""

from __future__ import annotations

import pytest
from tests.evaluation.bundled import ROOT, example, policies
from tests.evaluation.solving.pasting import Document, outside, printed

from shardlaw.evaluation.alternatives import decided_records
from shardlaw.evaluation.reasoning import reasoned_records
from shardlaw.evaluation.records import Record
from shardlaw.evaluation.solving.answers import Answer
from shardlaw.language import checked
from shardlaw.plans.facts import Plan

EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.yaml"))


def outcome(rule: checked.Rule, policy: checked.Policy, plan: Plan, subject: str) -> str:
    records = decided_records(rule, policy, plan, {})
    return next((record.outcome for record in records if record.subject.pointer == subject), "no record")


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_printed_passes_and_what_is_beside_it_does_not(name: str):
    document = Document.of((ROOT / "examples" / name).read_text("utf-8"), example(name).revises)
    pasted = 0
    for policy in policies():
        for rule in policy.rules:
            for record in reasoned_records(rule, policy, example(name), {}):
                for answer in record.holds_if:
                    pasted += check(answer, record, document)
    assert pasted > 10


def check(answer: Answer, record: Record, document: Document) -> int:
    """How many values were pasted, each with the outcome that its answer says."""
    rule, policy, subject = record.rule, record.policy, record.subject.pointer
    if answer.reason is not None:
        assert not answer.intervals
        assert not answer.values
        return 0
    pasted = 0
    for text in printed(answer) if answer.intervals or answer.values else []:
        plan = document.with_value(answer.pointer, text)
        assert plan is not None, (answer.text, text)
        assert outcome(rule, policy, plan, subject) == "pass", (rule.name, answer.text, text)
        pasted += 1
    for text in outside(answer):
        plan = document.with_value(answer.pointer, text)
        if plan is not None:
            assert outcome(rule, policy, plan, subject) != "pass", (rule.name, answer.text, text)
            pasted += 1
    return pasted

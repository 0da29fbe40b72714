"""The reviewed plans of examples/: what `reviews.yaml` expects of them, and no other violation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.domain.bundled import REVIEWS

from shardlaw.cli.main import main
from shardlaw.evaluation.records import Record

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
EXPECTED: Mapping[str, Mapping[str, Any]] = yaml.safe_load((HERE / "reviews.yaml").read_text("utf-8"))
STATEMENTS = yaml.safe_load((HERE / "statements.yaml").read_text("utf-8"))
DECIDING = yaml.safe_load((HERE / "deciding.yaml").read_text("utf-8"))
ROWS = [(plan, rule) for plan, rules in EXPECTED.items() for rule in rules]
NO_FACT = "not a fact of a plan"
FACTS = [row for row in STATEMENTS if row["how"] != NO_FACT]
ISSUES = {"000": 4, "001": 5, "002": 6, "003": 5, "004": 4}
MISTAKES = {"000": 3, "001": 4, "002": 2, "003": 6, "004": 4}

Records = Callable[[str], tuple[Record, ...]]


@pytest.fixture(scope="module")
def records(audit) -> Records:
    made = {plan: audit((ROOT / "examples" / plan).read_bytes(), plan) for plan in EXPECTED}
    return made.__getitem__


@pytest.fixture(scope="module")
def statements(audit) -> Records:
    """What the policies and the statements of the reviews come to on a plan."""
    made = {plan: audit((ROOT / "examples" / plan).read_bytes(), plan, REVIEWS) for plan in EXPECTED}
    return made.__getitem__


def named(records: tuple[Record, ...], rule: str) -> list[Record]:
    return [record for record in records if f"{record.policy.id}/{record.rule.name}" == rule]


def messages(record: Record) -> str:
    """All that is said of a rule: its message, those of its requirements and the fix."""
    parts = (
        record.message,
        record.fix or "",
        *(one.message for one in record.requirements if one.message and one.outcome != "pass"),
    )
    return " | ".join(parts)


def test_every_reviewed_plan_is_expected_to_come_to_something():
    assert {path.name for path in (ROOT / "examples").glob("*.yaml")} == set(EXPECTED)


def test_the_project_file_of_the_examples_applies_every_policy(monkeypatch, capsys):
    monkeypatch.chdir(ROOT / "examples")
    assert main(["list"]) == 0
    applied = {line.partition("@")[0] for line in capsys.readouterr().out.splitlines()}
    bundled = {path.parent.name for path in (ROOT / "policies").glob("*/*.law")}
    assert applied == bundled | {f"review-{Path(name).stem}" for name in REVIEWS}


@pytest.mark.parametrize(("plan", "rule"), ROWS, ids=["-".join(row) for row in ROWS])
def test_a_row_of_the_reviews(records: Records, plan: str, rule: str):
    row = EXPECTED[plan][rule]
    found = [
        record for record in named(records(plan), rule) if "subject" not in row or record.subject.name == row["subject"]
    ]
    assert [record.outcome for record in found] == [row.get("outcome", "violation")]
    (record,) = found
    for text in row.get("says", []):
        assert text in messages(record)
    for pointer in row.get("unknown", []):
        assert pointer in {cause.subject for cause in record.unknowns}


@pytest.mark.parametrize("plan", EXPECTED)
def test_no_other_violation_is_found(records: Records, plan: str):
    found = {f"{r.policy.id}/{r.rule.name}" for r in records(plan) if r.outcome == "violation"}
    assert found == {rule for rule, row in EXPECTED[plan].items() if row.get("outcome", "violation") == "violation"}


@pytest.mark.parametrize("row", FACTS, ids=lambda row: f"{row['of']} {row['rule']}".replace(" ", "-"))
def test_what_becomes_of_a_statement(records: Records, statements: Records, row: Mapping[str, Any]):
    found = [
        record
        for record in named((*records(row["plan"]), *statements(row["plan"])), row["rule"])
        if "subject" not in row or record.subject.name == row["subject"]
    ]
    (record,) = found
    assert (record.rule.kind, record.outcome) == (
        row["kind"],
        "violation" if row["how"] == "incomplete" else row["how"],
    )
    assert (row["how"] == "incomplete") == (row["kind"] == "incomplete")
    for text in row.get("says", []):
        assert text in messages(record)


def test_everything_that_the_reviews_say_has_a_row():
    lines = (ROOT / "tests" / "data" / "reviews" / "review-statements.jsonl").read_text("utf-8").splitlines()
    wanted = {json.loads(line)["id"] for line in lines}
    for word, counts in (("issue", ISSUES), ("mistake", MISTAKES)):
        wanted |= {f"{word} {review}.{n + 1}" for review, count in counts.items() for n in range(count)}
    assert {row["of"] for row in STATEMENTS} == wanted


def test_hardly_anything_is_not_a_fact_of_a_plan():
    assert [row for row in STATEMENTS if row["how"] == NO_FACT and not row.get("reason")] == []
    assert sum(row["how"] == NO_FACT for row in STATEMENTS) <= 5


def test_every_statement_of_a_review_is_decided_on_its_plan(statements: Records):
    """No statement is skipped on every plan: its plan is named as the example is."""
    judged = {r.rule.name for plan in EXPECTED for r in statements(plan) if r.outcome != "skipped"}
    assert {r.rule.name for plan in EXPECTED for r in statements(plan)} == judged


def merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {key: merged(below.get(key), value) for key, value in above.items()}


@pytest.mark.parametrize("row", DECIDING, ids=lambda row: f"{row['plan']} {row['rule']} {row['outcome']}")
def test_a_missing_fact_decides(audit, row: Mapping[str, Any]):
    text = (ROOT / "examples" / row["plan"]).read_text("utf-8")
    document = merged(yaml.safe_load(text), row["facts"])
    (record,) = named(audit(json.dumps(document).encode(), f"{row['plan']}.json"), row["rule"])
    assert record.outcome == row["outcome"]

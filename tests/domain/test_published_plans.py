"""Real plans: layouts that ran break no rule, and those that could not start do.

The rows of `tests/data/published` are a sample. With `SHARDLAW_PLANS` naming a larger file of rows with
`expect.verdict`, every row of it that passed is held to the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.domain.published import Row, plan_of

from shardlaw.evaluation.records import Record

DATA = Path(__file__).parents[1] / "data" / "published"
LARGER = os.environ.get("SHARDLAW_PLANS")


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def records(audit) -> Callable[[Row], tuple[Record, ...]]:
    """The records of a row, made once."""
    made: dict[str, tuple[Record, ...]] = {}

    def of(row: Row) -> tuple[Record, ...]:
        if row["id"] not in made:
            made[row["id"]] = audit(json.dumps(plan_of(row)).encode(), f"{row['id']}.json")
        return made[row["id"]]

    return of


def violations(records: tuple[Record, ...]) -> list[str]:
    """The rules that find something, but for notes: `one-expert-per-gpu` is one on nearly every real plan."""
    assert [record.rule.name for record in records if record.outcome == "fault"] == []
    return sorted(
        f"{record.policy.id}/{record.rule.name}"
        for record in records
        if record.outcome == "violation" and record.rule.severity != "note"
    )


@pytest.mark.parametrize("row", rows(DATA / "plans.jsonl"), ids=lambda row: row["id"])
def test_a_layout_that_ran_breaks_no_rule(records, row: Row):
    assert violations(records(row)) == []


@pytest.mark.parametrize("row", rows(DATA / "broken.jsonl"), ids=lambda row: row["id"])
def test_a_layout_that_cannot_start_is_found(records, row: Row):
    assert violations(records(row)) == row["finds"]


@pytest.mark.skipif(not LARGER, reason="SHARDLAW_PLANS names no file of rows")
def test_no_layout_of_a_larger_collection_that_ran_breaks_a_rule(records):
    good = [row for row in rows(Path(LARGER or "")) if row["expect"]["verdict"] == "pass"]
    assert {row["id"]: found for row in good if (found := violations(records(row)))} == {}


def test_the_sample_is_decided_where_it_has_claims(records):
    """Passing means something only where rules came to a pass."""
    claiming = [row for row in rows(DATA / "plans.jsonl") if set(row.get("claims", {})) - {"grad_accum"}]
    assert len(claiming) >= 40
    for row in claiming:
        assert "pass" in {record.outcome for record in records(row)}, row["id"]


def test_every_row_says_where_it_comes_from():
    for row in (*rows(DATA / "plans.jsonl"), *rows(DATA / "broken.jsonl")):
        source = row["source"]
        assert "commit" in source or "paper" in source or "number" in source or "page" in source, row["id"]

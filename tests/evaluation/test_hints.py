"""What the factor of a mismatch is said to mean: hints.yaml. Plans that ran get no hint."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from tests.domain.published import plan_of as published_plan
from tests.evaluation.bundled import ROOT, policies, reading_of
from tests.evaluation.world import plan_of, traced

from shardlaw.evaluation.alternatives import decided_records
from shardlaw.evaluation.hints import MOST, hints

CASES = yaml.safe_load(Path(__file__).with_name("hints.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["holds"])
def test_hints(case):
    trace = traced(case["holds"], case["given"])
    assert trace.value is False
    found = hints([trace], plan_of(case["given"]).facts)
    assert [hint.text for hint in found] == case["hints"]
    assert all(hint.factor > 1 for hint in found)
    assert len(found) <= MOST


def hinted(path: Path) -> dict[str, list[str]]:
    """The hints for the layouts in a file of rows that ran and that claim something."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("expect", {}).get("verdict", "pass") == "pass" and row.get("claims"):
            plan = reading_of(json.dumps(published_plan(row)).encode(), f"{row['id']}.json").plan
            assert plan is not None, row["id"]
            for policy in policies():
                for rule in policy.rules:
                    for record in decided_records(rule, policy, plan, {}):
                        if record.outcome == "violation" and (said := hints(record.deciding, plan.facts)):
                            found[f"{row['id']} {rule.name}"] = [hint.text for hint in said]
    return found


def test_no_layout_that_ran_is_explained_away():
    assert hinted(ROOT / "tests" / "data" / "published" / "plans.jsonl") == {}


@pytest.mark.skipif("SHARDLAW_PLANS" not in os.environ, reason="SHARDLAW_PLANS names no file of rows")
def test_no_layout_of_a_larger_collection_is_explained_away():
    assert hinted(Path(os.environ["SHARDLAW_PLANS"])) == {}

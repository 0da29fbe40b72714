"""What the factor of a mismatch is said to mean: hints.yaml. Plans that ran get no hint."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from tests.domain.published import plan_of as published_plan
from tests.evaluation.bundled import ROOT, policies, reading_of
from tests.evaluation.world import plan_of, policy_of, traced

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


RECORD_IN_A_LET = """\
edition 2026
policy shares version 1.0.0 {
  title "Shares"
  for   phase in phases
}
let claims = phase.claims
rule more-than-all "A total is more than its factors" {
  kind     inconsistent
  severity error
  require  claims.speedup_total <= sum(each.factor for each in claims.speedup_factors)
  message  "{claims.speedup_total}"
  because  "The factors make the total."
}
"""


def test_a_bound_is_not_made_from_a_let_that_names_a_record():
    policy = policy_of(RECORD_IN_A_LET)
    plan = plan_of("{claims: {speedup_total: 9, speedup_factors: [{name: one, factor: 1}, {name: two, factor: 2}]}}")
    (record,) = decided_records(policy.rules[0], policy, plan, {})
    assert record.outcome == "violation"
    assert hints(record.deciding, plan.facts) == ()


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

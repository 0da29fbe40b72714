"""How values are shown in messages (display.yaml)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.evaluation.world import plan_of, policy_of

from shardlaw.evaluation.rules import evaluate_rule

CASES = yaml.safe_load((Path(__file__).parent / "display.yaml").read_text("utf-8"))

POLICY = """
edition 2026
policy display version 0.1.0 {{ title "One hole" }}
rule hole "A hole" {{
  kind inconsistent
  severity note
  require name is unknown
  message "{{{hole}}}"
  because "it shows"
  example passes "nothing" {{}}
  example violates "something" {{ name: "x" }}
}}
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["hole"])
def test_hole(case: dict) -> None:
    policy = policy_of(POLICY.format(hole=case["hole"].replace('"', '\\"')))
    plan = plan_of(yaml.safe_dump(case.get("given", {}), allow_unicode=True))
    (record,) = evaluate_rule(policy.rules[0], policy, plan, {})
    assert record.message == case["shows"]

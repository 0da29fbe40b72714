"""Verdicts and exit codes (gate.yaml), and the ranking of what was not decided."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.evaluation.world import plan_of, policy_of

from shardlaw.dataclass import replace
from shardlaw.evaluation.audit import PlanResult, Unreadable
from shardlaw.evaluation.gate import Gate, audit_verdict, exit_code, undecided, verdict
from shardlaw.evaluation.records import Record, Subject
from shardlaw.language.values import Cause

CASES = yaml.safe_load((Path(__file__).parent / "gate.yaml").read_text("utf-8"))

RULE = """
rule {severity} "A rule" {{
  kind inconsistent
  severity {severity}
  require model.layers > 1
  message "m"
  because "b"
  example passes "p" {{ model.layers: 2 }}
  example violates "v" {{ model.layers: 1 }}
}}
"""
POLICY = policy_of(
    'edition 2026\npolicy gates version 0.1.0 { title "Three severities" }\n'
    + "".join(RULE.format(severity=severity) for severity in ("error", "warning", "note"))
)
RULES = {rule.name: rule for rule in POLICY.rules}
PLAN = plan_of("{}")


def record(severity: str, outcome, unknowns: tuple[Cause, ...] = ()) -> Record:
    rule = RULES[severity]
    return Record(POLICY, rule, Subject(), outcome, "", None, (), None, (), None, unknowns, None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_gate(case: dict) -> None:
    words = case.get("gate", {})
    must = frozenset(f"gates/{name}" for name in words.pop("must_conclude", []))
    gate = Gate(**words, must_conclude=must)
    records = tuple(record(severity, outcome) for severity, found in case["records"].items() for outcome in found)
    unreadable = [Unreadable("broken.yaml", ())] * case.get("unreadable", 0)
    # What several plans come to is what one plan with all the records comes to.
    for results in ([PlanResult(PLAN, records, 0)], [PlanResult(PLAN, (one,), 0) for one in records]):
        assert audit_verdict(results, unreadable, gate) == case["verdict"]
        assert exit_code(results, unreadable, gate) == case["exit"]


def test_a_plan_among_several_has_its_own_verdict() -> None:
    assert verdict([record("error", "violation")], Gate()) == "fail"
    assert verdict([record("error", "skipped")], Gate()) == "pass"
    assert verdict([], Gate()) == "pass"


def test_undecided_facts_are_ranked_by_the_rules_that_wait_for_them() -> None:
    memory, dp, zero = (
        Cause("not stated", "/hardware/memory"),
        Cause("not stated", "/dp"),
        Cause("division by zero", "x"),
    )
    records = [
        record("error", "inconclusive", (memory, dp)),
        record("error", "inconclusive", (memory,)),
        record("warning", "inconclusive", (dp, zero)),
        record("note", "inconclusive", (dp,)),
    ]
    assert undecided(records) == [(dp, 3), (zero, 1), (memory, 1)]
    other = replace(records[1], rule=RULES["note"])
    assert undecided([*records, other])[:2] == [(dp, 3), (memory, 2)]

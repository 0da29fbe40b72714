"""Code Quality of GitLab: what its documentation asks for, and fingerprints that stay."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from tests.reports.made import REPORTS
from tests.reports.test_formats import written

HERE = Path(__file__).parent
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
ENTRIES = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string"},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                        "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"minimum": 1}}},
                    },
                },
            },
        },
    }
)


def entries(report: dict) -> list[dict]:
    found = json.loads(written("gitlab", report))
    ENTRIES.validate(found)
    return found


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(REPORTS)
def test_any_report_is_what_gitlab_reads(report: dict):
    records = [record for plan in report["plans"] for record in plan["records"]]
    problems = sum(record["outcome"] in ("violation", "fault") for record in records)
    missing = sum(len(plan["undecided"]) for plan in report["plans"])
    broken = sum(len(plan["diagnostics"]) for plan in report["unreadable"])
    assert len(entries(report)) == problems + missing + broken


def test_fingerprints_are_unique_also_for_plans_of_one_name_and_do_not_move_with_lines():
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    (plan,) = report["plans"]
    report["plans"] = [plan, {**plan, "path": "copy.yaml"}]
    found = [entry["fingerprint"] for entry in entries(report)]
    assert len(set(found)) == len(found) == 4
    for record in plan["records"]:
        for fact in record["facts"]:
            fact["line"] += 7
    assert [entry["fingerprint"] for entry in entries(report)] == found


def test_one_rule_has_a_fingerprint_for_each_subject():
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    (plan,) = report["plans"]
    plan["records"] = [{**plan["records"][0], "id": f"{number:016x}"} for number in range(3)]
    assert len({entry["fingerprint"] for entry in entries(report)}) == 3


def test_a_waived_violation_is_no_problem():
    report = json.loads((HERE / "everything-else.json").read_text("utf-8"))
    assert [entry["severity"] for entry in entries(report)] == ["major", "blocker"]

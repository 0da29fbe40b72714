"""JUnit XML, read back by a consumer."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from junitparser import Error, Failure, JUnitXml, Skipped
from tests.reports.made import REPORTS
from tests.reports.test_formats import written

HERE = Path(__file__).parent


def read(report: dict) -> JUnitXml:
    return JUnitXml.fromstring(written("junit", report).encode())


def came_to(report: dict) -> dict[str, str]:
    """What each case of a report came to, by the name of its rule."""
    kinds = {Failure: "failure", Error: "error", Skipped: "skipped"}
    cases = [case for suite in read(report) for case in suite]
    return {case.name.partition(" ")[0]: kinds[type(case.result[0])] if case.result else "passed" for case in cases}


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(REPORTS)
def test_any_report_is_read_back_with_every_record_and_right_numbers(report: dict):
    suites = read(report)
    assert len(list(suites)) == len(report["plans"]) + len(report["unreadable"])
    for plan, suite in zip(report["plans"], suites, strict=False):
        cases = list(suite)
        assert len([case for case in cases if case.name != "is decided by a rule"]) == len(plan["records"])
        results = [result for case in cases for result in case.result]
        assert suite.tests == len(cases)
        assert suite.failures == sum(isinstance(result, Failure) for result in results)
        assert suite.errors == sum(isinstance(result, Error) for result in results)
        assert suite.skipped == sum(isinstance(result, Skipped) for result in results)
        passed = [case for case in cases if not case.result]
        assert len(passed) == plan["summary"]["pass"]


def graded(outcome: str, severity: str, **gate) -> str:
    """What a record of an outcome and severity is under a gate."""
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    report["gate"] |= gate
    (plan,) = report["plans"]
    record = plan["records"][0]
    record |= {"outcome": outcome, "severity": severity, "unknowns": [{"path": "/hardware/gpu", "cause": "not stated"}]}
    plan["records"] = [record]
    return came_to(report)["impossible-weights"]


@pytest.mark.parametrize(
    ("outcome", "severity", "gate", "shown"),
    [
        ("violation", "error", {}, "failure"),
        ("violation", "warning", {}, "skipped"),
        ("violation", "warning", {"fail_on": "warning"}, "failure"),
        ("violation", "error", {"fail_on": "never"}, "skipped"),
        ("inconclusive", "error", {}, "skipped"),
        ("inconclusive", "error", {"inconclusive": "block"}, "error"),
        ("inconclusive", "note", {"inconclusive": "block"}, "skipped"),
        ("inconclusive", "note", {"must_conclude": ["memory/impossible-weights"]}, "error"),
        ("waived", "error", {}, "skipped"),
        ("skipped", "error", {"inconclusive": "block"}, "skipped"),
        ("pass", "error", {}, "passed"),
    ],
)
def test_only_what_blocks_turns_a_build_red(outcome: str, severity: str, gate: dict, shown: str):
    assert graded(outcome, severity, **gate) == shown


def test_a_plan_that_cannot_be_read_and_a_fault_are_errors():
    found = came_to(json.loads((HERE / "everything-else.json").read_text("utf-8")))
    assert found == {"impossible-weights": "skipped", "many-ranks": "error", "is": "error"}


def test_what_a_baseline_knows_does_not_turn_a_build_red():
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    report["baseline"] = {"path": "before.json", "sha256": "0" * 64, "mended": 0}
    first, second = report["plans"][0]["records"]
    first["known"], second["known"] = True, False
    assert list(came_to(report).values()) == ["skipped", "failure"]


@pytest.mark.parametrize(("allowed", "shown"), [(False, "error"), (True, None)])
def test_an_audit_that_decided_nothing_is_red_unless_that_is_allowed(allowed: bool, shown: str | None):
    report = json.loads((HERE / "inconclusive.json").read_text("utf-8"))
    report["gate"]["allow_empty"] = allowed
    for plan in report["plans"]:
        plan["records"] = [record for record in plan["records"] if record["outcome"] == "inconclusive"]
        plan["summary"] |= {"pass": 0, "violation": 0, "waived": 0, "fault": 0}
    assert came_to(report).get("is") == shown


def test_what_xml_cannot_hold_is_written_as_its_escape():
    report = json.loads((HERE / "violations.json").read_text("utf-8"))
    report["plans"][0]["records"][0]["message"] = "a\x00b\x1b[31m\ud800 <&>\"'"
    document = ET.fromstring(written("junit", report).encode())  # noqa: S314 - our own text
    message = document.find(".//failure").get("message")
    assert message.startswith("a\\x00b\\x1b[31m\\ud800 <&>\"'")

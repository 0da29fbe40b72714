"""SARIF: the schema of OASIS, and what GitHub asks for beyond it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from tests.evaluation.test_fingerprints import rolled
from tests.reports.consumers import Page, sarif_validator
from tests.reports.made import REPORTS
from tests.reports.test_formats import written

from shardlaw.cli.main import main
from shardlaw.reports import sarif
from shardlaw.reports.sarif import flows

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "report.schema.json").read_text("utf-8")))


def run_of(report: dict, *, everything: bool = False) -> dict:
    """The one run of a log that follows the schema."""
    log = json.loads(written("sarif", report, everything=everything))
    errors = [f"{error.json_path}: {error.message[:200]}" for error in sarif_validator().iter_errors(log)]
    assert errors == []
    (run,) = log["runs"]
    return run


def stored(name: str) -> dict:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(REPORTS)
def test_any_report_follows_the_schema_and_gives_github_all_it_needs(report: dict):
    assert [error.message for error in SCHEMA.iter_errors(report)] == []
    run = run_of(report, everything=True)
    rules = run["tool"]["driver"]["rules"]
    names = [rule["id"] for rule in rules]
    assert {tag for rule in rules for tag in Page(rule["help"]["markdown"]).tags} <= {"p", "strong", "code"}
    results = [record for plan in report["plans"] for record in plan["records"] if record["outcome"] != "fault"]
    assert len(run["results"]) == len(results)
    for result in run["results"]:
        assert "ruleIndex" not in result or names[result["ruleIndex"]] == result["ruleId"]
        assert (result["level"] == "none") == (result["kind"] != "fail")
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        assert [place["id"] for place in result["relatedLocations"]] == [1]
        assert result["message"]["text"].endswith("](1)")
        assert result["message"]["text"].count("](") == 1


@pytest.fixture(scope="module")
def audited(tmp_path_factory) -> tuple[dict, dict]:
    """All examples under three policies: their report, and the run of their log."""
    folder = tmp_path_factory.mktemp("audited")
    outputs = [f"--output={name}={folder / name}" for name in ("json", "sarif")]
    policies = [f"--policy={name}" for name in ("memory", "moe-knowledge", "moe-structure")]
    assert main(["audit", *map(str, EXAMPLES), *policies, *outputs]) == 1
    log = json.loads((folder / "sarif").read_text("utf-8"))
    assert list(sarif_validator().iter_errors(log)) == []
    return json.loads((folder / "json").read_text("utf-8")), log["runs"][0]


def test_audits_of_all_examples_follow_the_schema_and_lose_no_record(audited):
    report, run = audited
    outcomes = Counter(record["outcome"] for plan in report["plans"] for record in plan["records"])
    kinds = Counter(result["kind"] for result in run["results"])
    assert kinds == {"fail": outcomes["violation"], "open": outcomes["inconclusive"]}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        f"{rule['policy'].partition('@')[0]}/{rule['rule']}" for rule in report["rules"]
    ]


def test_lines_are_known_by_what_github_computes_from_the_files(audited):
    _, run = audited
    hashes = {path.name: rolled(path.read_text("utf-8")) for path in EXAMPLES}
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        file = Path(place["artifactLocation"]["uri"]).name
        expected = hashes[file][place["region"]["startLine"] - 1]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == expected


def test_files_are_found_from_the_root_of_the_repository(audited):
    report, run = audited
    root = ROOT / report["project"]["folder"]
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert (ROOT / uri).exists() or (root / Path(uri).name).exists()


def test_the_region_of_a_violation_is_the_value_that_is_wrong(audited):
    _, run = audited
    for result in run["results"]:
        if result["kind"] == "fail":
            place = result["locations"][0]["physicalLocation"]
            lines = (ROOT / "examples" / Path(place["artifactLocation"]["uri"]).name).read_text("utf-8").split("\n")
            region = place["region"]
            assert region["startLine"] == region["endLine"]
            marked = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
            assert marked == marked.strip() != ""


def test_each_violation_shows_how_it_came_about_down_to_the_rule(audited):
    report, run = audited
    policies = {rule["source"]["file"] for rule in report["rules"]}
    for result in run["results"]:
        if result["kind"] == "fail":
            steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
            files = [step["location"]["physicalLocation"]["artifactLocation"]["uri"] for step in steps]
            assert any(files[-1].endswith(policy) for policy in policies)
            tags = run["tool"]["driver"]["rules"][result["ruleIndex"]]["properties"]["tags"]
            assert "incomplete" in tags or any(file.endswith(".yaml") for file in files)


def test_help_is_made_from_the_policy_and_short_enough(audited):
    report, run = audited
    for said, rule in zip(report["rules"], run["tool"]["driver"]["rules"], strict=True):
        assert said["because"] in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] == said["severity"]
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert 0 < len(rule["properties"]["tags"]) <= 10


def test_outcomes_keep_their_names():
    run = run_of(stored("everything-else"), everything=True)
    (waived,) = [result for result in run["results"] if "suppressions" in result]
    assert (waived["kind"], waived["level"]) == ("fail", "error")
    (suppression,) = waived["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert any(note.get("associatedRule") for note in notes), "a fault"
    assert any(note.get("descriptor") for note in notes), "a plan that could not be read"
    (undecided,) = {result["kind"] for result in run_of(stored("many-missing-facts"))["results"]}
    assert undecided == "open"


def test_passes_and_skips_are_results_only_when_they_are_asked_for():
    report = stored("passes-and-skips")
    assert run_of(report)["results"] == []
    assert {result["kind"] for result in run_of(report, everything=True)["results"]} == {"pass", "notApplicable"}


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
    monkeypatch.setattr(flows, "MOST_STEPS", 2)
    monkeypatch.setattr(sarif, "MOST_STEPS", 2)
    report = stored("violations")
    run = run_of(report)
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert len(run["results"]) == 1
    assert any(note.startswith("1 results are left out") for note in notes), notes
    assert any("cut to their last 2 steps" in note for note in notes), notes
    assert {len(flow["threadFlows"][0]["locations"]) for result in run["results"] for flow in result["codeFlows"]} == {
        2
    }


@pytest.mark.parametrize(
    ("policies", "category"),
    [
        ([], "shardlaw/"),
        (["memory", "moe-structure"], "shardlaw/memory+moe-structure/"),
        ([f"policy-{number}" for number in range(20)], "shardlaw/20-policies-d3ab2d9d/"),
    ],
)
def test_results_are_filed_under_the_policies_in_whatever_version(policies: list[str], category: str):
    report = stored("violations")
    for version in ("1.0.0", "2.0.0"):
        report["policies"] = [{"id": name, "version": version, "sha256": "0" * 64} for name in policies]
        assert run_of(report)["automationDetails"]["id"] == category

"""`--baseline`: what an earlier report has found already is known, and does not block."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
PLANS = yaml.safe_load((HERE / "gate.yaml").read_text("utf-8"))["plans"]
SCHEMA = json.loads((HERE.parent.parent / "schemas" / "report.schema.json").read_text("utf-8"))


@pytest.fixture
def audit(run, tmp_path: Path):
    """`audit(plans, *flags)` writes plans by name, each a text or the name of one, and gives exit code and report."""

    def audit_(plans: dict[str, str], *flags: str) -> tuple[int, dict[str, Any]]:
        for name, text in plans.items():
            (tmp_path / f"{name}.yaml").write_text(PLANS.get(text, text))
        ran = run("audit", *(f"{name}.yaml" for name in plans), *flags, "--format", "json")
        report = json.loads(ran.out)
        assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
        return ran.code, report

    return audit_


@pytest.fixture
def baseline(audit, tmp_path: Path):
    """`baseline(plans, *flags)` is the words that hold an audit against one of these plans."""

    def baseline_(plans: dict[str, str], *flags: str) -> tuple[str, str]:
        (tmp_path / "known.json").write_text(json.dumps(audit(plans, *flags)[1]))
        return "--baseline", "known.json"

    return baseline_


def known(report: dict[str, Any]) -> list[str]:
    records = [record for plan in report["plans"] for record in plan["records"]]
    return [f"{record['rule']} {record['outcome']}" for record in records if record["known"]]


# The plan of then, the plan of now with further flags, the exit code, what is known, and how much is mended.
WRONG = ["wrong-total violation"]
CASES = {
    "the same": ("wrong", "wrong", [], 0, WRONG, 0),
    "with lines moved": ("wrong", f"# a line\n{PLANS['wrong']}", [], 0, WRONG, 0),
    "still wrong, with other numbers": ("wrong", PLANS["wrong"].replace("16", "32"), [], 0, WRONG, 0),
    "new": ("good", PLANS["wrong"].replace("name: wrong", "name: good"), [], 1, [], 0),
    "mended": ("wrong", PLANS["wrong"].replace("16", "8"), [], 0, [], 1),
    "another rule": ("lone", PLANS["lone"].replace("tp: 1", "tp: 4"), [], 1, ["lone-gpu violation"], 0),
    "undecided then, wrong now": ("open", PLANS["open"].replace("tp: 4", "tp: 4, dp: 1"), [], 1, [], 0),
    "wrong then, undecided now": (
        "wrong",
        PLANS["wrong"].replace(", dp: 2", ""),
        ["--inconclusive", "block"],
        3,
        [],
        0,
    ),
    "undecided as before": ("open", "open", ["--inconclusive", "block"], 0, ["wrong-total inconclusive"], 0),
}


@pytest.mark.parametrize(("then", "now", "flags", "code", "records", "mended"), CASES.values(), ids=CASES)
def test_one_plan(then: str, now: str, flags: list[str], code: int, records: list[str], mended: int, audit, baseline):
    ended, report = audit({"a": now}, *flags, *baseline({"a": then}))
    assert (ended, known(report), report["baseline"]["mended"]) == (code, records, mended)
    assert report["baseline"]["path"] == "known.json"


def test_a_plan_that_moved_keeps_what_is_known(audit, baseline):
    ended, report = audit({"b": "wrong"}, *baseline({"a": "wrong"}))
    assert (ended, known(report)) == (0, WRONG)


def test_a_copy_is_not_known_by_the_original(audit, baseline):
    ended, report = audit({"a": "wrong", "b": "wrong"}, *baseline({"a": "wrong"}))
    assert ended == 1
    assert [plan["verdict"] for plan in report["plans"]] == ["pass", "fail"]


def test_a_baseline_on_standard_input(run, baseline, tmp_path: Path):
    baseline({"a": "wrong"})
    ran = run("audit", "a.yaml", "--baseline", "-", stdin=(tmp_path / "known.json").read_bytes())
    assert ran.code == 0
    assert "in the baseline <stdin>: 1 violation, 0 inconclusive; 0 violations mended\n" in ran.out


def test_a_plan_of_another_name_is_another_plan(audit, baseline):
    other = PLANS["wrong"].replace("name: wrong", "name: other")
    ended, report = audit({"b": other}, *baseline({"a": "wrong"}))
    assert (ended, known(report)) == (1, [])


def test_a_phase_of_another_name_is_another_phase(audit, baseline):
    ended, report = audit({"a": PLANS["wrong"].replace("name: serve", "name: decode")}, *baseline({"a": "wrong"}))
    assert (ended, known(report), report["baseline"]["mended"]) == (1, [], 1)


def test_what_is_not_audited_is_not_mended(audit, baseline):
    flags = baseline({"a": "wrong", "b": "wrong"})
    assert audit({"b": "good"}, *flags)[1]["baseline"]["mended"] == 1
    other = ["--policy", "drafts@0.1.0-dev", "--allow-empty"]
    assert audit({"b": "good"}, *flags, *other)[1]["baseline"]["mended"] == 0


def test_what_must_conclude_and_is_known_does_not_block(audit, baseline, tmp_path: Path):
    (tmp_path / "shardlaw.toml").write_text('gate.must_conclude = ["gpu-count/wrong-total"]')
    assert audit({"a": "open"})[0] == 3
    assert audit({"a": "open"}, *baseline({"a": "open"}))[0] == 0


def test_a_plan_that_cannot_be_read_is_never_known(audit, baseline):
    assert audit({"a": "broken"}, *baseline({"a": "broken"}))[0] == 2


def test_the_text_counts_what_is_known(run, audit, baseline):
    flags = baseline({"a": "wrong"})
    audit({"b": PLANS["wrong"].replace("name: wrong", "name: other")})
    shown = run("audit", "a.yaml", "b.yaml", *flags).out
    assert shown.count("error[gpu-count/wrong-total]") == 1
    assert "in the baseline known.json: 1 violation, 0 inconclusive; 0 violations mended\n" in shown
    assert "fail: 1 new violation (1 error)" in shown
    assert "= baseline: known" in run("audit", "a.yaml", *flags, "--trace", "all").out


def test_a_report_without_a_baseline_knows_of_none(audit):
    _, report = audit({"a": "wrong"})
    assert "baseline" not in report
    assert not any("known" in record for record in report["plans"][0]["records"])

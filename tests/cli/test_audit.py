"""`shardlaw audit`: the gate, several plans, names of files, standard input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
DATA = yaml.safe_load((HERE / "gate.yaml").read_text("utf-8"))
SCHEMA = json.loads((HERE.parent.parent / "schemas" / "report.schema.json").read_text("utf-8"))


def lay_out(folder: Path, names: list[str]) -> list[str]:
    for name in names:
        if name in DATA["plans"]:
            (folder / f"{name}.yaml").write_text(DATA["plans"][name])
    return [f"{name}.yaml" for name in names]


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: " ".join([*case["plans"], *case.get("args", [])]))
def test_gate(case: dict, run, tmp_path: Path):
    plans = lay_out(tmp_path, case["plans"])
    ran = run("audit", *plans, *case.get("args", []), "--format", "json")
    report = json.loads(ran.out)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
    assert (ran.code, report["verdict"]) == (case["exit"], case["verdict"])
    assert len(report["plans"]) + len(report["unreadable"]) == len(plans)


@pytest.mark.parametrize(("name", "last"), [("good", "pass: "), ("wrong", "fail: "), ("open", "undecided: ")])
def test_text_ends_with_the_verdict(name: str, last: str, run, tmp_path: Path):
    ran = run("audit", *lay_out(tmp_path, [name]))
    assert ran.out.splitlines()[-1].startswith(last)


def test_a_broken_plan_stops_no_other(run, tmp_path: Path):
    ran = run("audit", *lay_out(tmp_path, ["wrong", "broken", "good"]), "--format", "json")
    report = json.loads(ran.out)
    assert [plan["path"] for plan in report["plans"]] == ["good.yaml", "wrong.yaml"]
    (unreadable,) = report["unreadable"]
    assert unreadable["path"] == "broken.yaml"
    assert unreadable["diagnostics"][0]["line"] == 3
    assert "broken.yaml:3:1" in ran.err


def test_a_broken_policy_stops_everything(run, tmp_path: Path):
    (tmp_path / "mine.law").write_text("edition 2026\n\npolicy mine {\n")
    ran = run("audit", *lay_out(tmp_path, ["good"]), "--policy", "mine.law", "--policy", "gpu-count")
    assert (ran.code, ran.out) == (2, "")
    assert "mine.law:3" in ran.err


def test_a_policy_whose_name_no_file_can_have_is_missing(run, tmp_path: Path):
    ran = run("audit", *lay_out(tmp_path, ["good"]), "--policy", f"{'a' * 5000}.law")
    assert (ran.code, ran.out) == (2, "")
    assert "error[C114]" in ran.err


def test_text_prints_what_is_not_a_pass_and_all_on_demand(run, tmp_path: Path):
    plans = lay_out(tmp_path, ["wrong"])
    assert "skipped[" not in run("audit", *plans).out
    shown = run("audit", *plans, "--trace", "all").out
    assert "skipped[gpu-count/overfull-memory]" in shown
    assert "pass[gpu-count/lone-gpu]" in shown
    assert "holds by" in shown


def test_traces_none_draws_nothing(run, tmp_path: Path):
    plans = lay_out(tmp_path, ["wrong"])
    assert "expected = pp * tp * dp" in run("audit", *plans).out
    ran = run("audit", *plans, "--trace", "none")
    assert "expected = pp * tp * dp" not in ran.out
    assert "error[gpu-count/wrong-total]" in ran.out


def test_standard_input(run):
    ran = run("audit", "-", "--format", "json", stdin=DATA["plans"]["wrong"].encode())
    report = json.loads(ran.out)
    assert ran.code == 1
    assert report["plans"][0]["path"] == "<stdin>"


def test_parameters_change_the_outcome_and_are_reported(run, tmp_path: Path):
    plans = lay_out(tmp_path, ["overfull"])
    ran = run("audit", *plans, "--param", "gpu-count.least=0 GB", "--format", "json")
    report = json.loads(ran.out)
    assert report["plans"][0]["summary"]["violation"] == 0
    least = report["parameters"]["gpu-count.least"]
    assert (least["value"], least["unit"], least["stated"]) == (0, "B", True)
    assert report["parameters"]["gpu-count.slack"]["stated"] is False


def test_a_pattern_is_resolved(run, tmp_path: Path):
    lay_out(tmp_path, ["good", "wrong"])
    report = json.loads(run("audit", "*.yaml", "--format", "json").out)
    assert [plan["path"] for plan in report["plans"]] == ["good.yaml", "wrong.yaml"]


def test_a_name_that_no_file_can_have_matches_none(run):
    ran = run("audit", "plan\0.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "error[C114]" in ran.err
    for flag, code in (("--baseline", "P105"), ("--project", "P105"), ("--changed-since", "C164")):
        ran = run("audit", "-", flag, "a\0b", stdin=DATA["plans"]["good"].encode())
        assert (ran.code, f"error[{code}]" in ran.err) == (2, True)


@pytest.mark.parametrize("mark", ["shardlaw.toml", ".git"])
def test_names_are_relative_to_the_project(mark: str, run, tmp_path: Path, monkeypatch):
    inner = tmp_path / "team" / "plans"
    inner.mkdir(parents=True)
    lay_out(inner, ["wrong"])
    assert json.loads(run("audit", "team/plans/wrong.yaml", "--format", "json").out)["plans"][0]["path"] == "wrong.yaml"
    (tmp_path / "team" / mark).touch()
    ran = run("audit", "team/plans/wrong.yaml", "--policy", "gpu-count", "--format", "json")
    assert json.loads(ran.out)["plans"][0]["path"] == "plans/wrong.yaml"
    monkeypatch.chdir(inner)
    assert run("audit", "wrong.yaml", "--policy", "gpu-count", "--format", "json").out == ran.out


def test_a_folder_and_a_missing_plan_are_said(run, tmp_path: Path):
    (tmp_path / "plans").mkdir()
    ran = run("audit", "plans", "missing.yaml")
    assert ran.code == 2
    assert "error[P102]" in ran.err
    assert "error[P101]" in ran.err
    assert "not read: plans (1 error)" in ran.out

"""`shardlaw.toml`: whose word counts, which plans and plug-ins it names, and what its profiles fill."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "precedence.yaml").read_text("utf-8"))
PLANS = yaml.safe_load((HERE / "gate.yaml").read_text("utf-8"))["plans"]
SCHEMA = json.loads((HERE.parent.parent / "schemas" / "report.schema.json").read_text("utf-8"))


def lay_out(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def part(tree: Any, path: str) -> Any:
    for key in path.split("/"):
        tree = tree[int(key)] if isinstance(tree, list) else tree[key]
    return tree


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_precedence(case: dict, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in case.get("environment", {}).items():
        monkeypatch.setenv(name, value)
    lay_out(tmp_path, {"good.yaml": PLANS["good"]})
    if "file" in case:
        lay_out(tmp_path, {"shardlaw.toml": case["file"]})
    ran = run("audit", "good.yaml", *case.get("args", []), "--format", "json")
    report = json.loads(ran.out)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
    assert {path: part(report, path) for path in case["shows"]} == case["shows"]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("SHARDLAW_FAIL_ON", "eror", "error[C105]: `eror` is not a value of `SHARDLAW_FAIL_ON`"),
        ("SHARDLAW_INCONCLUSIVE", "no", "error[C105]: `no` is not a value of `SHARDLAW_INCONCLUSIVE`"),
        ("SHARDLAW_POLICY", "gpu-count gpu-cont", "  --> SHARDLAW_POLICY:1:11"),
    ],
)
def test_a_wrong_variable(variable: str, value: str, says: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(variable, value)
    lay_out(tmp_path, {"good.yaml": PLANS["good"]})
    ran = run("audit", "good.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


@pytest.mark.parametrize(("must", "code"), [("wrong-total", 3), ("lone-gpu", 0), (None, 0)])
def test_a_rule_that_must_conclude(must: str | None, code: int, run, tmp_path: Path):
    rules = f'gate.must_conclude = ["gpu-count/{must}"]' if must else ""
    lay_out(tmp_path, {"open.yaml": PLANS["open"], "shardlaw.toml": f'gate.fail_on = "never"\n{rules}'})
    ran = run("audit", "open.yaml")
    assert ran.code == code
    assert ran.out.splitlines()[-1].startswith("undecided" if code else "pass")


def test_the_plans_of_the_file_are_audited_from_any_folder(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plans = {"plans/a/good.yaml": PLANS["good"], "plans/wrong.yaml": PLANS["wrong"], "open.yaml": PLANS["open"]}
    lay_out(tmp_path, {**plans, "shardlaw.toml": 'plans = ["plans/**/*.yaml", "plans/wrong.yaml"]'})
    ran = run("audit", "--format", "json")
    assert [plan["path"] for plan in json.loads(ran.out)["plans"]] == ["plans/a/good.yaml", "plans/wrong.yaml"]
    monkeypatch.chdir(tmp_path / "plans" / "a")
    assert run("audit", "--format", "json") == ran


def test_paths_of_policies_and_plug_ins_are_relative_to_the_file(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lay_out(
        tmp_path,
        {
            "shardlaw.toml": 'policies = ["rules/half.law"]\nplugins = ["tools/failing.py"]\nplans = ["good.yaml"]',
            "rules/half.law": (tmp_path / "half.law").read_text("utf-8"),
            "tools/failing.py": (tmp_path / "failing.py").read_text("utf-8"),
            "good.yaml": PLANS["good"],
            "elsewhere/note.txt": "",
        },
    )
    monkeypatch.chdir(tmp_path / "elsewhere")
    report = json.loads(run("audit", "--format", "json").out)
    assert report["plans"][0]["records"][0]["rule_source"]["file"] == "rules/half.law"
    assert run("list").out == "half@0.1.0  runs by shardlaw.toml rules/half.law  Half of the GPUs\n"
    assert "not loaded" not in run("plugins", "--plugin", "../tools/failing.py").out  # named twice, loaded once


PROFILED = """\
plan: plan/1
name: profiled
hardware: {gpu: h100}
phases:
  - {name: inherits, gpus: 8, parallelism: {tp: 8, dp: 1}, claims: {memory: {total: 79.5 GB}}}
  - {name: states, hardware: {memory: 96 GB}, claims: {memory: {total: 79.5 GB}}}
  - {name: other, hardware: {gpu: b200}, claims: {memory: {total: 79.5 GB}}}
  - {name: unlisted, hardware: {gpu: prototype-7}, claims: {memory: {total: 79.5 GB}}}
"""
PROFILES = """\
[hardware]
h100 = {memory = "80 GB", gpus_per_node = 8}
b200.memory = "180 GB"
"""


@pytest.fixture
def profiled(run, tmp_path: Path) -> dict[str, dict]:
    """The records of `overfull-memory` by phase."""
    lay_out(tmp_path, {"plan.yaml": PROFILED, "shardlaw.toml": PROFILES})
    report = json.loads(run("audit", "plan.yaml", "--format", "json").out)
    records = [record for record in report["plans"][0]["records"] if record["rule"] == "overfull-memory"]
    return {record["subject"]["name"]: record for record in records}


@pytest.mark.parametrize(
    ("phase", "outcome", "pointer", "text", "place"),
    [
        ("inherits", "violation", "/hardware/memory", "80 GB", ("shardlaw.toml", 2, 18)),
        ("states", "pass", "/phases/1/hardware/memory", "96 GB", ("plan.yaml", 6, 39)),
        ("other", "pass", "/phases/2/hardware/memory", "180 GB", ("shardlaw.toml", 3, 15)),
    ],
)
def test_a_profile_fills_what_the_plan_does_not_state(
    phase: str, outcome: str, pointer: str, text: str, place: tuple[str, int, int], profiled: dict[str, dict]
):
    (memory,) = [fact for fact in profiled[phase]["facts"] if fact["path"].endswith("hardware/memory")]
    assert profiled[phase]["outcome"] == outcome
    assert (memory["path"], memory["text"], memory["stated"]) == (pointer, text, True)
    assert (memory["file"], memory["line"], memory["column"]) == place


def test_a_gpu_that_nothing_lists_stays_as_it_is_stated(profiled: dict[str, dict]):
    assert profiled["unlisted"]["unknowns"] == [{"cause": "not stated", "path": "/hardware/memory"}]


def test_the_text_names_the_file_of_a_profile(run, tmp_path: Path):
    lay_out(tmp_path, {"plan.yaml": PROFILED, "shardlaw.toml": PROFILES})
    shown = run("audit", "plan.yaml").out
    assert "  --> plan.yaml:5:85  phase `inherits`" in shown
    assert '  ::: shardlaw.toml:2:18\n    2 | h100 = {memory = "80 GB", gpus_per_node = 8}\n' in shown
    assert run("eval", "hardware.memory / hardware.gpus_per_node", "--plan", "plan.yaml").out.startswith("10 GB\n")


@pytest.mark.parametrize("listed", [False, True])
def test_only_a_project_file_is_paid_for(listed: bool, tmp_path: Path):
    lay_out(tmp_path, {"good.yaml": PLANS["good"]})
    if listed:
        lay_out(tmp_path, {"shardlaw.toml": ""})
    script = "import sys; from shardlaw.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", script, "audit", "good.yaml"], cwd=tmp_path, capture_output=True, check=True
    )
    imported = ended.stderr.decode().split()
    assert ("shardlaw.project" in imported) is listed
    assert ("shardlaw.workspace.project" in imported) is listed


def test_a_project_file_by_name(run, tmp_path: Path):
    strict = 'gate.fail_on = "never"\n'
    lay_out(tmp_path, {"wrong.yaml": PLANS["wrong"], "shardlaw.toml": "", "teams/ours.toml": strict})
    assert run("audit", "wrong.yaml").code == 1
    ran = run("audit", "wrong.yaml", "--project", "teams/ours.toml", "--format", "json")
    assert (ran.code, json.loads(ran.out)["project"]["path"]) == (0, "ours.toml")
    assert json.loads(ran.out)["plans"][0]["path"] == "../wrong.yaml"
    ran = run("audit", "wrong.yaml", "--project", "teams/their.toml")
    assert (ran.code, ran.out) == (2, "")
    assert "error[P101]" in ran.err

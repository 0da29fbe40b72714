"""The steps of the action, run by bash as a runner does: inputs in the environment, results in files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.ci.places import ROOT, command_in, environment, git, repository

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, AUDIT = ACTION["runs"]["steps"]


class Runner:
    """What GitHub gives to a step."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.temp = folder / "temp"
        self.output = folder / "output"
        self.summary = folder / "summary.md"
        for path in (self.work, self.temp):
            path.mkdir()
        repository(self.work)

    def run(self, step: dict, **inputs: str) -> int:
        """The exit code of a step; inputs by name with `_` for `-`."""
        given = {name: entry["default"] for name, entry in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() == ACTION["inputs"].keys()
        variables = {
            name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], value)
            for name, value in step["env"].items()
        }
        files = {"GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        places = {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(self.temp)}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        ended = subprocess.run(shell, cwd=self.work, env=environment(**files, **places, **variables), check=False)  # noqa: S603
        return ended.returncode


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.fixture
def installed(runner: Runner) -> Runner:
    command_in(runner.temp / "shardlaw" / "bin")
    return runner


def test_no_script_holds_an_expression():
    """What a workflow says reaches a script through the environment only, so that it is never read as code."""
    assert [step["name"] for step in ACTION["runs"]["steps"] if "${{" in step["run"]] == []


def test_a_plan_that_is_wrong(installed: Runner):
    assert installed.run(AUDIT, plans="plans/*.yaml", policies="moe-knowledge") == 1
    assert installed.output.read_text() == "exit-code=1\n"
    sarif = json.loads((installed.work / "shardlaw.sarif").read_text("utf-8"))
    found = {result["ruleId"] for run in sarif["runs"] for result in run["results"]}
    assert any("ep-is-not-the-gpu-total" in rule for rule in found)
    assert "plans/wrong.yaml" in installed.summary.read_text("utf-8")


def test_every_input_reaches_the_command(installed: Runner):
    words = {"plans": "plans/good.yaml\nplans/wrong.yaml", "policies": "moe-knowledge\nsanity"}
    assert installed.run(AUDIT, **words, changed_since="HEAD") == 1  # the one that is new
    git(installed.work, "add", ".")
    git(installed.work, "commit", "-q", "-m", "second")
    assert installed.run(AUDIT, **words, changed_since="HEAD") == 0
    assert installed.run(AUDIT, **words, fail_on="never") == 0
    assert installed.run(AUDIT, **words, inconclusive="blok") == 2
    command = str(installed.temp / "shardlaw" / "bin" / "shardlaw")
    report = [command, "audit", *words["plans"].splitlines(), "--output", "json=known.json"]
    subprocess.run(report, cwd=installed.work, capture_output=True, check=False)  # noqa: S603
    assert installed.run(AUDIT, **words, baseline="known.json") == 0
    assert installed.run(AUDIT, **words, fail_on="never", sarif="deep.sarif") == 0
    assert (installed.work / "deep.sarif").exists()


def test_without_a_plan_those_of_the_project(installed: Runner):
    assert installed.run(AUDIT) == 2
    (installed.work / "shardlaw.toml").write_text('plans = ["plans/good.yaml"]\npolicies = ["moe-knowledge"]\n')
    assert installed.run(AUDIT) == 0


@pytest.mark.parametrize("name", ["plans", "policies", "fail_on", "inconclusive", "changed_since", "baseline"])
def test_inputs_are_words_and_never_code(name: str, installed: Runner):
    text = "--output=json=hacked $(touch hacked) `touch hacked` \"; touch hacked; ' *"
    assert installed.run(AUDIT, **{"plans": "plans/good.yaml", name: text}) == 2
    assert not (installed.work / "hacked").exists()


@pytest.mark.installs
def test_the_action_installs_what_it_runs(runner: Runner):
    assert runner.run(INSTALL, python=sys.executable) == 0
    assert runner.run(AUDIT, plans="plans/wrong.yaml", policies="moe-knowledge") == 1
    assert (runner.work / "shardlaw.sarif").exists()

"""The job of the GitLab template, run by the shell of an image."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml
from tests.ci.places import ROOT, command_in, environment, repository

JOB = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))[".shardlaw"]
INSTALLING = 2  # lines of the script


def job(folder: Path, script: list[str], variables: dict[str, str]) -> int:
    given = environment(**JOB["variables"] | variables)
    return subprocess.run(["sh", "-ec", "\n".join(script)], cwd=folder, env=given, check=False).returncode  # noqa: S603, S607


@pytest.fixture
def work(tmp_path: Path) -> Path:
    repository(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"SHARDLAW_PLANS": "plans/*.yaml", "SHARDLAW_ARGUMENTS": "--policy moe-knowledge"}, 1),
        ({"SHARDLAW_PLANS": "plans/good.yaml", "SHARDLAW_ARGUMENTS": "--policy moe-knowledge"}, 0),
        ({"SHARDLAW_PLANS": "$(touch hacked) ;touch hacked"}, 2),
    ],
)
def test_the_job(variables: dict[str, str], code: int, work: Path):
    command_in(work / ".shardlaw" / "bin")
    assert job(work, JOB["script"][INSTALLING:], variables) == code
    assert all((work / name).exists() for name in JOB["artifacts"]["reports"].values())
    assert not (work / "hacked").exists()


@pytest.mark.installs
def test_the_job_installs_what_it_runs(work: Path):
    given = {"SHARDLAW_SOURCE": str(ROOT), "SHARDLAW_PLANS": "plans/good.yaml"}
    assert job(work, JOB["script"], given) in {0, 1}
    assert (work / "shardlaw.xml").exists()

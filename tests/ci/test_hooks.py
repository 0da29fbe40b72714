"""The hooks, run by pre-commit itself: it installs the checkout from its last commit and runs what is staged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.ci.places import ROOT, environment, git, repository, shown

pytestmark = pytest.mark.installs
LAW = (ROOT / "policies" / "sanity" / "0.1.0.law").read_text("utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which pre-commit keeps what it installed."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with the configuration of the page, but for where the hooks come from."""
    repository(tmp_path)
    given = {"repo:": f"  - repo: {ROOT}", "rev:": f"    rev: {git(ROOT, 'rev-parse', 'HEAD')}"}
    lines = [
        next((line for word, line in given.items() if word in said), said) for said in shown("repos:").splitlines()
    ]
    (tmp_path / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n")
    return tmp_path


def hook(name: str, work: Path, home: Path) -> tuple[int, str]:
    git(work, "add", ".")
    words = [sys.executable, "-m", "pre_commit", "run", name, "--verbose"]
    ended = subprocess.run(  # noqa: S603
        words, cwd=work, env=environment(PRE_COMMIT_HOME=str(home)), capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_a_plan_that_is_wrong_is_not_committed(work: Path, home: Path):
    code, said = hook("shardlaw-audit", work, home)
    assert (code, "moe-knowledge/ep-is-not-the-gpu-total" in said) == (1, True), said
    assert "plans/good.yaml" not in said  # only what is staged
    (work / "plans" / "wrong.yaml").write_text((work / "plans" / "good.yaml").read_text() + "# new\n")
    code, said = hook("shardlaw-audit", work, home)
    assert code == 0, said


def test_all_plans_when_the_project_file_changes(work: Path, home: Path):
    (work / "shardlaw.toml").write_text('plans = ["plans/*.yaml"]\npolicies = ["moe-knowledge"]\n')
    code, said = hook("shardlaw-audit-project", work, home)
    assert (code, "all 2 plans" in said) == (1, True), said


def test_policies_are_checked_and_formatted(work: Path, home: Path):
    (work / "sanity").mkdir()
    law = work / "sanity" / "0.1.0.law"
    law.write_text(LAW.replace("\n  ", "\n     "))
    assert hook("shardlaw-check", work, home)[0] == 0
    assert hook("shardlaw-fmt", work, home)[0] == 1  # because it changed the file
    assert law.read_text() == LAW
    assert hook("shardlaw-fmt", work, home)[0] == 0
    law.write_text(LAW.replace("severity", "severty", 1))
    assert hook("shardlaw-check", work, home)[0] == 1

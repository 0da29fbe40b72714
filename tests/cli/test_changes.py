"""`--changed-since`: the plans whose audit may have changed, in repositories of their own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
PLANS = yaml.safe_load((HERE / "gate.yaml").read_text("utf-8"))["plans"]
LAW = (HERE / "repository" / "gpu-count" / "0.2.0.law").read_text("utf-8")
PLUGIN = """\
from shardlaw.plugins import hookimpl

__version__ = "1"


@hookimpl
def shardlaw_libraries():
    return ()
"""
FILES = {
    "plans/a.yaml": PLANS["good"],
    "plans/b.yaml": PLANS["good"],
    "plans/later.yaml": f"{PLANS['good']}revises: b.yaml\n",
    "gpu-count.law": LAW,
    "tool.py": PLUGIN,
    "notes.md": "",
}
PROJECT = 'plans = ["plans/*.yaml"]\n'


def git(*words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *who, *words], check=True, capture_output=True)  # noqa: S603, S607


def change(name: str, text: str = "# changed\n") -> None:
    path = Path(name)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


@pytest.fixture
def audited(run, tmp_path: Path):
    """A repository with a project and one commit, `base`; `audited(*flags)` is the plans that are audited."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "shardlaw.toml").write_text(PROJECT)
    (tmp_path / ".gitignore").write_text("ignored*\n*.py\n!tool.py\n")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    git("tag", "base")

    def audited_(*words: str, code: int = 0, since: str = "base") -> list[str]:
        ran = run("audit", *words, "--changed-since", since, "--format", "json")
        assert ran.code == code
        report = json.loads(ran.out)
        assert ran.err.splitlines()[-1].endswith(f"changed since {since}")
        return sorted(entry["path"] for entry in (*report["plans"], *report["unreadable"]))

    return audited_


ALL = ["plans/a.yaml", "plans/b.yaml", "plans/later.yaml"]


@pytest.mark.parametrize("how", ["edited", "staged", "committed"])
@pytest.mark.parametrize(
    ("name", "plans"),
    [
        ("plans/a.yaml", ["plans/a.yaml"]),
        ("plans/b.yaml", ["plans/b.yaml", "plans/later.yaml"]),  # the one revises the other
        ("shardlaw.toml", ALL),
        ("notes.md", []),
    ],
)
def test_what_changed(how: str, name: str, plans: list[str], audited):
    change(name)
    if how != "edited":
        git("add", name)
    if how == "committed":
        git("commit", "-q", "-m", "second")
    assert audited() == plans


def test_nothing_changed_is_green_and_said(run, audited):
    assert audited() == []
    ran = run("audit", "--changed-since", "HEAD")
    assert (ran.code, ran.out, ran.err) == (
        0,
        "pass: nothing was audited\n",
        "0 of 3 plans changed since HEAD\n",
    )


def test_a_new_plan_counts_and_so_does_one_that_git_ignores(audited):
    change("plans/new.yaml", PLANS["wrong"])
    change("plans/ignored.yaml", PLANS["wrong"])
    assert audited(code=1) == ["plans/ignored.yaml", "plans/new.yaml"]


def test_a_plan_that_lies_outside_counts(audited, tmp_path: Path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "plan.yaml"
    outside.write_text(PLANS["good"])
    (tmp_path / "plans" / "link.yaml").symlink_to(outside)
    git("add", ".")
    git("commit", "-q", "-m", "link")
    assert audited(since="HEAD") == ["plans/link.yaml"]


def test_a_policy_by_path_and_a_plug_in_in_a_file_count(audited):
    flags = ("plans/a.yaml", "--policy", "./gpu-count.law", "--plugin", "tool.py")
    assert audited(*flags) == []
    change("gpu-count.law")
    assert audited(*flags) == ["plans/a.yaml"]
    git("checkout", "gpu-count.law")
    change("tool.py")
    assert audited(*flags) == ["plans/a.yaml"]


def test_only_what_the_branch_itself_did_counts(audited):
    git("checkout", "-q", "-b", "branch")
    change("plans/a.yaml")
    git("commit", "-q", "-a", "-m", "ours")
    git("checkout", "-q", "main")
    change("plans/b.yaml")
    git("commit", "-q", "-a", "-m", "theirs")
    git("checkout", "-q", "branch")
    assert audited(since="main") == ["plans/a.yaml"]


def test_a_plan_that_is_lost_or_cannot_be_read_counts(audited):
    Path("plans/a.yaml").unlink()
    assert audited("plans/a.yaml", "plans/b.yaml", code=2) == ["plans/a.yaml"]
    change("plans/c.yaml", "plan: [\n")
    git("add", ".")
    git("commit", "-q", "-m", "broken")
    assert audited(since="HEAD", code=2) == ["plans/c.yaml"]


def test_a_moved_plan_counts(audited):
    git("mv", "plans/a.yaml", "plans/moved.yaml")
    assert audited() == ["plans/moved.yaml"]


def test_what_a_link_leads_to_counts(audited, tmp_path: Path):
    (tmp_path / "plans" / "link.yaml").symlink_to("../notes.yaml")
    change("notes.yaml", PLANS["good"])
    git("add", ".")
    git("commit", "-q", "-m", "link")
    assert audited(since="HEAD") == []
    change("notes.yaml")
    assert audited(since="HEAD") == ["plans/link.yaml"]


def test_odd_names_and_odd_settings_change_nothing(audited, monkeypatch: pytest.MonkeyPatch):
    git("config", "diff.noprefix", "true")
    git("config", "diff.relative", "true")
    git("config", "core.quotePath", "true")
    git("config", "color.ui", "always")
    change("plans/größe\t2.yaml", PLANS["good"])
    monkeypatch.chdir("plans")
    assert audited() == ["plans/größe\t2.yaml"]

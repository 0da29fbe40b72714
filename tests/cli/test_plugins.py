"""`shardlaw plugins`, and a plug-in that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

import shardlaw
import shardlaw_parallelism


def rows(out: str) -> dict[str, str]:
    return {line.split()[0]: line for line in out.splitlines()}


def test_first_party_plug_ins_are_loaded_and_others_when_named(run):
    first_party = rows(run("plugins").out)
    assert list(first_party) == ["parallelism", "reporters"]
    assert "formats text, json, sarif, junit, github, gitlab, markdown " in first_party["reporters"]
    named = rows(run("plugins", "--plugin", "failing.py").out)
    assert "1.0.0" in named["failing"]
    assert "calculators 1" in named["failing"]


def test_installed_plug_ins_are_listed_but_not_loaded(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    info = tmp_path / "org_rules-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: org-rules\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text("[shardlaw.plugins]\norg = org_rules\n")
    (tmp_path / "org_rules.py").write_text('raise RuntimeError("imported")\n')
    monkeypatch.syspath_prepend(tmp_path)
    row = rows(run("plugins").out)["org"]
    assert "2.1" in row
    assert "not loaded" in row
    assert run("--version").out.splitlines() == [
        f"shardlaw {shardlaw.__version__}",
        f"parallelism  {shardlaw_parallelism.__version__}  loaded",
        f"reporters    {shardlaw.__version__}  loaded",
        "org          2.1    installed, not loaded",
    ]


@pytest.mark.parametrize(("text", "code", "diagnostic"), [(None, 2, "X101"), ('raise RuntimeError("no")', 4, "X102")])
def test_a_missing_plug_in_is_wrong_input_and_a_broken_one_a_failure(
    text: str | None, code: int, diagnostic: str, run, tmp_path: Path
):
    if text is not None:
        (tmp_path / "mine.py").write_text(text)
    ran = run("audit", "plan.yaml", "--plugin", "mine.py")
    assert (ran.code, ran.out) == (code, "")
    assert f"error[{diagnostic}]" in ran.err


def test_a_plug_in_whose_name_no_file_can_have_is_missing(run, tmp_path: Path):
    (tmp_path / "shardlaw.toml").write_text('plugins = ["a\\u0000b.py"]\n')
    ran = run("audit", "plan.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "error[X101]" in ran.err

"""`shardlaw fmt`: in place, whole or not at all, or only compared."""

from __future__ import annotations

from pathlib import Path

import pytest

MESSY = """\
edition 2026
policy mine version 0.1.0 { title "A policy" }
rule nameless-plan "A plan without a name" {
  severity note   # a comment
  kind incomplete
  require name is known
  because "Reports speak of plans by their names."
  message "the plan has no name"
}
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "messy.law"
    path.write_text(MESSY)
    return path


@pytest.fixture
def tidy(run, messy: Path) -> str:
    return run("fmt", "-", stdin=messy.read_bytes()).out


def test_in_place(run, messy: Path, tidy: str):
    messy.chmod(0o600)
    ran = run("fmt", "messy.law")
    assert (ran.code, ran.out, ran.err) == (0, "messy.law\n", "")
    assert messy.read_text() == tidy != MESSY
    assert "# a comment" in tidy
    assert messy.stat().st_mode & 0o777 == 0o600
    again = run("fmt", "messy.law")
    assert (again.code, again.out) == (0, "")
    assert [path.name for path in messy.parent.glob("*messy*")] == ["messy.law"]


@pytest.mark.parametrize("flag", ["--check", "--diff"])
def test_comparing_writes_nothing(flag: str, run, messy: Path, tidy: str):
    ran = run("fmt", flag, "messy.law")
    assert ran.code == 1
    assert "messy.law" in ran.out
    assert messy.read_text() == MESSY
    messy.write_text(tidy)
    ran = run("fmt", flag, "messy.law")
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.usefixtures("messy")
def test_a_difference_is_a_patch(run):
    ran = run("fmt", "--diff", "messy.law")
    assert ran.out.startswith("--- messy.law\n+++ messy.law (formatted)\n@@ ")
    assert "\n+  kind     incomplete\n" in ran.out


def test_a_broken_file_stops_no_other(run, messy: Path, tidy: str):
    broken = messy.with_name("broken.law")
    broken.write_text("edition 2026\npolicy {")
    ran = run("fmt", "broken.law", "messy.law", "missing.law")
    assert (ran.code, ran.out) == (2, "messy.law\n")
    assert "broken.law:2" in ran.err
    assert "missing.law" in ran.err
    assert broken.read_text() == "edition 2026\npolicy {"
    assert messy.read_text() == tidy

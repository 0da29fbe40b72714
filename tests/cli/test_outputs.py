"""`--format` and `--output`: several at once, all or none, and where they may go."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from shardlaw.cli.main import main
from shardlaw.cli.replacing import UnwritableError, replace_files
from shardlaw.reports.formats import FORMATS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "examples" / "plugins" / "page.py"
PLAN = """\
plan: plan/1
name: small
model: {parameters: 1B}
mode: serving
gpus: 8
"""
RAISING = """\
from shardlaw.plugins import Reporter, hookimpl

__version__ = "1"


def write(report, view):
    raise RuntimeError("no")


@hookimpl
def shardlaw_reporters():
    return [Reporter("raising", "nobody", write)]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN)
    return tmp_path


def audit(*arguments: str) -> int:
    return main(["audit", "plan.yaml", "--policy", "sanity", "--allow-empty", *arguments])


def test_a_file_is_what_standard_output_would_be(folder: Path, capsysbinary):
    for reporter in FORMATS:
        assert audit("--format", reporter.name, "--output", f"{reporter.name}=out") == 0
        assert (folder / "out").read_bytes() == capsysbinary.readouterr().out != b""


def test_several_formats_are_written_at_once_and_nothing_else_is_left(folder: Path, capsys):
    names = [reporter.name for reporter in FORMATS]
    assert audit(*(f"--output={name}=out.{name}" for name in names)) == 0
    assert "pass:" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {"plan.yaml", *(f"out.{name}" for name in names)}


def test_no_file_changes_where_a_reporter_fails(folder: Path, capsys):
    (folder / "out.json").write_text("old")
    (folder / "raising.py").write_text(RAISING)
    outputs = ["--output", "json=out.json", "--output", "raising=out.txt", "--output", "sarif=out.sarif"]
    assert audit("--plugin", "raising.py", *outputs) == 4
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "error[X123]" in captured.err
    assert (folder / "out.json").read_text() == "old"
    assert {path.name for path in folder.iterdir()} - {"__pycache__"} == {"plan.yaml", "raising.py", "out.json"}


def test_a_plan_that_cannot_be_read_counts_more_than_a_reporter_that_fails(folder: Path, capsys):
    (folder / "raising.py").write_text(RAISING)
    (folder / "plan.yaml").write_text("not: a plan")
    assert audit("--plugin", "raising.py", "--format", "raising") == 2
    assert "error[X123]" in capsys.readouterr().err


def test_nothing_is_audited_where_an_output_is_wrong(folder: Path, capsys):
    (folder / "plan.yaml").write_text("not: a plan")
    assert audit("--output", "json=absent/out.json") == 2
    captured = capsys.readouterr()
    assert "error[C153]" in captured.err
    assert captured.err.count("error[") == 1


def test_the_file_behind_a_link_is_replaced_and_keeps_its_mode(folder: Path):
    (folder / "kept").mkdir()
    target = folder / "kept" / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    (folder / "out.json").symlink_to(target)
    assert audit("--output", "json=out.json") == 0
    assert (folder / "out.json").is_symlink()
    assert json.loads(target.read_text())["schema"] == "report/1"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_stays_one():
    assert audit("--output", f"json={os.devnull}") == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116


def test_a_format_of_a_plug_in_is_one_like_any_other(folder: Path, capsys):
    assert audit("--plugin", str(PAGE), "--output", "org-html=page.html", "--format", "json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (folder / "page.html").read_text().startswith("<!DOCTYPE html>\n<title>Plans: pass</title>")
    assert [plugin["name"] for plugin in report["plugins"]] == ["parallelism"], "a reporter decides nothing"


def test_no_file_is_replaced_where_one_cannot_be_written(folder: Path):
    (folder / "one").write_text("old")
    with pytest.raises(UnwritableError) as raised:
        replace_files([(str(folder / "one"), b"new"), (str(folder / "absent" / "two"), b"new")])
    assert raised.value.path.endswith("two")
    assert (folder / "one").read_text() == "old"
    assert {path.name for path in folder.iterdir()} == {"plan.yaml", "one"}


def test_the_page_shows_the_example_as_it_is():
    assert f"```python\n{PAGE.read_text()}```" in (ROOT / "docs" / "reports.md").read_text("utf-8")

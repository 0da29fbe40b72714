"""What is said of a wrong project file: NAME.yaml has the files and the arguments, NAME.txt what comes out.

`files` are texts by path; `args` the words after `shardlaw` (`audit`). Nothing is audited, and the exit code is 2. The
bundled policies are those of `tests/cli/repository`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from shardlaw.cli import workspace
from shardlaw.cli.main import main
from shardlaw.diagnostics.registry import registry
from shardlaw.policies.repository import Repository

HERE = Path(__file__).parent / "project"
REPOSITORY = Path(__file__).parent.parent / "cli" / "repository"


@pytest.mark.parametrize("path", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_project(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, golden):
    case = yaml.safe_load(path.read_text("utf-8"))
    for name, text in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workspace, "bundled", lambda: Repository(REPOSITORY))
    assert main(case.get("args", ["audit"])) == case.get("exit", 2)
    captured = capsys.readouterr()
    assert captured.out == ""
    golden(path.with_suffix(".txt"), captured.err)


def test_every_code_of_the_project_file_has_a_golden_file():
    shown = {code for path in HERE.glob("*.txt") for code in re.findall(r"\[(C21\d)\]", path.read_text("utf-8"))}
    assert shown == {code for code in registry() if code.startswith("C21")}

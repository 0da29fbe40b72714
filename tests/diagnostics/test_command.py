"""What is said of a wrong command line: NAME.yaml has the arguments and the files, NAME.txt what comes out.

`args` are the words after `shardlaw`; `files` texts by path, `latin1` texts that are written in that encoding. `exit`
is the exit code (2), `output` a file that standard output goes to, `before` what a shell is given first. Standard error
is compared; the bundled policies are those of `tests/cli/repository`.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from shardlaw.cli import workspace
from shardlaw.cli.main import main
from shardlaw.diagnostics.registry import registry
from shardlaw.policies.repository import Repository

HERE = Path(__file__).parent / "command"
REPOSITORY = Path(__file__).parent.parent / "cli" / "repository"
IDENTITY = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
CASES = sorted(HERE.glob("*.yaml"))


def lay_out(case: dict, folder: Path) -> None:
    encoded = [(path, text.encode()) for path, text in case.get("files", {}).items()]
    encoded += [(path, text.encode("latin-1")) for path, text in case.get("latin1", {}).items()]
    for path, data in encoded:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_command(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, golden):
    case = yaml.safe_load(path.read_text("utf-8"))
    lay_out(case, tmp_path)
    monkeypatch.chdir(tmp_path)
    if "before" in case:
        subprocess.run(["sh", "-ec", case["before"]], check=True, env={**os.environ, **IDENTITY})  # noqa: S603, S607
    monkeypatch.setattr(workspace, "bundled", lambda: Repository(REPOSITORY))
    with Path(case.get("output", os.devnull)).open("w") as output:
        if "output" in case:
            monkeypatch.setattr("sys.stdout", output)
        assert main(case["args"]) == case.get("exit", 2)
    captured = capsys.readouterr()
    assert bool(captured.out) == case.get("stdout", False)
    golden(path.with_suffix(".txt"), captured.err)


def test_every_code_of_the_command_line_has_a_golden_file_and_the_other_way_round():
    shown = {code for path in HERE.glob("*.txt") for code in re.findall(r"\[(C1\d\d)\]", path.read_text("utf-8"))}
    assert shown == {code for code in registry() if code.startswith("C1")}
    assert {path.stem for path in HERE.glob("*.txt")} == {path.stem for path in CASES}

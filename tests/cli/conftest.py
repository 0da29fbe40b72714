"""The command in this process: in a folder of its own, with the policies of `repository` as the bundled ones."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from shardlaw.cli import workspace
from shardlaw.cli.main import main
from shardlaw.policies.repository import Repository

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run(*words, stdin=b"")` in `tmp_path`, which holds the plug-in and policy of `plugins`."""
    for path in (HERE / "plugins").glob("*.*"):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workspace, "bundled", lambda: Repository(HERE / "repository"))

    def run_(*words: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(words)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_

"""What a workspace is relative to, and what it leaves alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import shardlaw
from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.workspace.files import read_text, root_above, shown

PACKAGE = Path(shardlaw.__file__).parent
MARKS = ("shardlaw.toml", ".git")


@pytest.mark.parametrize(
    ("there", "files", "root"),
    [
        ((), ("a/b/plan.yaml",), "a/b"),
        ((), ("a/b/plan.yaml", "a/c/plan.yaml"), "a"),
        ((".git",), ("a/b/plan.yaml",), "."),
        (("a/.git", ".git"), ("a/b/plan.yaml",), "a"),
        (("a/b/.git", "shardlaw.toml"), ("a/b/plan.yaml",), "."),  # the first mark, however far up
        (("a/b/.git",), ("a/b/plan.yaml", "a/plan.yaml"), "a"),  # marks below do not count
        (("a/.git",), ("a/b/../b/plan.yaml",), "a"),
    ],
)
def test_the_root_above_some_files(there: tuple[str, ...], files: tuple[str, ...], root: str, tmp_path: Path):
    for name in ("a/b", "a/c"):
        (tmp_path / name).mkdir(parents=True)
    for name in there:
        (tmp_path / name).touch()
    assert root_above([tmp_path / name for name in files], MARKS) == tmp_path / root


def test_names_are_relative_to_the_root_and_the_same_on_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "plan.yaml", tmp_path) == "a/plan.yaml"
    assert shown(Path("plan.yaml"), tmp_path / "a") == "../plan.yaml"


def test_a_text_that_is_none(tmp_path: Path):
    (tmp_path / "good.law").write_bytes("größe".encode())
    (tmp_path / "odd.law").write_bytes(b"edition \xff2026")
    good, odd, missing = (read_text(tmp_path / name, name) for name in ("good.law", "odd.law", "none.law"))
    assert isinstance(good, Source)
    assert good.text == "größe"
    assert isinstance(odd, Diagnostic)
    assert (odd.code, odd.position.column, odd.arguments["byte"]) == ("C116", 9, "0xFF")
    assert isinstance(missing, Diagnostic)
    assert missing.code == "P101"


@pytest.mark.parametrize("package", ["workspace", "library"])
def test_nothing_is_printed_and_no_environment_is_read(package: str):
    for path in (PACKAGE / package).glob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
        attributes = {
            node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
        }
        assert names.isdisjoint({"print", "input", "argparse"}), path.name
        assert attributes.isdisjoint({"environ", "getenv", "stdout", "stderr", "stdin", "exit"}), path.name

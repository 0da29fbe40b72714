"""A repository with a plan that is wrong and one that is right, and what the page says to put into such a one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
GOOD = """\
plan: plan/1
name: good
model: {kind: moe, experts: 16, layers: 16, parameters: 10B, dtype: bf16}
hardware: {memory: 64 GB}
phases: [{name: decode, mode: decode, gpus: 16, parallelism: {tp: 1, ep: 16}}]
"""
WRONG = GOOD.replace("name: good", "name: wrong").replace("gpus: 16", "gpus: 64")


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    ended = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603, S607
    return ended.stdout.strip()


def repository(folder: Path) -> None:
    """One commit with `plans/good.yaml`, and `plans/wrong.yaml` in the work tree."""
    (folder / "plans").mkdir()
    (folder / "plans" / "good.yaml").write_text(GOOD)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    (folder / "plans" / "wrong.yaml").write_text(WRONG)


def shown(first: str) -> str:
    """The indented block of the page that begins with a line."""
    blocks = map(textwrap.dedent, re.findall(r"(?:^    .*\n|^\n(?=    ))+", PAGE, re.MULTILINE))
    return next(block.lstrip("\n") for block in blocks if block.lstrip("\n").startswith(first))


def command_in(folder: Path) -> None:
    """The command of this environment, as if it had been installed into a folder."""
    folder.mkdir(parents=True)
    (folder / "shardlaw").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m shardlaw "$@"\n')
    (folder / "shardlaw").chmod(0o755)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}

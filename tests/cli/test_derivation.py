"""The page that follows one number: every command of docs/derivation.md prints what stands below it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "derivation.md"
PROMPT = "    $ "


def printed(command: str) -> str:
    """What a command of the page prints in the checkout, indented like the page."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    ran = subprocess.run(  # noqa: S602 - the commands are those of our own page
        command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return "".join(f"    {line}".rstrip() + "\n" for line in ran.stdout.rstrip("\n").split("\n"))


def rewritten(page: str) -> Iterator[str]:
    """The lines of the page, with what its commands print now in the place of what it says they print."""
    commands = re.findall(f"^{re.escape(PROMPT)}(.*)$", page, re.MULTILINE)
    with ThreadPoolExecutor() as pool:
        outputs = iter(list(pool.map(printed, commands)))
    output = False
    for line in page.splitlines(keepends=True):
        if line.startswith(PROMPT):
            output = True
            yield line
            yield next(outputs)
        elif output and not line.startswith("    ") and line.strip():
            output = False
            yield f"\n{line}"
        elif not output:
            yield line


def test_every_command_prints_what_the_page_says(golden):
    page = PAGE.read_text("utf-8")
    assert page.count("\n**") == 10
    golden(PAGE, "".join(rewritten(page)))

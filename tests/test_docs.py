"""Pages that are made from data are what the data makes, and pages that show code show code that runs."""

from __future__ import annotations

import importlib.util
import re
import shlex
import textwrap
from pathlib import Path

import pytest

from shardlaw.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def made_by(script: str):
    """A script of the documentation, imported from its file."""
    spec = importlib.util.spec_from_file_location(script, DOCS / f"{script}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_made_from_the_conformance_suite(golden):
    golden(DOCS / "reference.md", made_by("make_reference").reference())


def test_the_audits_are_shown_as_they_come_out(golden):
    golden(DOCS / "audits.md", made_by("make_audits").page())


def blocks(page: str) -> list[str]:
    """The indented blocks of a page that are whole `.law` files."""
    text = (DOCS / page).read_text("utf-8")
    found = [textwrap.dedent(block) for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)]
    return [block.strip("\n") + "\n" for block in found if block.strip().startswith("edition ")]


@pytest.mark.parametrize("number", [0, 1], ids=["policy", "library"])
def test_the_code_of_the_language_page_passes_the_checker_and_is_formatted(number: int, tmp_path: Path, capsys):
    file = tmp_path / "shown.law"
    file.write_text(blocks("language.md")[number], "utf-8")
    assert main(["check", str(file)]) == 0, capsys.readouterr().err
    assert main(["fmt", "--diff", str(file)]) == 0, capsys.readouterr().out
    if number == 0:
        assert main(["test", str(file)]) == 0, capsys.readouterr().err


def transcripts(page: Path) -> list[tuple[str, str]]:
    """The indented blocks of a page that begin with `$ shardlaw`: the command, and what it is said to print."""
    text = page.read_text("utf-8")
    found = []
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE):
        for shown in re.split(r"^\$ ", textwrap.dedent(block), flags=re.MULTILINE)[1:]:
            command, _, output = shown.partition("\n")
            found.append((command, output))
    return found


PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
SHOWN = [
    (page.name, *shown)
    for page in PAGES
    for shown in transcripts(page)
    if shown[0].startswith("shardlaw ") and "|" not in shown[0]  # pipelines need a shell: cli/test_derivation.py
]


@pytest.mark.parametrize(("page", "command", "output"), SHOWN, ids=[f"{page}: {command}" for page, command, _ in SHOWN])
def test_a_shown_command_prints_what_is_shown(page: str, command: str, output: str, capsys, monkeypatch):
    """A line of `...` stands for lines that are left out."""
    monkeypatch.chdir(ROOT)
    main(shlex.split(command)[1:])
    printed = capsys.readouterr()
    remaining = printed.out + printed.err
    for number, part in enumerate(re.split(r"^\.\.\.$\n?", output, flags=re.MULTILINE)):
        shown = part.strip("\n")
        at = remaining.find(shown)
        assert at == 0 or (at > 0 and number), f"{page}: `{command}` does not print\n{shown}"
        remaining = remaining[at + len(shown) :]

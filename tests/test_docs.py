"""Pages that are made from data are what the data makes, and pages that show code show code that runs."""

from __future__ import annotations

import importlib.util
import re
import textwrap
from pathlib import Path

import pytest

from shardlaw.cli.main import main

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_reference_is_made_from_the_conformance_suite(golden):
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    golden(DOCS / "reference.md", module.reference())


def blocks(page: str) -> list[str]:
    """The indented blocks of a page that are whole `.law` files."""
    text = (DOCS / page).read_text("utf-8")
    found = [textwrap.dedent(block) for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)]
    return [block.strip("\n") + "\n" for block in found if block.strip().startswith("edition ")]


@pytest.mark.parametrize("number", [0, 1], ids=["policy", "library"])
def test_the_code_of_the_language_page_passes_the_checker(number: int, tmp_path: Path, capsys):
    file = tmp_path / "shown.law"
    file.write_text(blocks("language.md")[number], "utf-8")
    assert main(["check", str(file)]) == 0, capsys.readouterr().err
    if number == 0:
        assert main(["test", str(file)]) == 0, capsys.readouterr().err

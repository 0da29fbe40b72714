"""What holds for the diagnostics of all areas: each is shown by a golden file, and each golden file shows one.

The cases themselves are run by the drivers beside the golden files, `tests/diagnostics/test_<area>.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from shardlaw.diagnostics.registry import Entry, registry

HERE = Path(__file__).parent / "diagnostics"
SHOWN = re.compile(r"^(?:error|warning)\[([A-Z]\d+)\]:", re.MULTILINE)
AREAS = sorted(path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__"))


def golden_files() -> list[Path]:
    return sorted(HERE.glob("*/*.txt"))


def test_every_area_has_a_driver() -> None:
    assert [path.name for path in AREAS if not (HERE / f"test_{path.name}.py").exists()] == []


def test_every_golden_file_shows_codes_of_the_registry() -> None:
    for path in golden_files():
        codes = SHOWN.findall(path.read_text("utf-8"))
        assert codes, path.name
        assert set(codes) <= registry().keys(), path.name


def test_every_code_has_a_golden_file() -> None:
    shown = {code for path in golden_files() for code in SHOWN.findall(path.read_text("utf-8"))}
    assert registry().keys() - shown == set()


@pytest.mark.parametrize("entry", registry().values(), ids=registry())
def test_every_text_is_a_template_and_is_explained(entry: Entry) -> None:
    for template in filter(None, (entry.message, entry.found, entry.expected, entry.help)):
        assert template == template.strip()
        assert not template[0].isupper()
        assert not template.endswith(".")
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(template))
    assert entry.long.strip()
    assert ("    before   " in entry.long) == ("    after    " in entry.long)

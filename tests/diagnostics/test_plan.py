"""What is said of a wrong plan: one mistake per file, and every code in at least one.

A plan in `plan/` is read as it is; files that cannot be kept as text are made by `tests.plans.made`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.plans.made import MADE
from tests.plans.revising import read_following

from shardlaw.diagnostics import Diagnostic
from shardlaw.diagnostics.registry import registry
from shardlaw.diagnostics.render import render_all
from shardlaw.plans.files import read_file

HERE = Path(__file__).parent / "plan"
CASES = sorted(path for path in HERE.iterdir() if path.suffix in {".yaml", ".json"})
SEVERAL = {
    "anchor-and-alias",
    "many-mistakes",
    "more-problems-than-anyone-reads",
    "two-documents",
}


def diagnose(path: Path, root: Path) -> tuple[Diagnostic, ...]:
    data = read_file(path, path.relative_to(root).as_posix())
    if isinstance(data, Diagnostic):
        return (data,)
    reading = read_following(data, path, root)
    assert reading.plan is None
    return reading.diagnostics


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden) -> None:
    diagnostics = diagnose(case, HERE)
    golden(case.with_suffix(".txt"), render_all(diagnostics))
    assert len(diagnostics) == 1 or case.stem in SEVERAL


@pytest.mark.parametrize("name", MADE)
def test_golden_of_a_made_file(name: str, golden, tmp_path: Path) -> None:
    path = MADE[name](tmp_path)
    diagnostics = diagnose(path, tmp_path)
    golden(HERE / f"{name}.txt", render_all(diagnostics[-1:] if name in SEVERAL else diagnostics))
    assert len(diagnostics) == 1 or name in SEVERAL


def test_every_code_is_shown_and_every_shown_code_is_registered() -> None:
    areas = (HERE, HERE.with_name("mapping"))
    texts = [path.read_text("utf-8") for area in areas for path in area.glob("*.txt")]
    shown = {code for text in texts for code in re.findall(r"\[(P\d+)\]:", text)}
    assert shown == {code for code in registry() if code.startswith("P")}
    assert {path.stem for path in HERE.glob("*.txt")} == {case.stem for case in CASES} | set(MADE)

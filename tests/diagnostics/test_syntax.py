"""Every syntax error as people read it: one mistake per file, one diagnostic for it, and every code in at least one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from shardlaw.diagnostics import Source
from shardlaw.diagnostics.render import render_all
from shardlaw.language.parser import parse

ROOT = Path(__file__).parents[2]
CASES = sorted((Path(__file__).parent / "syntax").glob("*.law"))
SEVERAL = {"several-mistakes"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden) -> None:
    parsed = parse(Source(case.name, case.read_bytes().decode("utf-8")))
    assert parsed.file is None
    assert len(parsed.diagnostics) == 1 or case.stem in SEVERAL
    golden(case.with_suffix(".txt"), render_all(parsed.diagnostics))


def test_every_code_is_shown_and_every_shown_code_is_registered() -> None:
    texts = ROOT / "engine" / "shardlaw" / "diagnostics" / "texts" / "syntax.toml"
    registered = set(tomllib.loads(texts.read_text("utf-8")))
    shown = {code for case in CASES for code in re.findall(r"\[(L\d+)\]:", case.with_suffix(".txt").read_text("utf-8"))}
    assert shown == registered

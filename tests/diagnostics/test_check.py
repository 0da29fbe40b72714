"""Every diagnostic of the checker as people read it: one mistake per file, and every code in at least one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.diagnostics.render import render_all
from shardlaw.language import tree
from shardlaw.language.checker import check_libraries, check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse

ROOT = Path(__file__).parents[2]
CASES = sorted((Path(__file__).parent / "check").glob("*.law"))
SEVERAL = {"many-mistakes"}


def diagnose(path: Path, environment: Environment) -> tuple[Diagnostic, ...]:
    parsed = parse(Source(path.name, path.read_text("utf-8")))
    assert parsed.file is not None, render_all(parsed.diagnostics)
    if isinstance(parsed.file, tree.Policy):
        return check_policy(parsed.file, environment).diagnostics
    return check_libraries([parsed.file], environment).diagnostics


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, environment: Environment, golden) -> None:
    diagnostics = diagnose(case, environment)
    golden(case.with_suffix(".txt"), render_all(diagnostics))
    assert len(diagnostics) == 1 or case.stem in SEVERAL


def test_every_code_is_shown_and_every_shown_code_is_registered() -> None:
    texts = ROOT / "engine" / "shardlaw" / "diagnostics" / "texts" / "check.toml"
    registered = set(tomllib.loads(texts.read_text("utf-8")))
    shown = {code for case in CASES for code in re.findall(r"\[(L\d+)\]:", case.with_suffix(".txt").read_text("utf-8"))}
    assert shown == registered

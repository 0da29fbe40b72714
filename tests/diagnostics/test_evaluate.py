"""What is refused before anything is evaluated, as people read it: one mistake per file, every code in one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.evaluation.world import plan_of, policy_of, schema

from shardlaw.diagnostics.render import render_all
from shardlaw.evaluation.audit import Unreadable, audit_plan
from shardlaw.evaluation.examples import run_examples

ROOT = Path(__file__).parents[2]
CASES = sorted((Path(__file__).parent / "evaluate").glob("*.law"))
# Ten thousand ranks: fine for every rule that goes through them once.
RANKS = "\n".join(["phases:", "- placement:", *(f"  - {{gpu: {number}}}" for number in range(10_000))])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden) -> None:
    policy = policy_of(case.read_text("utf-8"), case.name)
    diagnostics = [diagnostic for result in run_examples([policy], schema()) for diagnostic in result.diagnostics]
    audited = audit_plan(plan_of(RANKS), [policy], {})
    if isinstance(audited, Unreadable):
        assert audited.path == "plan.yaml"
        diagnostics += audited.diagnostics
    golden(case.with_suffix(".txt"), render_all(diagnostics))


def test_every_code_is_shown_and_every_shown_code_is_registered() -> None:
    texts = ROOT / "engine" / "shardlaw" / "diagnostics" / "texts" / "evaluate.toml"
    registered = set(tomllib.loads(texts.read_text("utf-8")))
    shown = {code for case in CASES for code in re.findall(r"\[(C\d+)\]:", case.with_suffix(".txt").read_text("utf-8"))}
    assert shown == registered

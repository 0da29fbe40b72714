"""`compare`: which records are one and the same in two plans, and texts of plans that look like markup."""

from __future__ import annotations

from pathlib import Path

import pytest

HEADER = "plan: plan/1\nhardware: {memory: 64 GB}\n"


@pytest.fixture
def compared(run, tmp_path: Path):
    """The output of `compare` for two lists of phases, each in the flow style of YAML."""

    def compare(old: str, new: str, *flags: str) -> str:
        (tmp_path / "old.yaml").write_text(f"{HEADER}phases: [{old}]\n", "utf-8")
        (tmp_path / "new.yaml").write_text(f"{HEADER}phases: [{new}]\n", "utf-8")
        ran = run("compare", "old.yaml", "new.yaml", "--policy", "gpu-count", *flags)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    return compare


def phase(name: str, gpus: int) -> str:
    return f"{{name: {name}, gpus: {gpus}, parallelism: {{tp: 4, dp: 2}}}}"


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if " -> " in line and "[gpu-count/wrong-total]" in line]


def test_a_subject_that_moved_is_the_same(compared):
    text = compared(f"{phase('a', 8)}, {phase('b', 8)}", f"{phase('b', 9)}, {phase('a', 8)}")
    assert headings(text) == ["pass -> violation  error[gpu-count/wrong-total]  `b`"]
    assert "= phases[0].gpus: 8 -> 9" in text


def test_subjects_of_one_name_go_by_their_place(compared):
    text = compared(f"{phase('a', 8)}, {phase('a', 8)}", f"{phase('a', 8)}, {phase('a', 9)}")
    assert headings(text) == ["pass -> violation  error[gpu-count/wrong-total]  `a`"]
    assert "= phases[1].gpus: 8 -> 9" in text


def test_what_breaks_comes_before_what_is_mended(compared):
    text = compared(f"{phase('a', 9)}, {phase('b', 8)}", f"{phase('a', 8)}, {phase('b', 9)}")
    assert [line[:17] for line in headings(text)] == ["pass -> violation", "violation -> pass"]


def test_records_that_go_with_their_subject_vanish(compared):
    text = compared(f"{phase('a', 8)}, {phase('b', 9)}", phase("a", 8))
    assert headings(text) == ["violation -> no record  error[gpu-count/wrong-total]  `b`"]
    assert "1 violation before, 0 after, 0 in both" in text


def test_a_computed_quantity_is_told_with_its_ratio(compared):
    text = compared(
        "{name: a, gpus: 8, parallelism: {tp: 4, dp: 2}}", "{name: a, gpus: 8, parallelism: {tp: 4, dp: 9}}"
    )
    assert "gpu-count: expected (a)  8 -> 36  (x 4.5)" in text


def test_no_text_of_a_plan_is_markup(compared):
    name = "'<img src=x>|`*_[a](b)'"
    text = compared(phase(name, 8), phase(name, 9), "--format", "markdown")
    (row,) = [line for line in text.splitlines() if "wrong-total" in line]
    assert row.count("|") == 6
    assert "<img" not in row
    assert "&#60;img src=x&#62;&#124;&#96;&#42;&#95;&#91;a&#93;(b)" in row

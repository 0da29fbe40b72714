"""The golden files as a newcomer meets them: the output is enough to mend nine of ten with one edit.

The edits are in `mended.yaml`. Each begins at most one line from an excerpt that the output shows, and after it
`shardlaw check` would find no error, nor any code of the output again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.plans.revising import read_following

from shardlaw.diagnostics import Diagnostic, Source, has_errors
from shardlaw.diagnostics.render import render_all
from shardlaw.language import tree
from shardlaw.language.checker import check_libraries, check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse

HERE = Path(__file__).parent
MENDED = yaml.safe_load((HERE / "mended.yaml").read_text("utf-8"))
GOLDEN = {area: {path.stem: path for path in (HERE / area).glob("*.*") if path.suffix != ".txt"} for area in MENDED}

Edits = list[list[str]]


def of_syntax(source: Source, _: Environment) -> tuple[Diagnostic, ...]:
    return parse(source).diagnostics


def of_the_checker(source: Source, environment: Environment) -> tuple[Diagnostic, ...]:
    parsed = parse(source)
    match parsed.file:
        case tree.Policy():
            return check_policy(parsed.file, environment).diagnostics
        case tree.Library():
            return check_libraries([parsed.file], environment).diagnostics
    return parsed.diagnostics


def of_a_plan(source: Source, _: Environment) -> tuple[Diagnostic, ...]:
    return read_following(source.text.encode(), HERE / "plan" / source.name, HERE / "plan").diagnostics


DIAGNOSE: dict[str, Callable[[Source, Environment], tuple[Diagnostic, ...]]] = {
    "syntax": of_syntax,
    "check": of_the_checker,
    "plan": of_a_plan,
}
CASES = [(area, name) for area, edits in MENDED.items() for name in edits]


def edits_of(area: str, name: str) -> Edits:
    listed = MENDED[area][name]
    return listed if isinstance(listed[0], list) else [listed]


@pytest.mark.parametrize(("area", "name"), CASES)
def test_the_edit_mends(area: str, name: str, environment: Environment) -> None:
    path = GOLDEN[area][name]
    output = path.with_suffix(".txt").read_text("utf-8")
    text = path.read_bytes().decode("utf-8")
    shown = {int(line) for line in re.findall(r"^ *(\d+) \| ", output, re.MULTILINE)}
    edits = edits_of(area, name)
    assert len(edits) == len(re.findall(r"^\w+\[", output, re.MULTILINE))
    for old, new in edits:
        assert text.count(old) == 1
        line = text.count("\n", 0, text.index(old)) + 1
        assert not shown or min(abs(line - place) for place in shown) <= 1, (name, line, shown)
        text = text.replace(old, new)
    left = DIAGNOSE[area](Source(path.name, text), environment)
    assert not has_errors(left), render_all(left)
    assert not {diagnostic.code for diagnostic in left} & set(re.findall(r"\[(\w+)\]:", output)), render_all(left)


@pytest.mark.parametrize("area", MENDED)
def test_nine_of_ten_golden_files_have_such_an_edit(area: str) -> None:
    assert len(MENDED[area]) >= 0.9 * len(GOLDEN[area])

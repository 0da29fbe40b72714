"""docs/library.md: its code runs and prints what it shows, and its reference has every public name."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.library.conftest import PLAN

import shardlaw
from shardlaw.library import results

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
PARTS = {
    "Record": (
        results.Subject,
        results.Citation,
        results.Requirement,
        results.Slack,
        results.Cause,
        results.Alternative,
        results.HoldsIf,
        results.Hint,
    ),
    "PlanResult": (results.Missing,),
}


def test_the_code_prints_what_is_shown(folder: Path):
    shutil.copy(ROOT / "examples" / "library" / "house.law", folder)
    (folder / "plan.yaml").write_text(PLAN)
    names: dict[str, Any] = {}
    shown = 0
    printed = ""
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        if language == "text":
            assert printed == text
            shown += 1
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(text, names)  # noqa: S102 - our own page
        printed = output.getvalue()
    assert shown == 2


def test_every_public_name_has_its_section():
    assert sorted(SECTIONS) == sorted(shardlaw.__all__)
    for name in shardlaw.__all__:
        assert getattr(shardlaw, name).__module__.startswith("shardlaw")


def attributes(kind: type) -> set[str]:
    """The public fields, properties and methods of a class, those of exceptions in general left out."""
    known = set(getattr(kind, "__shardlaw_fields__", ())) | {name for name in vars(kind) if not name.startswith("_")}
    if dataclasses.is_dataclass(kind):
        known |= {field.name for field in dataclasses.fields(kind)}
    return {name for name in known if not name.startswith("_")}


@pytest.mark.parametrize("name", shardlaw.__all__)
def test_everything_that_a_name_has_is_described(name: str):
    thing = getattr(shardlaw, name)
    described = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", SECTIONS[name]))))
    if inspect.isfunction(thing):
        assert set(inspect.signature(thing).parameters) <= described
        return
    internal = {
        "Diagnostic": {"source", "span", "arguments", "candidates", "labels", "sort_key"},
        "Policies": {"workspace", "selection"},
    }
    expected = attributes(thing).union(*map(attributes, PARTS.get(name, ()))) - internal.get(name, set())
    assert expected <= described, sorted(expected - described)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'adit'"):
        shardlaw.adit  # noqa: B018
    assert set(shardlaw.__all__) <= set(dir(shardlaw))

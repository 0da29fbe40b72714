"""The page about the project file shows one that is right, and says every key."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

from shardlaw.diagnostics import Source
from shardlaw.plans.reader import read_profile
from shardlaw.plans.schema import load_schema
from shardlaw.project.reader import read_project

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "project.md").read_text("utf-8")
SHOWN = dedent(next(block for block in re.findall(r"(?:^    .*\n|^\n)+", PAGE, re.MULTILINE) if "policies" in block))


def test_the_file_of_the_page_is_right():
    source = Source("shardlaw.toml", SHOWN)
    reading = read_project(source)
    assert reading.diagnostics == ()
    (profile,) = (read_profile(table, source, load_schema()) for table in reading.project.hardware.values())
    assert profile.diagnostics == ()
    assert set(profile.profile) == {"memory", "memory_bandwidth", "peak"}


def test_the_page_says_every_key():
    schema = json.loads((ROOT / "schemas" / "project.schema.json").read_text("utf-8"))["properties"]
    keys = [name for name in schema if name not in ("gate", "parameters", "hardware")]
    keys += [f"gate.{name}" for name in schema["gate"]["properties"]] + ["parameters.POLICY.NAME", "hardware.NAME"]
    assert [key for key in keys if f"| `{key}` |" not in PAGE] == []

"""Fixtures of several areas."""

from __future__ import annotations

from pathlib import Path

import pytest

from shardlaw.diagnostics import Source
from shardlaw.language import tree
from shardlaw.language.checker import check_libraries
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.plans.schema import load_schema

LIBRARY = Path(__file__).parents[1] / "data" / "check" / "memory.law"


@pytest.fixture(scope="session")
def environment() -> Environment:
    """The facts of plans, one library, one plug-in."""
    library = parse(Source(LIBRARY.name, LIBRARY.read_text("utf-8"))).file
    assert isinstance(library, tree.Library)
    bare = Environment(load_schema().facts, plugins={"parallelism": "0.1.0"}, engine="0.1.0")
    formulas = check_libraries([library], bare).value
    assert formulas is not None
    return Environment(bare.facts, formulas, plugins=bare.plugins, engine=bare.engine)

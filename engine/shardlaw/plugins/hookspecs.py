"""The hooks: all that a plug-in can add, first-party or not.

Every hook takes no argument and is called once. What it returns is checked before anything uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from shardlaw.diagnostics import Source
    from shardlaw.plugins.calculators import Declaration
    from shardlaw.plugins.reporters import Reporter
    from shardlaw.plugins.sheets import Line

PROJECT = "shardlaw"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def shardlaw_libraries() -> Iterable[Source]:  # type: ignore[empty-body]
    """Libraries of formulas: the texts of `.law` files that begin with `library`."""


@hookspec
def shardlaw_calculators() -> Iterable[Declaration]:  # type: ignore[empty-body]
    """Functions under `@calculator`: Python leaves for what is not a formula."""


@hookspec
def shardlaw_catalogs() -> Iterable[Source]:  # type: ignore[empty-body]
    """Catalogs of GPUs and models: texts in the layout of `plans/catalogs.py`, by which plans are completed."""


@hookspec
def shardlaw_namespaces() -> Mapping[str, Mapping[str, Any]]:  # type: ignore[empty-body]
    """Fact namespaces: for each new root of a plan, the JSON Schema of what stands under it.

    The dialect is that of `schemas/plan.schema.json`: closed objects, and a dimension on every number that has one.
    """


@hookspec
def shardlaw_reporters() -> Iterable[Reporter]:  # type: ignore[empty-body]
    """Formats that reports can be written in, each under a name of its own."""


@hookspec
def shardlaw_capacity() -> Iterable[Line]:  # type: ignore[empty-body]
    """Amounts that `shardlaw capacity` shows of every phase, in this order."""

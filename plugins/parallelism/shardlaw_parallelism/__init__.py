"""First-party plug-in: formulas and calculators of parallel layouts, through the public hooks only."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from shardlaw.plugins import Declaration, Source, hookimpl
from shardlaw_parallelism.families import calculators as family_calculators
from shardlaw_parallelism.grids import smallest_total
from shardlaw_parallelism.placement import CALCULATORS
from shardlaw_parallelism.routing import distinct_experts

__version__ = "0.1.0"


@hookimpl
def shardlaw_libraries() -> Iterable[Source]:
    folder = files(__name__) / "formulas"
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".law")):
        yield Source(f"{__name__}/formulas/{name}", (folder / name).read_text("utf-8"))


@hookimpl
def shardlaw_calculators() -> Iterable[Declaration]:
    return (smallest_total, distinct_experts, *CALCULATORS, *family_calculators())

"""The hooks of the plug-in."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import shardlaw_parallelism
from shardlaw.plugins import Declaration, Line, Source, hookimpl
from shardlaw_parallelism.families import calculators as family_calculators
from shardlaw_parallelism.grids import smallest_total
from shardlaw_parallelism.placement.calculators import CALCULATORS
from shardlaw_parallelism.routing import distinct_experts
from shardlaw_parallelism.sheet import LINES

__version__ = shardlaw_parallelism.__version__


@hookimpl
def shardlaw_libraries() -> Iterable[Source]:
    folder = files(__package__) / "formulas"
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".law")):
        yield Source(f"{__package__}/formulas/{name}", (folder / name).read_text("utf-8"))


@hookimpl
def shardlaw_catalogs() -> Iterable[Source]:
    folder = files(__package__) / "data"
    for name in ("gpus.yaml", "models.yaml"):
        yield Source(f"{__package__}/data/{name}", (folder / name).read_text("utf-8"))


@hookimpl
def shardlaw_calculators() -> Iterable[Declaration]:
    return (smallest_total, distinct_experts, *CALCULATORS, *family_calculators())


@hookimpl
def shardlaw_capacity() -> Iterable[Line]:
    return LINES

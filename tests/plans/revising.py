"""Plans read with the ones that they revise, as commands read them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from shardlaw.diagnostics import Diagnostic
from shardlaw.plans.files import read_file
from shardlaw.plans.reader import Reading, read_plan
from shardlaw.plans.revision import follow
from shardlaw.plans.schema import load_schema


def namer(root: Path) -> Callable[[Path], str]:
    """What diagnostics call the files of a folder."""
    return lambda path: Path(os.path.relpath(path, root)).as_posix()


def read_alone(path: Path, name: str) -> Reading:
    data = read_file(path, name)
    return Reading(None, (data,)) if isinstance(data, Diagnostic) else read_plan(data, name, load_schema())


def read_following(data: bytes, path: Path, root: Path) -> Reading:
    """The plan that a file would hold with these bytes; files are called by their path from `root`."""
    name = namer(root)
    reading = read_plan(data, name(path), load_schema())
    if reading.plan is None:
        return reading
    return follow(reading.plan, path, lambda other: read_alone(other, name(other)), name)

"""Where the files that ship with the engine are: bundled policies and schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def data_folder(kind: Literal["policies", "schemas"]) -> Path:
    """The folder of the bundled policies or schemas: inside the package in a wheel, at the root of a checkout."""
    package = Path(__file__).resolve().parent
    bundled = package / "_data" / kind
    return bundled if bundled.is_dir() else package.parents[1] / kind

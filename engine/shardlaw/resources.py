"""Where the files that ship with the engine are, and which build of the engine this is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from shardlaw import __version__

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"
BUILD = "build"  # the file that names the build of an installed engine


def data_folder(kind: Literal["policies", "schemas"]) -> Path:
    """The folder of the bundled policies or schemas: inside the package in a wheel, at the root of a checkout."""
    bundled = _INSTALLED / kind
    return bundled if bundled.is_dir() else _PACKAGE.parents[1] / kind


def checked_folder() -> Path | None:
    """The folder of the bundled policies in checked form, which a wheel has and a checkout has not."""
    folder = _INSTALLED / "checked"
    return folder if folder.is_dir() else None


@cache
def build() -> str:
    """What tells one build of the engine from another, its schemas and first-party plug-ins included.

    A wheel has it in a file. In a checkout, where everything may change at any time, it is made from the names, sizes
    and times of the files.
    """
    stated = _INSTALLED / BUILD
    if stated.is_file():
        return stated.read_text("ascii")
    from hashlib import sha256  # noqa: PLC0415 - only in a checkout

    digest = sha256(__version__.encode())
    root = _PACKAGE.parents[1]
    for part in ("engine", "plugins", "schemas"):
        for name, size, changed in _files(root / part):
            digest.update(f"{name} {size} {changed}\n".encode())
    return f"{__version__}+{digest.hexdigest()[:16]}"


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """All source and data files below a folder, always in the same order."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(Path(entry.path))
        else:
            known = entry.stat()
            yield entry.path, known.st_size, known.st_mtime_ns

"""The files of a workspace: what they are relative to, what reports call them, and the texts of policies."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.plans.files import read_file

PROJECT_FILE = "shardlaw.toml"
REPOSITORY = ".git"


def root_above(paths: Iterable[Path], marks: Iterable[str]) -> Path:
    """The folder that names in reports are relative to.

    Upwards from the folder that holds all the files: the nearest with the first of the marks, else the nearest with
    the second, and so on, else that folder itself. Without files, from the folder in which the process runs.
    """
    folders = [str(path.absolute().parent) for path in paths]
    start = Path(os.path.normpath(os.path.commonpath(folders))) if folders else Path.cwd()
    upwards = (start, *start.parents)
    for mark in marks:
        for folder in upwards:
            if (folder / mark).exists():
                return folder
    return start


def folder_in_repository(root: Path) -> str:
    """The path of a folder from the root of its repository; empty at that root, and where there is no repository."""
    for folder in (root, *root.parents):
        if (folder / REPOSITORY).exists():
            return root.relative_to(folder).as_posix().removeprefix(".")
    return ""


def shown(path: Path, root: Path) -> str:
    """What reports call a file: its path from the root, with forward slashes."""
    return Path(os.path.relpath(path.absolute(), root)).as_posix()


def read_text(path: Path, name: str) -> Source | Diagnostic:
    """The text of a policy, a library or a project file. `name` is what diagnostics call it."""
    data = read_file(path, name)
    return data if isinstance(data, Diagnostic) else decoded(data, name)


def decoded(data: bytes, name: str) -> Source | Diagnostic:
    """The text in the bytes of a file."""
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8", "replace"))
        start = len(data[: error.start].decode("utf-8"))
        arguments = {"byte": f"0x{data[error.start]:02X}", "offset": str(error.start)}
        return Diagnostic("C116", source, Span(start, start + 1), arguments)

"""The files that a command line names: which they are, what reports call them, and their texts."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine
from shardlaw.diagnostics import Diagnostic, Source, Span

PROJECT_FILE = "shardlaw.toml"
STDIN = "-"
LARGEST_LAW = 4  # MB; the largest policy that ships has a hundredth of it


@dataclass(frozen=True, slots=True)
class Named:
    """A file as the command line names it: the word, and its path; the path of `-` is never opened."""

    word: str
    path: Path


def expand(command: CommandLine, words: Sequence[str]) -> list[Named]:
    """The files of a command line: patterns resolved, each file once, in the order given.

    CommandError for a pattern that matches nothing and for a file that is named twice.
    """
    wrong: list[Diagnostic] = []
    named: dict[str, Named] = {}
    for position, word in enumerate(words):
        span = command.span(word, words[:position].count(word))
        matches = [word]
        if any(character in word for character in "*?[") and not os.path.lexists(word):
            matches = sorted(glob.glob(word, recursive=True))  # noqa: PTH207 - the pattern may be absolute
            if not matches:
                wrong.append(Diagnostic("C114", command.source, span, {"path": word}))
        for match in matches:
            key = match if match == STDIN else os.path.realpath(match)
            if key in named:
                wrong.append(Diagnostic("C113", command.source, span, {"path": match}))
            named[key] = Named(word, Path(match))
    if wrong:
        raise CommandError(*wrong)
    return list(named.values())


def project_root(paths: Iterable[Path]) -> Path:
    """The folder that names in reports are relative to.

    Upwards from the folder that holds all the files: the nearest with a project file, else the nearest with a git
    repository, else that folder itself. Without files, from the folder in which the command runs.
    """
    folders = [str(path.absolute().parent) for path in paths if str(path) != STDIN]
    start = Path(os.path.normpath(os.path.commonpath(folders))) if folders else Path.cwd()
    upwards = (start, *start.parents)
    for mark in (PROJECT_FILE, ".git"):
        for folder in upwards:
            if (folder / mark).exists():
                return folder
    return start


def shown(path: Path, root: Path) -> str:
    """What reports call a file: its path from the project root, with forward slashes."""
    return Path(os.path.relpath(path.absolute(), root)).as_posix()


def read_law(path: Path, name: str, place: tuple[Source, Span]) -> Source:
    """The text of a policy or library; CommandError, pointing at `place`, when it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_LAW * 10**6 + 1)
    except FileNotFoundError:
        raise CommandError(Diagnostic("C110", *place, {"path": str(path)})) from None
    except IsADirectoryError:
        arguments = {"path": path.as_posix().rstrip("/"), "suffix": ".law"}
        raise CommandError(Diagnostic("C111", *place, arguments)) from None
    except OSError as error:
        arguments = {"path": str(path), "reason": error.strerror or str(error)}
        raise CommandError(Diagnostic("C112", *place, arguments)) from None
    return decode(data, name)


def decode(data: bytes, name: str) -> Source:
    """The text of a policy or library from its bytes; CommandError when it is none."""
    if len(data) > LARGEST_LAW * 10**6:
        raise CommandError(Diagnostic("C118", Source(name, ""), Span(0, 0), {"limit": str(LARGEST_LAW)}))
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8", "replace"))
        start = len(data[: error.start].decode("utf-8"))
        arguments = {"byte": f"0x{data[error.start]:02X}", "offset": str(error.start)}
        raise CommandError(Diagnostic("C116", source, Span(start, start + 1), arguments)) from None

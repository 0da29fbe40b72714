"""The files that a command line names: which they are, what reports call them, and their texts."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.plans.files import read_file

PROJECT_FILE = "shardlaw.toml"
STDIN = "-"
STDIN_NAME = "<stdin>"


def expand(command: CommandLine, words: Sequence[str]) -> list[Path]:
    """The files of a command line: patterns resolved, each file once, in the order given; `-` stays as it is.

    CommandError for a pattern that matches nothing and for a file that is named twice.
    """
    wrong: list[Diagnostic] = []
    named: dict[str, Path] = {}
    for position, word in enumerate(words):
        span = command.span(word, words[:position].count(word))
        matches = [word]
        if not word or "\0" in word:  # no file has such a name, and `os` raises for the latter
            matches = []
        elif any(character in word for character in "*?[") and not os.path.lexists(word):
            matches = sorted(glob.glob(word, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        if not matches:
            wrong.append(Diagnostic("C114", command.source, span, {"path": word}))
        for match in matches:
            key = match if match == STDIN else os.path.realpath(match)
            if key in named:
                wrong.append(Diagnostic("C113", command.source, span, {"path": match}))
            named[key] = Path(match)
    if wrong:
        raise CommandError(*wrong)
    return list(named.values())


def require_endings(command: CommandLine, paths: Sequence[Path], what: str, endings: Sequence[str]) -> None:
    """CommandError for files whose names do not end as the verb expects; `-` has no name."""
    expected = {"what": what, "endings": f"{', '.join(endings[:-1])} or {endings[-1]}" if endings[1:] else endings[0]}
    odd = [str(path) for path in paths if path.suffix not in endings and str(path) != STDIN]
    if odd:
        found = [Diagnostic("C115", command.source, command.span(path), {"path": path, **expected}) for path in odd]
        raise CommandError(*found)


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
    if str(path) == STDIN:
        return STDIN_NAME
    return Path(os.path.relpath(path.absolute(), root)).as_posix()


def law_source(data: bytes, name: str) -> Source:
    """The text of a policy or library from its bytes; CommandError when it is none."""
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8", "replace"))
        start = len(data[: error.start].decode("utf-8"))
        arguments = {"byte": f"0x{data[error.start]:02X}", "offset": str(error.start)}
        raise CommandError(Diagnostic("C116", source, Span(start, start + 1), arguments)) from None


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file, `-` being standard input; CommandError when it cannot be read."""
    data = sys.stdin.buffer.read() if str(path) == STDIN else read_file(path, name)
    if isinstance(data, Diagnostic):
        raise CommandError(data)
    return data

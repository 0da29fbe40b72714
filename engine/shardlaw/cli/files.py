"""The files that a command line names, and standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine
from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.workspace.files import PROJECT_FILE, REPOSITORY, decoded, read_text, root_above, shown

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
            import glob  # noqa: PLC0415 - few command lines have patterns

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
    """The folder that names in reports are relative to: that of the nearest project file, else of the repository."""
    return root_above((path for path in paths if str(path) != STDIN), (PROJECT_FILE, REPOSITORY))


def name_of(path: Path, root: Path) -> str:
    """What reports call a file of a command line."""
    return STDIN_NAME if str(path) == STDIN else shown(path, root)


def law_source(path: Path, name: str) -> Source | Diagnostic:
    """The text of a policy or library, `-` being standard input."""
    return decoded(sys.stdin.buffer.read(), name) if str(path) == STDIN else read_text(path, name)

"""Another program in the place of this one, as if the shell had started it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Final, Literal, NoReturn

NOT_EXECUTABLE: Final = 126
NOT_FOUND: Final = 127

Obstacle = Literal[126, 127]


def obstacle(name: str) -> Obstacle | None:
    """Why a program cannot be started, as the exit code by which shells say it; None where it can."""
    if shutil.which(name) is not None:
        return None
    there = os.path.lexists(name) if os.path.dirname(name) else shutil.which(name, os.F_OK) is not None  # noqa: PTH120
    return NOT_EXECUTABLE if there else NOT_FOUND


def launch(words: tuple[str, ...]) -> int:
    """Run a program with its arguments to its end; OSError where it cannot be started.

    On POSIX it takes the place of this process and keeps its id: terminal, signals, job control and exit code are the
    program's own, and nothing is returned. Elsewhere it is waited for and its exit code returned.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return _wait(words) if sys.platform == "win32" else _become(words)


def _wait(words: tuple[str, ...]) -> int:
    import subprocess  # noqa: PLC0415 - not needed where a process can become another program

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both, and is for the program to heed
    return subprocess.run(words, check=False).returncode  # noqa: S603


def _become(words: tuple[str, ...]) -> NoReturn:
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # by the interpreter for itself, as it starts
        signal.signal(ignored, signal.SIG_DFL)
    environment = _given_environment()
    try:
        os.execvpe(words[0], words, environment)  # noqa: S606
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
    # A script whose first line does not name its interpreter is the shell's.
    os.execve("/bin/sh", ("sh", shutil.which(words[0]) or words[0], *words[1:]), environment)  # noqa: S606


def _given_environment() -> dict[str, str]:
    """The environment of this process without what the interpreter adds: in the locale C it sets LC_CTYPE (PEP 538).

    What was there before is seen where the system has /proc.
    """
    environment = dict(os.environ)
    try:
        given = Path("/proc/self/environ").read_bytes().split(b"\0")
    except OSError:
        return environment
    environment.pop("LC_CTYPE", None)
    for entry in given:
        if entry.startswith(b"LC_CTYPE="):
            environment["LC_CTYPE"] = os.fsdecode(entry).partition("=")[2]
    return environment

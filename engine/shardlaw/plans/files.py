"""A path to the bytes of a plan, or to the diagnostic that says why there are none."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from shardlaw.diagnostics import Diagnostic, Source, Span

LARGEST = 16  # MiB

_CODES = {errno.ENOENT: "P101", errno.EISDIR: "P102", errno.ELOOP: "P103"}
_REASONS = {
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENXIO: "it is a socket",
}


def read_file(path: Path, name: str, largest: int = LARGEST) -> bytes | Diagnostic:
    """The bytes of a regular file of at most `largest` MiB. `name` is what diagnostics call it.

    The kind is asked of the file that was opened, so it cannot change in between, and opening a pipe does not wait.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            return _read(descriptor, name, largest)
        finally:
            os.close(descriptor)
    except ValueError:  # of `os.open`
        return _diagnostic("P105", name, reason="its name holds a null character")
    except OSError as error:
        number = error.errno or 0
        reason = _REASONS.get(number) or error.strerror or "for no reason that the system gives"
        return _diagnostic(_CODES.get(number, "P105"), name, reason=reason)


def _read(descriptor: int, name: str, largest: int) -> bytes | Diagnostic:
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISDIR(mode):
        return _diagnostic("P102", name)
    if not stat.S_ISREG(mode):
        return _diagnostic("P104", name, kind="a pipe" if stat.S_ISFIFO(mode) else "a device")
    most = largest << 20
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(most + 1)
    if len(data) > most:
        return _diagnostic("P107", name, most=f"{largest} MiB")
    return data


def _diagnostic(code: str, name: str, **arguments: str) -> Diagnostic:
    return Diagnostic(code, Source(name, ""), Span(0, 0), {"name": name} | arguments)

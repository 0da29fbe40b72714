"""Several files written as one: each is replaced as a whole, and none before all can be."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress


class UnwritableError(Exception):
    """A file cannot be written: which one, and what the system says."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


def replace_files(contents: Sequence[tuple[str, bytes]]) -> None:
    """Write files by path, new ones and old ones; UnwritableError for the first that cannot be.

    What is behind a symbolic link is replaced, not the link, and keeps its mode. A device or a pipe is written to.
    """
    staged: dict[str, str] = {}
    path = ""
    try:
        for path, data in contents:
            if not is_special(path):
                target = os.path.realpath(path)
                staged[path] = os.path.join(os.path.dirname(target), f".shardlaw-{os.getpid()}-{len(staged)}.tmp")  # noqa: PTH118, PTH120
                _write_new(staged[path], data, like=target)
        for path, data in contents:
            if path in staged:
                os.replace(staged[path], os.path.realpath(path))  # noqa: PTH105
                del staged[path]
            else:
                with open(path, "wb") as file:  # noqa: PTH123
                    file.write(data)
    except OSError as error:
        raise UnwritableError(path, error.strerror or str(error)) from None
    finally:
        for name in staged.values():
            with suppress(OSError):
                os.unlink(name)  # noqa: PTH108


def obstacle(path: str) -> str | None:
    """Why a file cannot be written, as far as that can be known before it is; None where nothing speaks against it."""
    if "\0" in path:
        return "a name cannot hold a null character"
    if is_special(path):
        return None if os.access(path, os.W_OK) else "permission denied"
    target = os.path.realpath(path)
    folder = os.path.dirname(target)  # noqa: PTH120
    if os.path.isdir(target) or path.endswith(os.sep):  # noqa: PTH112
        return "it is a folder"
    if not os.path.isdir(folder):  # noqa: PTH112
        return f"there is no folder {os.path.dirname(path) or folder}"  # noqa: PTH120
    return None if os.access(folder, os.W_OK) else f"permission denied in the folder {os.path.dirname(path) or folder}"  # noqa: PTH120


def is_special(path: str) -> bool:
    """Whether a path is there and is neither a file nor a folder: a device, a pipe, a socket."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _write_new(path: str, data: bytes, like: str) -> None:
    """A file that was not there, with the mode of another where that exists."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:  # noqa: PTH123
        file.write(data)
    with suppress(FileNotFoundError):
        os.chmod(path, stat.S_IMODE(os.stat(like).st_mode))  # noqa: PTH101, PTH116

"""Work that was done before, kept in a folder of the user: entries that may be missing at any time.

An entry is plain data, never code. It is taken only if nothing about it is odd: the folder is a real one of the user
alone, the file is a real one of the user, its first line is what is expected, and its digest is that of what follows.
Everything else is as if there were no entry, and whoever asked does the work again. docs/cache.md says what that
protects against.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from shardlaw.dataclass import dataclass

VARIABLE = "SHARDLAW_CACHE"
ENTRIES = 256  # that a folder keeps; the oldest go first

_INTERPRETER = f"{sys.implementation.cache_tag}-{sys.hexversion:x}"
_DIGEST = 32
_BINARY = getattr(os, "O_BINARY", 0)
_MARSHAL = 2  # the last version of its format in which equal data has equal bytes; every interpreter reads it


@dataclass(frozen=True, slots=True)
class Cache:
    """The entries of one folder of the user; none are kept where there is no folder.

    `build` tells one build of the engine from another: an entry of another build is no entry. `shipped` is the folder
    of entries that were installed with the engine, and are trusted as it is.
    """

    folder: Path | None
    build: str
    shipped: Path | None = None

    def read(self, name: str) -> object:
        """What was kept under a name; None where nothing is, or anything about it is odd."""
        if self.shipped is not None and (shipped := self.shipped / name).exists():
            return unpacked(shipped.read_bytes(), self.build)
        if self.folder is None or not _private(self.folder):
            return None
        try:
            data = _owned_bytes(self.folder / name)
        except OSError:
            return None
        return unpacked(data, self._header)

    def keep(self, name: str, value: Any) -> None:
        """Keep plain data under a name, if that is possible."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _private(self.folder):
                self._write(name, packed(value, self._header))

    @property
    def _header(self) -> str:
        return f"{self.build} {_INTERPRETER}"

    def _write(self, name: str, data: bytes) -> None:
        """The whole entry or none of it, whoever else writes or reads it."""
        assert self.folder is not None  # noqa: S101 - `keep` has seen to it
        draft = self.folder / f".{name}.{os.getpid()}"
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb") as file:  # noqa: PTH123
                file.write(data)
            draft.replace(self.folder / name)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _prune(self.folder)


def user_folder() -> Path | None:
    """The folder of the user: `SHARDLAW_CACHE`, else the one that the system means for caches.

    None where `SHARDLAW_CACHE` is empty, and where there is no home.
    """
    stated = os.environ.get(VARIABLE)
    if stated is not None:
        return Path(stated).absolute() if stated else None
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if os.path.isabs(base):  # noqa: PTH117 - a relative one is to be ignored, and an empty one is no path
        return Path(base) / "shardlaw"
    home = os.path.expanduser("~")  # noqa: PTH111 - `Path.home` raises where there is none
    return Path(home) / ".cache" / "shardlaw" if os.path.isabs(home) else None  # noqa: PTH117


def packed(value: Any, header: str) -> bytes:
    """A line that says what this is and whose, the digest of the rest, and the rest."""
    payload = marshal.dumps(value, _MARSHAL)
    return b"".join((_line(header), sha256(payload).digest(), payload))


def unpacked(data: bytes, header: str) -> object:
    """What was packed under this header; None where the data is anything else."""
    line = _line(header)
    start = len(line) + _DIGEST
    payload = memoryview(data)[start:]
    if not data.startswith(line) or data[len(line) : start] != sha256(payload).digest():
        return None
    value: object = marshal.loads(payload)  # noqa: S302 - what its owner wrote, whole
    return value


def _line(header: str) -> bytes:
    return f"shardlaw cache 1 {header}\n".encode()


def _private(folder: Path) -> bool:
    """Whether a folder is a real one, and nobody's but the user's."""
    try:
        found = folder.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(found.st_mode) and _mine(found) and not _open_to_others(found, 0o077)


def _owned_bytes(path: Path) -> bytes:
    """The bytes of a real file that only the user can have written; OSError where it is none."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _BINARY)
    with open(file, "rb") as opened:  # noqa: PTH123 - a descriptor
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or not _mine(found) or _open_to_others(found, 0o022):
            raise PermissionError(path)
        return opened.read()


def _mine(found: os.stat_result) -> bool:
    """Whether a file is the user's; where files have no owners, what is in the user's folder is."""
    return not hasattr(os, "getuid") or found.st_uid == os.getuid()


def _open_to_others(found: os.stat_result, rights: int) -> bool:
    return hasattr(os, "getuid") and bool(stat.S_IMODE(found.st_mode) & rights)


def _prune(folder: Path) -> None:
    """Forget the entries that were written first, once there are too many."""
    with os.scandir(folder) as found:
        entries = [(entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in found]
    for _, path in sorted(entries)[: max(0, len(entries) - ENTRIES)]:
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108 - a name of the folder

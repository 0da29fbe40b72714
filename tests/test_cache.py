"""A cache gives back what was kept, or nothing; whatever is odd about an entry or its folder, nothing is said."""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shardlaw import cache as module
from shardlaw.cache import ENTRIES, Cache, packed, unpacked, user_folder

VALUE = (["text", 1, None, True], [(0, 2, [b"columns"])], 3)
NAME = "entry"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes are those of POSIX")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "below" / "shardlaw", "build 1")


def entry(cache: Cache) -> Path:
    assert cache.folder is not None
    return cache.folder / NAME


def rewrite(cache: Cache, change: Callable[[bytes], bytes]) -> None:
    entry(cache).write_bytes(change(entry(cache).read_bytes()))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def through_a_link(cache: Cache) -> None:
    target = entry(cache).with_name("target")
    entry(cache).rename(target)
    entry(cache).symlink_to(target)


def folder_through_a_link(cache: Cache) -> None:
    assert cache.folder is not None
    target = cache.folder.with_name("target")
    cache.folder.rename(target)
    cache.folder.symlink_to(target)


def folder_instead(cache: Cache) -> None:
    entry(cache).unlink()
    entry(cache).mkdir()


ODD: dict[str, Callable[[Cache], object]] = {
    "missing": lambda cache: entry(cache).unlink(),
    "empty": lambda cache: rewrite(cache, lambda _: b""),
    "cut in its header": lambda cache: rewrite(cache, lambda data: data[:8]),
    "cut in its digest": lambda cache: rewrite(cache, lambda data: data[:50]),
    "cut in its payload": lambda cache: rewrite(cache, lambda data: data[:-1]),
    "longer": lambda cache: rewrite(cache, lambda data: data + b"\0"),
    "of another format": lambda cache: rewrite(cache, lambda data: flipped(data, 0)),
    "with another digest": lambda cache: rewrite(cache, lambda data: flipped(data, data.index(b"\n") + 1)),
    "with another payload": lambda cache: rewrite(cache, lambda data: flipped(data, len(data) - 1)),
    "open to a group": lambda cache: entry(cache).chmod(0o620),
    "open to all": lambda cache: entry(cache).chmod(0o602),
    "a symbolic link": through_a_link,
    "a folder": folder_instead,
    "in a folder open to a group": lambda cache: cache.folder.chmod(0o750),
    "in a folder open to all": lambda cache: cache.folder.chmod(0o705),
    "in a folder that is a link": folder_through_a_link,
}


def test_what_is_kept_comes_back(cache: Cache):
    cache.keep(NAME, VALUE)
    assert cache.read(NAME) == VALUE
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert entry(cache).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in cache.folder.iterdir()] == [NAME]


@pytest.mark.parametrize("name", ODD)
def test_an_odd_entry_is_none(name: str, cache: Cache):
    cache.keep(NAME, VALUE)
    ODD[name](cache)
    assert cache.read(NAME) is None


@pytest.mark.parametrize("name", [name for name in ODD if "folder" not in name and "link" not in name])
def test_an_odd_entry_is_written_anew(name: str, cache: Cache):
    cache.keep(NAME, VALUE)
    ODD[name](cache)
    cache.keep(NAME, VALUE)
    assert cache.read(NAME) == VALUE


def test_every_flipped_bit_is_noticed():
    data = packed(VALUE, "header")
    assert unpacked(data, "header") == VALUE
    assert all(unpacked(flipped(data, at), "header") is None for at in range(len(data)))


def test_an_entry_of_another_owner_is_none(cache: Cache, monkeypatch: pytest.MonkeyPatch):
    cache.keep(NAME, VALUE)
    monkeypatch.setattr(module.os, "getuid", lambda: entry(cache).stat().st_uid + 1)
    assert cache.read(NAME) is None


def test_an_entry_of_another_build_or_interpreter_is_none(cache: Cache, monkeypatch: pytest.MonkeyPatch):
    cache.keep(NAME, VALUE)
    assert Cache(cache.folder, "build 2").read(NAME) is None
    monkeypatch.setattr(module, "_INTERPRETER", "another")
    assert cache.read(NAME) is None


def test_nothing_is_written_into_a_folder_of_others(cache: Cache):
    cache.folder.mkdir(parents=True, mode=0o700)
    cache.folder.chmod(0o777)
    cache.keep(NAME, VALUE)
    assert list(cache.folder.iterdir()) == []


def test_a_file_where_the_folder_should_be(tmp_path: Path):
    blocked = Cache(tmp_path / "file", "build 1")
    (tmp_path / "file").write_text("", "utf-8")
    blocked.keep(NAME, VALUE)
    assert blocked.read(NAME) is None


@pytest.mark.parametrize("call", ["mkdir", "replace"])
@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_where_nothing_can_be_written(call: str, number: int, cache: Cache, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(Path, call, refuse)
        cache.keep(NAME, VALUE)
    assert cache.read(NAME) is None
    assert not cache.folder.exists() or list(cache.folder.iterdir()) == []


def test_a_disk_that_fills_leaves_no_half_of_an_entry(cache: Cache, monkeypatch: pytest.MonkeyPatch):
    class Filling(io.FileIO):
        def write(self, data: bytes) -> int:
            super().write(data[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    cache.keep(NAME, VALUE)
    with monkeypatch.context() as patched:
        patched.setattr(module, "open", Filling, raising=False)
        cache.keep(NAME, "another")
    assert [path.name for path in cache.folder.iterdir()] == [NAME]
    assert cache.read(NAME) == VALUE


def test_writers_at_once(cache: Cache):
    """Whoever reads meanwhile finds a whole entry or none."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_often, args=(cache.folder, number)) for number in range(2)]
    for writer in writers:
        writer.start()
    found = []
    while any(writer.is_alive() for writer in writers):
        found.append(cache.read(NAME))
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert {type(value) for value in found} <= {type(None), tuple}
    assert all(value is None or value[1] == "x" * 100_000 for value in found)
    assert [path.name for path in cache.folder.iterdir()] == [NAME]


def write_often(folder: Path, number: int) -> None:
    for _ in range(50):
        Cache(folder, "build 1").keep(NAME, (number, "x" * 100_000))


def test_the_oldest_entries_go_first(cache: Cache):
    for number in range(ENTRIES + 3):
        cache.keep(f"entry {number:03}", number)
        os.utime(cache.folder / f"entry {number:03}", ns=(number, number))
    cache.keep("last", True)
    left = {path.name for path in cache.folder.iterdir()}
    assert len(left) == ENTRIES
    assert {"last", f"entry {ENTRIES + 2:03}"} <= left
    assert "entry 000" not in left


def test_without_a_folder_nothing_is_kept():
    nowhere = Cache(None, "build 1")
    nowhere.keep(NAME, VALUE)
    assert nowhere.read(NAME) is None


def test_what_was_installed_comes_first(cache: Cache, tmp_path: Path):
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / NAME).write_bytes(packed(VALUE, "build 1"))
    both = Cache(cache.folder, "build 1", shipped)
    both.keep(NAME, "of the user")
    both.keep("another", "of the user")
    assert both.read(NAME) == VALUE
    assert both.read("another") == "of the user"


FOLDERS = {
    "stated": ({"SHARDLAW_CACHE": "/somewhere"}, "/somewhere"),
    "none wanted": ({"SHARDLAW_CACHE": ""}, None),
    "of the system": ({"XDG_CACHE_HOME": "/caches"}, "/caches/shardlaw"),
    "a relative one is ignored": (
        {"XDG_CACHE_HOME": "caches", "HOME": "/home/someone"},
        "/home/someone/.cache/shardlaw",
    ),
    "below the home": ({"HOME": "/home/someone"}, "/home/someone/.cache/shardlaw"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folder(name: str, monkeypatch: pytest.MonkeyPatch):
    stated, expected = FOLDERS[name]
    for variable in ("SHARDLAW_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in stated.items():
        monkeypatch.setenv(variable, value)
    assert user_folder() == (None if expected is None else Path(expected))

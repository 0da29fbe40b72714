"""Paths to bytes; what is said of paths that are none is shown by the golden diagnostics."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from shardlaw.diagnostics import Diagnostic
from shardlaw.plans.files import LARGEST, read_file


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"plan: plan/1\n")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    assert read_file(tmp_path / "b.yaml", "b.yaml") == b"plan: plan/1\n"


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST << 20)
    data = read_file(path, "a.yaml")
    assert isinstance(data, bytes)
    assert len(data) == LARGEST << 20


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.EACCES, "permission is denied"), (errno.EIO, os.strerror(errno.EIO))],
)
def test_what_the_system_refuses_is_said(number: int, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    found = read_file(Path("a.yaml"), "a.yaml")
    assert isinstance(found, Diagnostic)
    assert (found.code, found.message) == ("P105", f"the file cannot be read: {reason}")


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/dev/fd").iterdir())) if Path("/dev/fd").exists() else 0
    for name in (".", "missing"):
        read_file(tmp_path / name, name)
    assert (len(list(Path("/dev/fd").iterdir())) if before else 0) == before

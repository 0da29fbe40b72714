"""Shared options and fixtures."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ("pytester",)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files with what comes out now")


def pytest_configure() -> None:
    """Nothing that somebody's shell says about audits reaches the tests, nor what their cache holds."""
    for name in ("SHARDLAW_POLICY", "SHARDLAW_FAIL_ON", "SHARDLAW_INCONCLUSIVE"):
        os.environ.pop(name, None)
    os.environ["SHARDLAW_CACHE"] = tempfile.mkdtemp(prefix="shardlaw-tests-")


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["SHARDLAW_CACHE"])


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare a text with a file, or write the file under `--update`."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.write_text(text, "utf-8")
            return
        assert path.exists(), f"no golden file {path.relative_to(ROOT)}; write it with --update and read it"
        assert text == path.read_text("utf-8")

    return compare

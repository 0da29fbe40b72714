"""What an audit imports that finds everything kept: the modules are listed, so that none is added unseen.

`python benchmarks/imports.py` shows what each of them costs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent

SCRIPT = """
import sys
from shardlaw.__main__ import main
sys.stdout = sys.stderr
code = main()
sys.__stdout__.write("\\n".join(sorted(sys.modules)))
sys.exit(code)
"""
PLAN = HERE / "data" / "passing.yaml"

# Parts of the standard library that each cost more than a millisecond, and that an audit does without.
DEAR = (
    *("asyncio", "ast", "csv", "dataclasses", "difflib", "email", "glob", "http", "importlib.metadata"),
    *("importlib.resources", "inspect", "json", "logging", "multiprocessing", "pdb", "pickle", "random", "socket"),
    *("sqlite3", "ssl", "statistics", "subprocess", "tempfile", "tomllib", "unittest", "xml", "zipfile"),
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of an audit, the second time that it runs."""
    folder = tmp_path_factory.mktemp("audit")
    shutil.copy(PLAN, folder / "plan.yaml")
    environment = {**os.environ, "SHARDLAW_CACHE": str(folder / "cache")}
    command = [sys.executable, "-c", SCRIPT, "audit", "plan.yaml"]
    for _ in range(2):
        ran = subprocess.run(  # noqa: S603
            command, env=environment, cwd=folder, capture_output=True, check=False, text=True
        )
        assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def test_the_modules_are_those_that_are_listed(imported: set[str], golden):
    ours = {name for name in imported if name.partition(".")[0].startswith("shardlaw")}
    golden(HERE / "imports.txt", "".join(f"{name}\n" for name in sorted(ours)))


def test_nothing_that_is_installed_beside_it_is_imported(imported: set[str]):
    installed = {name.partition(".")[0] for name in imported} & set(packages_distributions())
    assert not {name for name in installed if not name.startswith(("_", "shardlaw"))}


def test_nothing_dear_is_imported(imported: set[str]):
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, check=True, text=True
    )
    assert sorted((set(DEAR) & imported) - set(bare.stdout.split())) == []

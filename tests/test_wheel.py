"""A wheel holds the bundled policies in checked form, and an audit finds them there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Reads what the wheel ships without the checker being there to make it again.
SCRIPT = """
import sys
for name in ("shardlaw.language.parser", "shardlaw.language.checker", "shardlaw.plugins.registration"):
    sys.modules[name] = None
from shardlaw.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def run(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "SHARDLAW_CACHE": ""}
    command = [sys.executable, "-c", SCRIPT, *words]
    return subprocess.run(command, capture_output=True, check=False, env=environment, cwd=folder)  # noqa: S603


def test_an_audit_needs_no_checker(installed: Path, tmp_path: Path):
    plan = tmp_path / "plan.yaml"
    plan.write_bytes((ROOT / "examples" / "003.yaml").read_bytes())
    ran = run(installed, tmp_path, "audit", "plan.yaml")
    assert (ran.returncode, ran.stderr) == (1, b"")
    checked = subprocess.run(
        [sys.executable, "-m", "shardlaw", "audit", "plan.yaml"], capture_output=True, check=False, cwd=tmp_path
    )
    assert ran.stdout == checked.stdout


def test_every_bundled_policy_is_there(installed: Path, tmp_path: Path):
    (tmp_path / "plan.yaml").write_bytes((ROOT / "examples" / "003.yaml").read_bytes())
    selectors = [f"{path.parent.name}@{path.stem}" for path in (ROOT / "policies").glob("*/*.law")]
    flags = [word for selector in selectors for word in ("--policy", selector)]
    ran = run(installed, tmp_path, "audit", "plan.yaml", "--allow-empty", *flags)
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_it_says_which_build_it_is(installed: Path):
    data = installed / "shardlaw" / "_data"
    build = (data / "build").read_text("ascii")
    heads = {path.read_bytes().partition(b"\n")[0] for path in (data / "checked").iterdir()}
    assert heads == {f"shardlaw cache 1 {build}".encode()}

"""Puts the bundled policies in checked form into the wheel, so that an audit finds them as a cache would keep them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = Path("shardlaw", "_data")
PARTS = {
    "engine/shardlaw": Path("shardlaw"),
    "plugins/parallelism/shardlaw_parallelism": Path("shardlaw_parallelism"),
    "policies": DATA / "policies",
    "schemas": DATA / "schemas",
}


class CheckedPolicies(BuildHookInterface):
    """Lays the files out as the wheel will, and lets the engine that is in them write the rest."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # where everything may change, the cache of the user serves
            return
        self.staged = Path(mkdtemp())
        for part, place in PARTS.items():
            source = Path(self.root, part)
            shutil.copytree(source, self.staged / place, ignore=shutil.ignore_patterns("__pycache__"))
        build = f"{self.metadata.version}+{_digest(self.staged)}"
        (self.staged / DATA / "build").write_text(build, "ascii")
        checked = self.staged / DATA / "checked"
        checked.mkdir()
        path = os.pathsep.join((str(self.staged), *sys.path))  # a front end may have put the requirements there
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "shardlaw.workspace.shipping", str(checked)]
        subprocess.run(command, env=environment, check=True)  # noqa: S603 - the engine itself
        for name in ("build", "checked"):
            build_data["force_include"][str(self.staged / DATA / name)] = (DATA / name).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        if version != "editable":
            shutil.rmtree(self.staged)


def _digest(folder: Path) -> str:
    """Of the names and contents of all files."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\n{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]

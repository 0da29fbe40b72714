"""The arrows between packages point one way (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parent.parent / "engine" / "shardlaw"

# package -> what it may import of ours besides itself. Modules directly under shardlaw/ are `resources` and so on.
ALLOWED = {
    "cache": set(),
    "resources": set(),
    "diagnostics": set(),
    "language": {"diagnostics"},
    "plans": {"diagnostics", "language", "resources"},
    "plugins": {"diagnostics", "language"},
    "policies": {"diagnostics", "language", "resources"},
    "project": {"diagnostics", "plans", "resources"},
    "evaluation": {"diagnostics", "language", "plans"},
    "reports": {"diagnostics", "plugins"},
    "workspace": {
        "cache", "diagnostics", "evaluation", "language", "plans", "plugins", "policies", "project", "resources",
    },
    "library": {
        "cache", "diagnostics", "evaluation", "plans", "plugins", "policies", "reports", "resources", "workspace",
    },
    "cli": {
        "cache", "diagnostics", "evaluation", "language", "plans", "plugins", "policies", "project", "reports",
        "resources", "workspace",
    },
    "pytest_plugin": {"library"},
}  # fmt: skip
ROOT_MODULES = {"cache", "pytest_plugin", "resources"}
FOR_ALL = {"dataclass", "exits"}


def modules() -> list[Path]:
    return sorted(path for path in ENGINE.rglob("*.py") if path.parent != ENGINE or path.stem in ROOT_MODULES)


def package_of(path: Path) -> str:
    first = path.relative_to(ENGINE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The packages of ours that a module imports, anywhere in it; the version that the root holds is everybody's."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""] if node.module != "shardlaw" else [f"shardlaw.{a.name}" for a in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "shardlaw" and (_is_package(parts) or _is_module(parts)):
                found.add(parts[1])
    return found


def _is_package(parts: list[str]) -> bool:
    return len(parts) > 1 and (ENGINE / parts[1]).is_dir()


def _is_module(parts: list[str]) -> bool:
    return len(parts) > 1 and (ENGINE / f"{parts[1]}.py").exists()


def test_every_package_has_its_rule():
    folders = {path.name for path in ENGINE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert folders == set(ALLOWED) - ROOT_MODULES


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_arrows_point_one_way(path: Path):
    package = package_of(path)
    assert imported(path) <= ALLOWED[package] | {package} | FOR_ALL


def test_the_plug_in_uses_the_public_hooks_only():
    plugin = ENGINE.parent.parent / "plugins" / "parallelism"
    for path in plugin.rglob("*.py"):
        assert imported(path) <= {"plugins", "diagnostics", "language"} | FOR_ALL, path

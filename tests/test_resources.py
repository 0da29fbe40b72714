"""The bundled files are found in a checkout and in an installed package."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from shardlaw import resources

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("kind", ["policies", "schemas"])
def test_in_a_checkout_they_are_at_its_root(kind) -> None:
    assert resources.data_folder(kind) == ROOT / kind


@pytest.mark.parametrize("kind", ["policies", "schemas"])
def test_in_a_wheel_they_are_inside_the_package(kind, tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "shardlaw"
    (package / "_data" / kind).mkdir(parents=True)
    copied = Path(shutil.copy(str(resources.__file__), package))
    spec = importlib.util.spec_from_file_location("resources_of_a_wheel", copied)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.data_folder(kind) == package / "_data" / kind

"""The files for services have the form that the services ask for, by schemas that others publish."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.ci.places import ROOT, shown

SHOWN = {"repos:": "config", "on:": "vendor.github-workflows", "include:": "vendor.gitlab-ci"}


def valid(schema: str, file: Path) -> bool:
    words = ["check_jsonschema", "--builtin-schema", schema]
    if schema in {"config", "manifest"}:
        words = ["pre_commit", f"validate-{schema}"]
    return subprocess.run([sys.executable, "-m", *words, str(file)], capture_output=True, check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize(
    ("name", "schema", "breaking"),
    [
        ("action.yml", "vendor.github-actions", ("using: composite", "using: compost")),
        ("ci/gitlab.yml", "vendor.gitlab-ci", ("when: always", "when: ever")),
        (".pre-commit-hooks.yaml", "manifest", ("entry: shardlaw fmt", "entri: shardlaw fmt")),
    ],
)
def test_files(name: str, schema: str, breaking: tuple[str, str], tmp_path: Path):
    text = (ROOT / name).read_text("utf-8").replace("\n.shardlaw:", "\nshardlaw:")  # a hidden job may be anything
    file = tmp_path / Path(name).name
    file.write_text(text)
    assert valid(schema, file)
    file.write_text(text.replace(*breaking))
    assert not valid(schema, file)


@pytest.mark.parametrize(("first", "schema"), SHOWN.items(), ids=SHOWN)
def test_what_the_page_shows(first: str, schema: str, tmp_path: Path):
    file = tmp_path / "shown.yaml"
    file.write_text(shown(first))
    assert valid(schema, file)

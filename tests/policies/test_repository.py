"""Selectors, and the place of a policy file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.policies.repository import PolicyFile, Repository, Selector, bundled

DATA = yaml.safe_load((Path(__file__).parent / "selectors.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    folder = tmp_path_factory.mktemp("policies")
    for policy, versions in DATA["repository"].items():
        (folder / policy).mkdir()
        for version in versions:
            (folder / policy / f"{version}.law").write_text("")
        (folder / policy / "draft.law").write_text("not a version")
    (folder / "empty").mkdir()
    (folder / "README.md").write_text("")
    return Repository(folder)


def selector(text: str) -> Selector:
    return Selector(text, Source("flags", text), Span(0, len(text)))


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["selector"] or "nothing")
def test_selector(case: dict, repository: Repository):
    found = repository.find(selector(case["selector"]))
    if isinstance(found, Diagnostic):
        assert found.code == case["code"]
        assert list(found.candidates) == case.get("candidates", [])
        assert found.message
    else:
        assert f"{found.id}/{found.version}" == case["gives"]
        assert found.path == repository.folder / f"{case['gives']}.law"
        assert found.name == f"policies/{case['gives']}.law"


def test_the_default_set_is_the_highest_release_of_each(repository: Repository):
    assert [f"{file.id}/{file.version}" for file in repository.default()] == ["alpha/1.0.0", "gamma-ray/2.3.1"]


def test_a_missing_version_names_those_that_exist(repository: Repository):
    found = repository.find(selector("alpha@7"))
    assert isinstance(found, Diagnostic)
    assert found.expected == "one of `0.1.0`, `0.2.0`, `0.10.0`, `1.0.0` or `2.0.0-dev`"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("./mine.law", (None, None)),
        ("mine.law", (None, None)),
        ("rules/mine", (None, None)),
        ("rules/1.2.0.law", ("rules", "1.2.0")),
        ("a/rules/1.2.0-dev.law", ("rules", "1.2.0-dev")),
        ("rules/1.2.law", (None, None)),
    ],
)
def test_paths(text: str, held: tuple[str | None, str | None], repository: Repository):
    found = repository.find(selector(text))
    assert isinstance(found, PolicyFile)
    assert (found.id, found.version) == held
    assert found.path == Path(text)
    assert found.name is None


def test_bundled_policies_have_versions():
    repository = bundled()
    named = {path.relative_to(repository.folder).as_posix() for path in repository.folder.rglob("*.law")}
    assert named == {f"{policy}/{version}.law" for policy, all_ in repository.policies.items() for version in all_}

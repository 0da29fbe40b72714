"""Which policy file a selector means.

A selector is the id of a bundled policy (its highest released version), `id@range`, or the path of a `.law` file. The
bundled policies are `policies/<id>/<version>.law`; a released version never changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source, Span, closest, listed
from shardlaw.policies.versions import ANY, PolicyVersion, parse_range, parse_version
from shardlaw.resources import data_folder

if TYPE_CHECKING:
    from shardlaw.language import tree

SUFFIX = ".law"


def is_path(selector: str) -> bool:
    """Whether a selector names a file, not a policy of a repository."""
    return "/" in selector or "\\" in selector or selector.endswith(SUFFIX)


@dataclass(frozen=True, slots=True)
class Selector:
    """What somebody asked for, and where: `text` is the part of `source` at `span`.

    `asker` is what asks (`--policy`, a file), for people; a path is relative to `folder`.
    """

    text: str
    source: Source
    span: Span
    asker: str = "--policy"
    folder: Path = Path()

    @property
    def reason(self) -> str:
        return f"{self.asker} {self.text}"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy file that was chosen: where it is, what it is called in reports, and why it was chosen.

    `name` is None for a file that the caller named by its path. `id` and `version` are what the place of the file says
    that it holds; None where the place says nothing.
    """

    path: Path
    name: str | None
    id: str | None
    version: str | None
    reason: str


@dataclass(frozen=True)
class Repository:
    """The policies of one folder."""

    folder: Path

    @cached_property
    def policies(self) -> Mapping[str, tuple[PolicyVersion, ...]]:
        """Ids and their versions, both in ascending order."""
        found: dict[str, tuple[PolicyVersion, ...]] = {}
        for folder in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            versions = [parse_version(path.stem) for path in folder.glob(f"*{SUFFIX}")]
            if any(versions):
                found[folder.name] = tuple(sorted(version for version in versions if version is not None))
        return found

    def all(self) -> list[PolicyFile]:
        """Every version of every policy."""
        files = ((policy, version) for policy, versions in self.policies.items() for version in versions)
        return [self._file(policy, version, "all that there are") for policy, version in files]

    def default(self) -> list[PolicyFile]:
        """The default set: the highest released version of every policy that has one."""
        chosen: list[PolicyFile] = []
        for policy, versions in self.policies.items():
            released = [version for version in versions if version.released]
            if released:
                chosen.append(self._file(policy, released[-1], "the default set"))
        return chosen

    def find(self, selector: Selector) -> PolicyFile | Diagnostic:
        """The file that a selector means. Whether the path that a selector names exists is seen when it is read."""
        if is_path(selector.text):
            return by_path(selector.folder / selector.text, selector.reason)
        policy, at, wanted = selector.text.partition("@")
        versions = self.policies.get(policy)
        if versions is None:
            known = {"known": listed(self.policies)} if self.policies else {}
            near = closest(policy, self.policies)
            return Diagnostic("C120", selector.source, selector.span, {"policy": policy, **known}, near)
        admitted = parse_range(wanted) if at else ANY
        if admitted is None:
            return Diagnostic("C121", selector.source, selector.span, {"range": wanted})
        matching = [version for version in versions if admitted.admits(version)]
        if matching:
            return self._file(policy, matching[-1], selector.reason)
        arguments = {"policy": policy, "range": wanted, "versions": listed(map(str, versions))}
        if at:
            return Diagnostic("C122", selector.source, selector.span, arguments)
        arguments["exact"] = f"{policy}@{versions[-1]}"
        return Diagnostic("C123", selector.source, selector.span, arguments)

    def _file(self, policy: str, version: PolicyVersion, reason: str) -> PolicyFile:
        place = f"{policy}/{version}{SUFFIX}"
        return PolicyFile(self.folder / place, f"policies/{place}", policy, str(version), reason)


def bundled() -> Repository:
    """The policies that ship with the engine."""
    return Repository(data_folder("policies"))


def by_path(path: Path, reason: str) -> PolicyFile:
    """A policy file by its path. A file that is called like a version is held to the rule of repositories."""
    if path.name.endswith(SUFFIX) and parse_version(path.stem) is not None:
        return PolicyFile(path, None, path.absolute().parent.name, path.stem, reason)
    return PolicyFile(path, None, None, None, reason)


def misplaced(policy: tree.Policy, file: PolicyFile) -> list[Diagnostic]:
    """What the place of a policy file says and its head does not: its folder is its id, its name its version."""
    found: list[Diagnostic] = []
    for code, word, expected in (("C125", policy.name, file.id), ("C126", policy.version, file.version)):
        if expected is not None and word.text != expected:
            found.append(Diagnostic(code, policy.source, word.span, {"found": word.text, "expected": expected}))
    return found

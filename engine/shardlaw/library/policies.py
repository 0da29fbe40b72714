"""Policies as a program has them: read and checked once, applied as often as it likes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from shardlaw.cache import Cache
from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source
from shardlaw.library.places import on_lines
from shardlaw.library.results import Kind, Severity
from shardlaw.plugins.finding import FLAG
from shardlaw.policies.repository import Selector, bundled, is_path
from shardlaw.resources import build, checked_folder
from shardlaw.workspace.files import PROJECT_FILE, REPOSITORY, root_above
from shardlaw.workspace.opening import Workspace, open_workspace
from shardlaw.workspace.selection import Selection, select

PolicySelector: TypeAlias = "str | os.PathLike[str]"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy; `policy` is `id@version`."""

    policy: str
    name: str
    title: str
    severity: Severity
    kind: Kind
    because: str


@dataclass(frozen=True, slots=True)
class Policies:
    """Policies that were read and checked, with the plug-ins and the project file that they were read under.

    `names` are `id@version`, in order of the ids.
    """

    names: tuple[str, ...]
    workspace: Workspace = field(repr=False)
    selection: Selection = field(repr=False)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, by policy and in the order in which they are written."""
        return tuple(
            Rule(f"{policy.id}@{policy.version}", rule.name, rule.title, rule.severity, rule.kind, rule.because)
            for policy in self.selection.policies
            for rule in policy.rules
        )


def load_policies(
    *selectors: PolicySelector, plugins: Iterable[str] = (), project: str | os.PathLike[str] | None = None
) -> Policies:
    """Read and check policies: ids, `id@range`, or paths of `.law` files; without any, those of the project file, else
    the default set.

    `plugins` are named as `--plugin` names them. `project` is a project file, or the folder that holds its
    `shardlaw.toml`; no file is looked for. ShardlawError with all that is wrong, PluginError for a broken plug-in.
    """
    return open_policies(selectors or None, plugins, project, ())


def open_policies(
    selectors: PolicySelector | Iterable[PolicySelector] | None,
    plugins: Iterable[str],
    project: str | os.PathLike[str] | None,
    plans: Sequence[Path],
) -> Policies:
    """The policies of an audit of `plans`, to whose repository or folder the names in its report are relative."""
    texts = listed_selectors(selectors)
    named = [Selector(*placed, "policies") for placed in on_lines("<policies>", texts)]
    workspace = open_around(plans or [Path(item.text) for item in named if is_path(item.text)], plugins, project)
    selection = select(workspace, named)
    if workspace.wrong or selection.wrong:
        raise ShardlawError(*workspace.wrong, *selection.wrong)
    names = tuple(f"{policy.id}@{policy.version}" for policy in selection.policies)
    return Policies(names, workspace, selection)


def open_around(files: Sequence[Path], plugins: Iterable[str], project: str | os.PathLike[str] | None) -> Workspace:
    """The workspace of a project, else of some files."""
    file = _project_file(project)
    root = root_of(files) if file is None else file.absolute().parent
    cache = Cache(None, build(), checked_folder())  # what is installed, and no folder of the user
    try:
        return open_workspace(root, bundled(), cache, list(plugins), file)
    except ShardlawError as error:
        raise type(error)(*map(_without_flag, error.diagnostics)) from error.__cause__


def _without_flag(found: Diagnostic) -> Diagnostic:
    """A finding about a plug-in that was named, at its name: that is the value of a flag on the command line alone."""
    named = found.source.name == FLAG
    return replace(found, source=Source("<plugins>", found.source.text)) if named else found


def listed_selectors(selectors: PolicySelector | Iterable[PolicySelector] | None) -> tuple[str, ...]:
    """The selectors, of which one may stand alone; none of them for None. ValueError for a list that came out empty."""
    if selectors is None:
        return ()
    if isinstance(selectors, str | os.PathLike):
        return (os.fspath(selectors),)
    texts = tuple(os.fspath(text) for text in selectors)
    if not texts:
        raise ValueError("no policy to apply; None stands for those of the project file, else the default set")
    return texts


def root_of(files: Sequence[Path]) -> Path:
    """The folder that names in a report are relative to, where no project file says it: the repository of the files."""
    return root_above(files, (REPOSITORY,)) if files else Path()


def _project_file(project: str | os.PathLike[str] | None) -> Path | None:
    if project is None:
        return None
    path = Path(project)
    return path / PROJECT_FILE if path.is_dir() else path

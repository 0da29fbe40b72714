"""What every task works with, put together once: plug-ins, plan schema, environment, project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shardlaw.dataclass import dataclass, replace
from shardlaw.diagnostics import Diagnostic, PluginError, ShardlawError
from shardlaw.language.environment import Environment
from shardlaw.plans.reader import Profiles
from shardlaw.plans.schema import PlanSchema, load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import Plugins, load_plugins
from shardlaw.policies.repository import Repository

if TYPE_CHECKING:
    from shardlaw.project.reader import Project


@dataclass(frozen=True)
class Workspace:
    """The world in which policies are checked and plans are read. Names of files are relative to `root`.

    `repository` holds the policies that are selected by id. `profiles` is the hardware of the project file; `wrong`
    is what is wrong with the form of that file, and with its profiles.
    """

    root: Path
    repository: Repository
    plugins: Plugins
    schema: PlanSchema
    environment: Environment
    project: Project | None = None
    profiles: Profiles | None = None
    wrong: tuple[Diagnostic, ...] = ()


def open_workspace(
    root: Path, repository: Repository, plugins: Sequence[str] = (), project: Path | None = None
) -> Workspace:
    """A workspace with the first-party plug-ins, those that are named, and those of the project file.

    PluginError, or ShardlawError where a name means none, when a plug-in is wrong, and with it all that is wrong with
    the project file so far.
    """
    if project is None:
        return _workspace(root, repository, load_plugins(plugins))
    from shardlaw.workspace.project import open_project, placed, read_profiles, selectors  # noqa: PLC0415 - only with a project file

    reading = open_project(project, root)
    said, wrong = reading.project, reading.diagnostics
    listed = {scalar.text: scalar for scalar in said.plugins}
    loaded = load_plugins(plugins, tuple(listed), root)
    if loaded.diagnostics:
        places = ((found, listed.get(found.source.text)) for found in loaded.diagnostics)
        odd = [found if at is None else placed(found, at, said.source) for found, at in places]
        lost = [file for file in map(repository.find, selectors(said, root)) if isinstance(file, Diagnostic)]
        raise _kind(loaded.failed and not wrong)(*wrong, *odd, *lost)
    workspace = _workspace(root, repository, loaded)
    profiles, misread = read_profiles(said, workspace.schema)
    return replace(workspace, project=said, profiles=profiles, wrong=(*wrong, *misread))


def _workspace(root: Path, repository: Repository, loaded: Plugins) -> Workspace:
    """What plug-ins make of a workspace."""
    if loaded.diagnostics:
        raise _kind(loaded.failed)(*loaded.diagnostics)
    schema = _schema(loaded)
    environment = build_environment(loaded, schema.facts)
    if environment.value is None:
        raise PluginError(*environment.diagnostics)
    return Workspace(root, repository, loaded, schema, environment.value)


def _kind(failed: bool) -> type[ShardlawError]:
    return PluginError if failed else ShardlawError


def _schema(plugins: Plugins) -> PlanSchema:
    """The plan schema with the namespaces of the plug-ins, each tried alone first to know whose is wrong."""
    for name, fragment in plugins.namespaces.items():
        try:
            load_schema({name: fragment})
        except Exception as error:  # whatever a plug-in's data breaks is its fault
            reason = f"{type(error).__name__}: {error}"
            raise PluginError(plugins.refuse_namespace(name, reason)) from error
    return load_schema(plugins.namespaces)

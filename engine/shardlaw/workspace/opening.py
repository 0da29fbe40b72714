"""What every task works with, put together once: plug-ins, plan schema, environment, project."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shardlaw.cache import Cache
from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.plans.facts import Branch
from shardlaw.plans.normal import Profiles
from shardlaw.plans.schema import PlanSchema
from shardlaw.policies.repository import Repository
from shardlaw.workspace.world import World, first_party_world

if TYPE_CHECKING:
    from shardlaw.language.environment import Environment
    from shardlaw.plugins.manager import Plugins
    from shardlaw.project.reader import Project


@dataclass(frozen=True)
class Workspace:
    """The world in which policies are checked and plans are read. Names of files are relative to `root`.

    `repository` holds the policies that are selected by id. `profiles` is the hardware of the project file; `wrong`
    is what is wrong with the form of that file, and with its profiles.
    """

    root: Path
    repository: Repository
    world: World
    project: Project | None = None
    profiles: Profiles | None = None
    wrong: tuple[Diagnostic, ...] = ()

    @cached_property
    def completed(self) -> Profiles:
        """What the name of a GPU or a model stands for: its profile in the project file, else its catalog entry."""

        def complete(record: str, name: str) -> Branch | None:
            own = None if self.profiles is None else self.profiles(record, name)
            return self._catalogs(record, name) if own is None else own

        return complete

    @cached_property
    def _catalogs(self) -> Profiles:
        from shardlaw.plans.catalogs import Catalog, Catalogs  # noqa: PLC0415 - only where a plan names one

        return Catalogs([Catalog(source) for source in self.world.catalogs], self.schema)

    @property
    def plugins(self) -> Plugins:
        return self.world.plugins

    @property
    def schema(self) -> PlanSchema:
        return self.world.schema

    @property
    def environment(self) -> Environment:
        return self.world.environment


def open_workspace(
    root: Path, repository: Repository, cache: Cache, plugins: Sequence[str] = (), project: Path | None = None
) -> Workspace:
    """A workspace with the first-party plug-ins, those that are named, and those of the project file.

    `cache` is where checked policies are looked for and kept.

    PluginError, or ShardlawError where a name means none, when a plug-in is wrong, and with it all that is wrong with
    the project file so far.
    """
    if project is None:
        return Workspace(root, repository, _world(plugins, cache))
    from shardlaw.workspace.project import open_project, read_profiles  # noqa: PLC0415 - only with a project file

    reading = open_project(project, root)
    said, wrong = reading.project, reading.diagnostics
    plugged = plugins or said.plugins
    world = _listed_world(root, repository, cache, plugins, said, wrong) if plugged else first_party_world(cache)
    profiles, misread = read_profiles(said, world.schema)
    return Workspace(root, repository, world, said, profiles, (*wrong, *misread))


def _world(plugins: Sequence[str], cache: Cache) -> World:
    """The world of the first-party plug-ins and those that are named."""
    if not plugins:
        return first_party_world(cache)
    from shardlaw.plugins.manager import load_plugins  # noqa: PLC0415 - most runs do without them
    from shardlaw.workspace.plugging import plugged_world  # noqa: PLC0415

    return plugged_world(load_plugins(plugins), cache)


def _listed_world(
    root: Path,
    repository: Repository,
    cache: Cache,
    plugins: Sequence[str],
    said: Project,
    wrong: tuple[Diagnostic, ...],
) -> World:
    """The world with the plug-ins of a project file, in which `wrong` is wrong already."""
    from shardlaw.plugins.manager import load_plugins  # noqa: PLC0415 - most runs do without them
    from shardlaw.workspace.plugging import error_kind, plugged_world  # noqa: PLC0415
    from shardlaw.workspace.project import placed, selectors  # noqa: PLC0415

    listed = {scalar.text: scalar for scalar in said.plugins}
    loaded = load_plugins(plugins, tuple(listed), root)
    if loaded.diagnostics:
        places = ((found, listed.get(found.source.text)) for found in loaded.diagnostics)
        odd = [found if at is None else placed(found, at, said.source) for found, at in places]
        lost = [file for file in map(repository.find, selectors(said, root)) if isinstance(file, Diagnostic)]
        raise error_kind(broken=loaded.failed and not wrong)(*wrong, *odd, *lost)
    return plugged_world(loaded, cache)

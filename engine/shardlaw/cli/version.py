"""`shardlaw --version`: the version of the engine, and those of the plug-ins that there are."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from shardlaw import __version__
from shardlaw.cli.tables import table
from shardlaw.plugins.finding import GROUP
from shardlaw.plugins.manager import load_plugins


def version() -> str:
    """The engine on the first line, then the first-party plug-ins, then the installed ones, which run where named."""
    rows = [(plugin.name, plugin.version, "loaded") for plugin in load_plugins().loaded]
    rows += [(point.name, version_of(point), "installed, not loaded") for point in installed()]
    return f"shardlaw {__version__}\n{table(rows)}"


def installed() -> list[EntryPoint]:
    """The plug-ins of installed packages, by name."""
    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def version_of(point: EntryPoint) -> str:
    """The version of the package that brings a plug-in."""
    return point.dist.version if point.dist else "?"

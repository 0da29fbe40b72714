"""Loads the plug-ins of one run.

First-party plug-ins are always there and are known by the name of their module: scanning entry points costs more
than the rest of a start. Others run only when they are named, since a plug-in is code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.plugins.finding import HERE, Found, find, find_module, is_file
from shardlaw.plugins.registration import Plugin, Registry
from shardlaw.plugins.reporters import Reporter
from shardlaw.plugins.sheets import Line

FIRST_PARTY = ("shardlaw_parallelism.plugin", "shardlaw.reports.reporters")


@dataclass(frozen=True)
class Plugins:
    """The plug-ins of one run in the order in which they were named, and what was wrong with them.

    A plug-in with a mistake is not among `loaded`. `failed` is true when a plug-in was found and is broken, and
    false when the only mistake is a flag that names none.
    """

    loaded: tuple[Plugin, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        return any(diagnostic.code != "X101" for diagnostic in self.diagnostics)

    @property
    def libraries(self) -> tuple[tuple[Plugin, Source], ...]:
        """The formula libraries, each with the plug-in that ships it."""
        return tuple((plugin, source) for plugin in self.loaded for source in plugin.libraries)

    @property
    def catalogs(self) -> tuple[Source, ...]:
        """What is published of GPUs and models, in the order of the plug-ins."""
        return tuple(source for plugin in self.loaded for source in plugin.catalogs)

    @property
    def namespaces(self) -> dict[str, Mapping[str, Any]]:
        """The JSON Schema of every fact namespace, by the root that it adds to a plan."""
        return {name: schema for plugin in self.loaded for name, schema in plugin.namespaces.items()}

    @property
    def versions(self) -> dict[str, str]:
        """Names and versions of the plug-ins that can decide an outcome, as `requires plugin` asks for them."""
        return {plugin.name: plugin.version for plugin in self.loaded if plugin.decides}

    @property
    def reporters(self) -> dict[str, tuple[Plugin, Reporter]]:
        """The formats of reports by name, each with the plug-in that writes it."""
        return {reporter.name: (plugin, reporter) for plugin in self.loaded for reporter in plugin.reporters}

    @property
    def lines(self) -> tuple[tuple[Plugin, Line], ...]:
        """The amounts that `shardlaw capacity` shows, each with the plug-in that asks for it."""
        return tuple((plugin, line) for plugin in self.loaded for line in plugin.lines)

    def refuse_namespace(self, name: str, reason: str) -> Diagnostic:
        """What to report when the schema of a namespace turns out to be none (the plan schema is read elsewhere)."""
        plugin = next(plugin for plugin in self.loaded if name in plugin.namespaces)
        arguments = {"plugin": plugin.name, "namespace": name, "reason": reason}
        return Diagnostic("X121", *plugin.origin.whole(), arguments)


def load_plugins(extra: Sequence[str] = (), listed: Sequence[str] = (), folder: Path = HERE) -> Plugins:
    """The first-party plug-ins, those that a project file lists and those that `extra` names, each once.

    A text is the path of one `.py` file, `module:attribute`, or an entry point of the group `shardlaw.plugins`. The
    paths of `listed` are relative to `folder`.
    Nothing raises: what is wrong with a plug-in is a diagnostic, and the others are loaded.
    """
    registry = Registry()
    named = [(text, folder) for text in listed] + [(text, HERE) for text in extra]
    distinct: dict[str, tuple[str, Path]] = {}
    for text, home in named:
        distinct.setdefault(str((home / text).absolute()) if is_file(text) else text, (text, home))
    wanted = (find(text, home) for text, home in distinct.values())
    for found in (*map(find_module, FIRST_PARTY), *wanted):
        if isinstance(found, Found):
            registry.register(found)
        else:
            registry.diagnostics.append(found)
    return Plugins(tuple(registry.loaded), tuple(registry.diagnostics))

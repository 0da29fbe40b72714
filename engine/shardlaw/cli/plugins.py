"""`shardlaw plugins`: the plug-ins that are loaded and what each brings, and those that are installed besides."""

from __future__ import annotations

from argparse import Namespace
from importlib.metadata import EntryPoint

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.tables import table
from shardlaw.cli.version import installed, version_of
from shardlaw.cli.workspace import add_workspace, start
from shardlaw.plugins.registration import Plugin


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "plugins",
        usage="shardlaw plugins [options]",
        description="List plug-ins: name, version, how many formula libraries and\n"
        "calculators, which fact namespaces and report formats each brings, and its\n"
        "hooks. First-party plug-ins are always loaded; others only when they are named.\n"
        "Installed ones that are not are listed too.",
        epilog="""\
exit codes:
  0  listed
  2  a flag names no plug-in
  4  a plug-in is broken

examples:
  shardlaw plugins
  shardlaw plugins --plugin ./org.py""",
    )
    add_workspace(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    del command
    loaded = start((), arguments.plugin, arguments.project).plugins.loaded
    wanted = {plugin.origin.wanted for plugin in loaded}
    rows = [_loaded(plugin) for plugin in loaded]
    console.write(table(rows + [_installed(point) for point in installed() if point.name not in wanted]))
    return 0


def _installed(point: EntryPoint) -> tuple[str, ...]:
    return point.name, version_of(point), "not loaded", f"name it: --plugin {point.name}", ""


def _loaded(plugin: Plugin) -> tuple[str, ...]:
    brings = {
        "libraries": str(len(plugin.libraries) or ""),
        "calculators": str(len(plugin.calculators) or ""),
        "namespaces": ", ".join(plugin.namespaces),
        "catalogs": str(len(plugin.catalogs) or ""),
        "formats": ", ".join(reporter.name for reporter in plugin.reporters),
    }
    said = "; ".join(f"{what} {names}" for what, names in brings.items() if names)
    return plugin.name, plugin.version, "loaded", said, ", ".join(plugin.hooks)

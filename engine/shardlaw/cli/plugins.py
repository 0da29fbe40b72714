"""`shardlaw plugins`: the plug-ins that are loaded, and what each brings."""

from __future__ import annotations

from argparse import Namespace

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import project_root
from shardlaw.cli.session import add_plugins, start
from shardlaw.cli.tables import table
from shardlaw.plugins.registration import Plugin


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "plugins",
        usage="shardlaw plugins [options]",
        description="List the plug-ins that are loaded: name, version, how many formula libraries and\n"
        "calculators and which fact namespaces each brings, and its hooks. First-party\n"
        "plug-ins are always loaded; others only when they are named.",
        epilog="""\
exit codes:
  0  listed
  2  a flag names no plug-in
  4  a plug-in is broken

examples:
  shardlaw plugins
  shardlaw plugins --plugin ./org.py""",
    )
    add_plugins(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    session = start(command, console, project_root(()), arguments.plugin)
    console.write(table([_row(plugin) for plugin in session.plugins.loaded]))
    return 0


def _row(plugin: Plugin) -> tuple[str, ...]:
    brings = (
        f"libraries {len(plugin.libraries)}, calculators {len(plugin.calculators)}, "
        f"namespaces {', '.join(plugin.namespaces) or 'none'}"
    )
    return plugin.name, plugin.version, "loaded", brings, ", ".join(plugin.hooks)

"""`shardlaw list`: every name of one sort, one on a line."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.catalogue import domain, fact_paths, signature, type_name
from shardlaw.cli.console import Console
from shardlaw.cli.selection import add_selection, asked, choose
from shardlaw.cli.tables import table
from shardlaw.cli.workspace import start
from shardlaw.diagnostics import closest, listed
from shardlaw.language.checker.params import written
from shardlaw.language.units import units_table
from shardlaw.policies.repository import Selector
from shardlaw.workspace.opening import Workspace

_WIDEST_TYPE = 40

Rows = Iterator[Sequence[str]]


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "list",
        usage="shardlaw list [KIND...] [options]",
        description="List what there is, one name on a line. Without a word: the policies that run,\nand why.",
        epilog="""\
exit codes:
  0  listed
  2  wrong input

examples:
  shardlaw list
  shardlaw list facts | grep bandwidth""",
    )
    made.add_argument("kind", nargs="*", metavar="KIND", help=f"one of {', '.join(LISTS)} (default policies)")
    add_selection(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    kinds = arguments.kind or ["policies"]
    for kind in kinds:
        if kind not in LISTS:
            choices = {"value": kind, "name": "KIND", "choices": listed(LISTS)}
            raise command.error("C105", command.span(kind), choices, closest(kind, LISTS))
    workspace = start((), arguments.plugin, arguments.project)
    selectors = asked(command, arguments.policy)
    for kind in kinds:
        console.write(table(list(LISTS[kind](workspace, selectors))))
    return 0


def _policies(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    for item in choose(workspace, selectors):
        yield f"{item.policy.id}@{item.policy.version}", f"runs by {item.file.reason}", item.policy.title


def _rules(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    for item in choose(workspace, selectors):
        for rule in item.policy.rules:
            yield f"{item.policy.id}/{rule.name}", rule.severity, rule.kind, rule.title


def _parameters(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    for item in choose(workspace, selectors):
        for param in item.policy.params:
            name = f"{item.policy.id}.{param.name}"
            yield name, type_name(param.type), f"default {written(param.default)}", domain(param), param.meaning


def _facts(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    del selectors
    for path, member in fact_paths(workspace.environment.facts):
        kind = type_name(member.type)
        yield path, kind if len(kind) <= _WIDEST_TYPE else "text (show lists the words)", member.meaning


def _formulas(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    del selectors
    for name, formula in sorted(workspace.environment.formulas.items()):
        yield signature(name, formula.parameters, formula.result), formula.grade, formula.library


def _calculators(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    del selectors
    for name, calculator in sorted(workspace.environment.calculators.items()):
        meaning, _, _ = calculator.meaning.partition("\n")
        yield signature(name, calculator.parameters, calculator.result), calculator.plugin, meaning


def _units(workspace: Workspace, selectors: Sequence[Selector]) -> Rows:
    del workspace, selectors
    for symbol, aliases, prefixes, meaning in units_table():
        spelled = ", ".join(f"{prefix}{symbol}" for prefix in prefixes)
        yield symbol, meaning, spelled, f"also {', '.join(aliases)}" if aliases else ""


LISTS = {
    "policies": _policies,
    "rules": _rules,
    "parameters": _parameters,
    "facts": _facts,
    "formulas": _formulas,
    "calculators": _calculators,
    "units": _units,
}

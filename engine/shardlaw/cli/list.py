"""`shardlaw list`: every name of one sort, one on a line."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.catalogue import domain, fact_paths, signature, type_name
from shardlaw.cli.console import Console
from shardlaw.cli.files import project_root
from shardlaw.cli.session import Session, add_selection, start
from shardlaw.cli.tables import table
from shardlaw.diagnostics import closest, listed
from shardlaw.language.checker.params import written
from shardlaw.language.units import units_table

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
    session = start(command, console, project_root(()), arguments.plugin)
    for kind in kinds:
        console.write(table(list(LISTS[kind](session, arguments.policy))))
    return 0


def _policies(session: Session, selectors: Sequence[str]) -> Rows:
    for item in session.choose(selectors):
        yield f"{item.policy.id}@{item.policy.version}", f"runs by {item.file.reason}", item.policy.title


def _rules(session: Session, selectors: Sequence[str]) -> Rows:
    for item in session.choose(selectors):
        for rule in item.policy.rules:
            yield f"{item.policy.id}/{rule.name}", rule.severity, rule.kind, rule.title


def _parameters(session: Session, selectors: Sequence[str]) -> Rows:
    for item in session.choose(selectors):
        for param in item.policy.params:
            name = f"{item.policy.id}.{param.name}"
            yield name, type_name(param.type), f"default {written(param.default)}", domain(param), param.meaning


def _facts(session: Session, selectors: Sequence[str]) -> Rows:
    del selectors
    for path, member in fact_paths(session.environment.facts):
        kind = type_name(member.type)
        yield path, kind if len(kind) <= _WIDEST_TYPE else "text (show lists the words)", member.meaning


def _formulas(session: Session, selectors: Sequence[str]) -> Rows:
    del selectors
    for name, formula in sorted(session.environment.formulas.items()):
        yield signature(name, formula.parameters, formula.result), formula.grade, formula.library


def _calculators(session: Session, selectors: Sequence[str]) -> Rows:
    del selectors
    for name, calculator in sorted(session.environment.calculators.items()):
        meaning, _, _ = calculator.meaning.partition("\n")
        yield signature(name, calculator.parameters, calculator.result), calculator.plugin, meaning


def _units(session: Session, selectors: Sequence[str]) -> Rows:
    del session, selectors
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

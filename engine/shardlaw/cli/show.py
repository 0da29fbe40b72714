"""`shardlaw show`: what one name means."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from shardlaw.cli import details
from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.catalogue import fact_names, matching_facts
from shardlaw.cli.console import Console
from shardlaw.cli.selection import add_selection, asked, choose
from shardlaw.cli.workspace import start
from shardlaw.diagnostics import closest
from shardlaw.language.units import Unit, parse_unit, units_table
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Chosen


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "show",
        usage="shardlaw show NAME... [options]",
        description="Show what a name means: a policy, a rule (policy/rule), a parameter\n"
        "(policy.name), a fact path, a formula, a calculator or a unit. A name that\n"
        "stands for several things shows them all.",
        epilog="""\
exit codes:
  0  shown
  2  nothing is called so, or other wrong input

examples:
  shardlaw show phase.parallelism.dp
  shardlaw show moe-structure/multiplied-gpu-total GB/s""",
    )
    made.add_argument("names", nargs="*", metavar="NAME", help="what to show")
    add_selection(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.names:
        raise command.error("C106", command.end, {"verb": "show", "what": "a name"})
    workspace = start((), arguments.plugin, arguments.project)
    chosen = choose(workspace, asked(command, arguments.policy))
    texts: list[str] = []
    for name in arguments.names:
        found = list(meanings(workspace, chosen, name))
        if not found:
            raise command.error("C142", command.span(name), {"name": name}, closest(name, _names(workspace, chosen)))
        texts += found
    console.write("\n".join(texts))
    return 0


def meanings(workspace: Workspace, chosen: Sequence[Chosen], name: str) -> Iterator[str]:
    """A text for each thing that a name may mean."""
    environment = workspace.environment
    for item in chosen:
        if name in {item.policy.id, f"{item.policy.id}@{item.policy.version}"}:
            yield details.policy(item)
        for rule in item.policy.rules:
            if name in {rule.name, f"{item.policy.id}/{rule.name}"}:
                yield details.rule(item, rule)
        for param in item.policy.params:
            if name == f"{item.policy.id}.{param.name}":
                yield details.param(item, param)
    for path, member in matching_facts(environment.facts, name):
        yield details.fact(path, member)
    for full, formula in environment.formulas.items():
        if name in {full, full.rpartition(".")[2]}:
            yield details.formula(full, formula)
    for full, calculator in environment.calculators.items():
        if name in {full, full.rpartition(".")[2]}:
            yield details.calculator(full, calculator)
    unit = parse_unit(name) if name else None
    if isinstance(unit, Unit):
        yield details.unit(unit)


def _names(workspace: Workspace, chosen: Sequence[Chosen]) -> Iterator[str]:
    for item in chosen:
        yield item.policy.id
        for rule in item.policy.rules:
            yield rule.name
            yield f"{item.policy.id}/{rule.name}"
        yield from (f"{item.policy.id}.{param.name}" for param in item.policy.params)
    yield from fact_names(workspace.environment.facts)
    yield from workspace.environment.formulas
    yield from workspace.environment.calculators
    yield from (symbol for symbol, _, _, _ in units_table())

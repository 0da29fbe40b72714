"""`shardlaw compare`: two plans in, what the difference does to their audit out."""

from __future__ import annotations

from argparse import Namespace

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import expand
from shardlaw.cli.parameters import add_parameters, assignments
from shardlaw.cli.plans import open_plans
from shardlaw.cli.selection import add_selection, asked, require
from shardlaw.cli.workspace import start
from shardlaw.evaluation.changes import build_changes
from shardlaw.evaluation.gate import Gate
from shardlaw.exits import PASSED, PLUGIN_FAILED, WRONG_INPUT
from shardlaw.workspace.audit import audit_plans
from shardlaw.workspace.settings import read_settings


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "compare",
        usage="shardlaw compare OLD NEW [options]",
        description="Audit two plans under the same policies and report what the difference does: which\n"
        "records appear, vanish or come to something else, the facts that made them, and\n"
        "what is computed from those facts.",
        epilog="""exit codes:
  0  compared, whatever came out
  2  wrong input: a plan, a policy or a flag
  4  a plug-in failed

examples:
  shardlaw compare plan.yaml corrected.yaml
  shardlaw compare plan.yaml corrected.yaml --policy memory --format markdown""",
    )
    made.add_argument("plans", nargs="*", metavar="PLAN", help="the plan as it was, then the plan as it is")
    add_selection(made)
    add_parameters(made)
    made.choice("--format", ("text", "markdown"), "how the comparison is written")
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    paths = expand(command, arguments.plans)
    if len(paths) != 2:
        raise command.error("C106", command.end, {"verb": "compare", "what": "two plans"})
    workspace = start(paths, arguments.plugin, arguments.project)
    selection = require(workspace, asked(command, arguments.policy))
    settings = read_settings(assignments(command, arguments.param), selection)
    audit = audit_plans(workspace, open_plans(workspace, paths), selection.policies, settings, Gate())
    for plan in audit.unreadable:
        console.report(plan.diagnostics)
    if audit.unreadable:
        return WRONG_INPUT

    old, new = audit.results
    changes = build_changes(old, new, audit.gate)
    if arguments.format == "markdown":
        from shardlaw.reports.comparison import markdown  # noqa: PLC0415 - only the writer that is asked for

        console.write(markdown(changes))
    else:
        from shardlaw.reports.comparison import text  # noqa: PLC0415

        console.write(text(changes, colour=console.colour))
    failed = any(record.outcome == "fault" for result in (old, new) for record in result.records)
    return PLUGIN_FAILED if failed else PASSED

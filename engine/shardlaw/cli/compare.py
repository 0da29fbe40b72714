"""`shardlaw compare`: two plans in, what the difference does to their audit out."""

from __future__ import annotations

from argparse import Namespace

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.exits import PASSED, PLUGIN_FAILED, WRONG_INPUT
from shardlaw.cli.files import expand, project_root
from shardlaw.cli.plans import open_plans
from shardlaw.cli.session import add_selection, start
from shardlaw.cli.settings import add_parameters, read_settings
from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.evaluation.changes import build_changes
from shardlaw.evaluation.gate import Gate


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
  shardlaw compare old.yaml new.yaml --policy memory --format markdown""",
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
    session = start(command, console, project_root(paths), arguments.plugin)
    selection = session.require(arguments.policy)
    settings = read_settings(session, arguments.param, selection)

    plans, unreadable = open_plans(session, paths)
    if unreadable:
        return WRONG_INPUT
    results = [audit_plan(plan, [item.policy for item in selection.chosen], settings) for plan in plans]
    audited = [result for result in results if isinstance(result, PlanResult)]
    if len(audited) < len(results):
        raise CommandError(*(d for result in results if not isinstance(result, PlanResult) for d in result.diagnostics))

    changes = build_changes(audited[0], audited[1], Gate())
    if arguments.format == "markdown":
        from shardlaw.reports.comparison import markdown  # noqa: PLC0415 - only the writer that is asked for

        console.write(markdown(changes))
    else:
        from shardlaw.reports.comparison import text  # noqa: PLC0415

        console.write(text(changes, colour=console.colour))
    failed = any(record.outcome == "fault" for result in audited for record in result.records)
    return PLUGIN_FAILED if failed else PASSED

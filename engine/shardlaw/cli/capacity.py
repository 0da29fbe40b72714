"""`shardlaw capacity`: whether a plan fits, what a GPU of each stage holds, and how far one may go."""

from __future__ import annotations

from argparse import Namespace

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import expand
from shardlaw.cli.plans import open_plans
from shardlaw.cli.workspace import add_workspace, start
from shardlaw.diagnostics import closest, listed
from shardlaw.evaluation.audit import Unreadable
from shardlaw.exits import PASSED, VIOLATED, WRONG_INPUT
from shardlaw.plans.facts import Plan
from shardlaw.workspace.amounts import Sheet
from shardlaw.workspace.capacity import build_capacity


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "capacity",
        usage="shardlaw capacity PLAN... [options]",
        description="Say of every phase of a plan whether it fits the memory of its GPUs: what a GPU of\n"
        "each pipeline stage holds, what is left, the largest concurrency and context, the\n"
        "fewest GPUs. An amount that conventions or implementations leave open is a range;\n"
        "one that the plan leaves open says which facts it lacks.",
        epilog="""\
exit codes:
  0  every phase fits, may fit, or lacks facts
  1  a phase does not fit, whatever the implementation
  2  wrong input: a plan or a flag
  4  a plug-in failed

examples:
  shardlaw capacity plan.yaml
  shardlaw capacity plan.yaml --explain weights
  shardlaw capacity plans/*.yaml --format json""",
    )
    made.add_argument("plans", nargs="*", metavar="PLAN", help="a plan, a pattern of plans, or - for standard input")
    derivation = "show how this amount comes about, such as weights (default: none)"
    made.add_argument("--explain", metavar="AMOUNT", help=derivation)
    made.choice("--format", ("text", "json"), "how the answer is written")
    add_workspace(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    paths = expand(command, arguments.plans)
    if not paths:
        raise command.error("C106", command.end, {"verb": "capacity", "what": "a plan"})
    workspace = start(paths, arguments.plugin, arguments.project)
    sheet = Sheet(workspace.plugins.lines, workspace.environment)
    wanted = arguments.explain
    if wanted is not None and wanted not in sheet.names:
        words = {"name": wanted, "names": listed(sheet.names)}
        raise command.error("C148", command.span(wanted), words, closest(wanted, sheet.names))
    plans: list[Plan] = []
    unreadable = False
    for plan in open_plans(workspace, paths):
        if isinstance(plan, Unreadable):
            console.report(plan.diagnostics)
            unreadable = True
        else:
            plans.append(plan)
    derived = sheet.names if arguments.format == "json" else [wanted]
    answer = build_capacity(sheet, plans, derived)
    if arguments.format == "json":
        from shardlaw.reports.json import encode  # noqa: PLC0415 - only the writer that is asked for

        console.write_bytes(encode(answer))
    else:
        from shardlaw.reports.capacity import text  # noqa: PLC0415

        console.write(text(answer, wanted, colour=console.colour))
    if unreadable:
        return WRONG_INPUT
    lacking = any(phase["verdict"] == "does not fit" for plan in answer["plans"] for phase in plan["phases"])
    return VIOLATED if lacking else PASSED

"""`shardlaw audit`: plans in, records out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.exits import HELP
from shardlaw.cli.files import expand, project_root
from shardlaw.cli.plans import open_plans
from shardlaw.cli.session import add_selection, start
from shardlaw.cli.settings import read_settings
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import PlanResult, Unreadable, audit_plan
from shardlaw.evaluation.gate import Gate, decided_nothing, exit_code
from shardlaw.evaluation.report import Audit, build_report


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "audit",
        usage="shardlaw audit PLAN... [options]",
        description="Evaluate plans against policies and report what each rule came to. A plan is a\n"
        "YAML or JSON file, or - for standard input. The report goes to standard output,\n"
        "what is wrong with the input to standard error.",
        epilog=f"""{HELP}

examples:
  shardlaw audit plan.yaml
  shardlaw audit plans/*.yaml --policy memory --policy moe-knowledge@0.1 \\
      --param memory.tolerance=5% --format json""",
    )
    made.add_argument("plans", nargs="*", metavar="PLAN", help="a plan, a pattern of plans, or - for standard input")
    add_selection(made)
    made.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="POLICY.NAME=VALUE",
        help="set a parameter of a policy; repeatable (default: what the policy says)",
    )
    made.choice("--format", ("text", "json"), "how the report is written")
    made.choice("--trace", ("failed", "all", "none"), "which derivations to show; all also prints passes and skips")
    made.choice("--fail-on", ("error", "warning", "note", "never"), "the least severity whose violations fail")
    made.choice("--inconclusive", ("allow", "block"), "whether undecided rules at that severity are let through")
    made.add_argument("--allow-empty", action="store_true", help="accept an audit in which no rule was decided")
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.plans:
        raise command.error("C106", command.end, {"verb": "audit", "what": "a plan"})
    paths = expand(command, arguments.plans)
    session = start(command, console, project_root(paths), arguments.plugin)
    chosen = session.choose(arguments.policy)
    settings = read_settings(session, arguments.param, chosen)
    policies = tuple(item.policy for item in chosen)

    plans, unreadable = open_plans(session, paths)
    results: list[PlanResult] = []
    for plan in plans:
        result = audit_plan(plan, policies, settings)
        if isinstance(result, Unreadable):
            console.report(result.diagnostics)
            unreadable.append(result)
        else:
            results.append(result)

    gate = Gate(arguments.fail_on, arguments.inconclusive, arguments.allow_empty)
    made = Audit(tuple(results), tuple(unreadable), policies, session.plugins.versions, settings, gate)
    report = build_report(made, arguments.trace)
    if arguments.format == "json":
        from shardlaw.reports.json import encode  # noqa: PLC0415 - only the writer that is asked for

        console.write_bytes(encode(report))
    else:
        from shardlaw.reports.text import text  # noqa: PLC0415

        console.write(text(report, show_all=arguments.trace == "all", colour=console.colour))
    _warn_of_nothing(command, console, results, gate)
    return exit_code(results, unreadable, gate)


def _warn_of_nothing(command: CommandLine, console: Console, results: Sequence[PlanResult], gate: Gate) -> None:
    """Say why an audit that decided nothing is not green."""
    records = [record for result in results for record in result.records]
    faults = any(record.outcome == "fault" for record in records)
    if results and decided_nothing(records) and not faults and not gate.allow_empty:
        console.report([Diagnostic("C140", command.source, command.span(""))])

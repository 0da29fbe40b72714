"""`shardlaw audit`: plans in, records out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.exits import HELP
from shardlaw.cli.files import PROJECT_FILE, expand, project_root
from shardlaw.cli.gate import GateReader, add_gate
from shardlaw.cli.plans import open_plans
from shardlaw.cli.session import Session, add_selection, open_session, rule_named
from shardlaw.cli.settings import add_parameters, read_settings
from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import PlanResult, Unreadable, audit_plan
from shardlaw.evaluation.gate import Gate, decided_nothing, exit_code
from shardlaw.evaluation.report import Audit, Traces, build_report


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "audit",
        usage="shardlaw audit [PLAN...] [options]",
        description="Evaluate plans against policies and report what each rule came to. A plan is a\n"
        "YAML or JSON file, or - for standard input; without one, the plans that\n"
        "shardlaw.toml lists are audited. The report goes to standard output, what is wrong\n"
        "with the input to standard error.",
        epilog=f"""{HELP}

examples:
  shardlaw audit plan.yaml
  shardlaw audit plans/*.yaml --policy memory --policy moe-knowledge@0.1 \\
      --param memory.tolerance=5% --format json
  shardlaw audit plan.yaml --explain memory/impossible-weights""",
    )
    made.add_argument("plans", nargs="*", metavar="PLAN", help="a plan, a pattern of plans, or - for standard input")
    add_selection(made)
    add_parameters(made)
    made.choice("--format", ("text", "json"), "how the report is written")
    made.choice("--trace", ("failed", "all", "none"), "which derivations to show; all also prints passes and skips")
    made.add_argument("--explain", metavar="RULE", help="evaluate this rule alone and show all of it: policy/rule")
    add_gate(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    paths = expand(command, arguments.plans)
    session = open_session(command, console, project_root(paths), arguments.plugin)
    selection = session.select(arguments.policy)
    reader = GateReader()
    gate = reader.read(arguments, session, selection.must_conclude)
    wrong = [*session.wrong, *selection.wrong, *reader.wrong]
    if not paths and not session.wrong:
        paths, missing = _planned(session)
        wrong += missing
    if wrong:
        raise CommandError(*wrong)
    settings = read_settings(session, arguments.param, selection)
    policies = tuple(item.policy for item in selection.chosen)
    if arguments.explain is not None:
        policy, rule = rule_named(arguments.explain, policies, command)
        policies = (replace(policy, rules=(rule,)),)
        gate = replace(gate, allow_empty=True)  # what a rule waits for is an answer here
    trace: Traces = arguments.trace if arguments.explain is None else "all"

    plans, unreadable = open_plans(session, paths)
    results: list[PlanResult] = []
    for plan in plans:
        result = audit_plan(plan, policies, settings)
        if isinstance(result, Unreadable):
            console.report(result.diagnostics)
            unreadable.append(result)
        else:
            results.append(result)

    project = None if session.project is None else session.project.source
    made = Audit(tuple(results), tuple(unreadable), policies, session.plugins.versions, settings, gate, project)
    report = build_report(made, trace)
    if arguments.format == "json":
        from shardlaw.reports.json import encode  # noqa: PLC0415 - only the writer that is asked for

        console.write_bytes(encode(report))
    else:
        from shardlaw.reports.text import text  # noqa: PLC0415

        console.write(text(report, show_all=trace == "all", colour=console.colour))
    _warn_of_nothing(command, console, results, gate)
    return exit_code(results, unreadable, gate)


def _planned(session: Session) -> tuple[list[Path], list[Diagnostic]]:
    """The plans of the project, and what is wrong with its patterns or with there being none."""
    if session.project is None or not session.project.plans:
        command = session.command
        words = {"verb": "audit", "what": f"a plan, or `plans` in a {PROJECT_FILE}"}
        return [], [Diagnostic("C106", command.source, command.end, words)]
    from shardlaw.cli.project import plan_files  # noqa: PLC0415 - only with a project file

    return plan_files(session.project, session.root)


def _warn_of_nothing(command: CommandLine, console: Console, results: Sequence[PlanResult], gate: Gate) -> None:
    """Say why an audit that decided nothing is not green."""
    records = [record for result in results for record in result.records]
    faults = any(record.outcome == "fault" for record in records)
    if results and decided_nothing(records) and not faults and not gate.allow_empty:
        console.report([Diagnostic("C140", command.source, command.span(""))])

"""`shardlaw audit`: plans in, records out."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.blocking import EXIT_CODES, GateReader, add_baseline, add_gate
from shardlaw.cli.console import Console
from shardlaw.cli.files import STDIN, STDIN_NAME, expand
from shardlaw.cli.outputs import Outputs, add_outputs
from shardlaw.cli.parameters import add_parameters, assignments
from shardlaw.cli.plans import open_plans
from shardlaw.cli.selection import add_selection, asked, rule_named
from shardlaw.cli.workspace import open_at
from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, PluginError, ShardlawError
from shardlaw.evaluation.audit import Unreadable
from shardlaw.evaluation.baseline import Baseline
from shardlaw.evaluation.report import Audit, Traces, build_report
from shardlaw.exits import PLUGIN_FAILED, WRONG_INPUT
from shardlaw.plans.facts import Plan
from shardlaw.reports.prose import count
from shardlaw.workspace.audit import audit_plans
from shardlaw.workspace.files import PROJECT_FILE
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Selection, select
from shardlaw.workspace.settings import read_settings


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "audit",
        usage="shardlaw audit [PLAN...] [options]",
        description="Evaluate plans against policies and report what each rule came to. A plan is a\n"
        "YAML or JSON file, or - for standard input; without one, the plans that\n"
        "shardlaw.toml lists are audited. The report goes to standard output, what is wrong\n"
        "with the input to standard error.",
        epilog=f"""{EXIT_CODES}
examples:
  shardlaw audit plan.yaml
  shardlaw audit plans/*.yaml --policy memory --policy moe-knowledge@0.1 \\
      --param memory.tolerance=5% --format json
  shardlaw audit plan.yaml --explain memory/impossible-weights
  shardlaw audit plans/*.yaml --output sarif=out.sarif --output junit=out.xml""",
    )
    made.add_argument(
        "plans",
        nargs="*",
        metavar="PLAN",
        help="a plan, a pattern of plans, or - for standard input (default: those that shardlaw.toml lists)",
    )
    add_selection(made)
    add_parameters(made)
    add_outputs(made)
    made.choice("--trace", ("failed", "all", "none"), "which derivations to show; all also prints passes and skips")
    made.add_argument(
        "--explain",
        metavar="RULE",
        help="evaluate this rule alone and show all of it: policy/rule (default: every rule)",
    )
    add_gate(made)
    add_baseline(made)
    made.add_argument(
        "--changed-since",
        metavar="REV",
        help="audit only plans that changed since a git revision, or whose project file, policies, plug-ins or "
        "revised plan did (default: all)",
    )
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    trace: Traces = arguments.trace if arguments.explain is None else "all"
    audit, outputs = audited(arguments, command, console)
    try:
        outputs.write(build_report(audit, trace), console, everything=trace == "all")
    except PluginError as error:
        console.report(error.diagnostics)
        return WRONG_INPUT if audit.exit_code == WRONG_INPUT else PLUGIN_FAILED
    if audit.decided_nothing:
        console.report([Diagnostic("C140", command.source, command.span(""))])
    return audit.exit_code


def audited(arguments: Namespace, command: CommandLine, console: Console) -> tuple[Audit, Outputs]:
    """The audit that a command line asks for, and what to write of it; what is wrong with plans is reported.

    ShardlawError with everything else that is wrong.
    """
    paths = expand(command, arguments.plans)
    workspace = open_at(paths, arguments.plugin, arguments.project)
    selection = select(workspace, asked(command, arguments.policy))
    reader = GateReader()
    gate = reader.read(arguments, workspace, selection)
    wrong = [*workspace.wrong, *selection.wrong, *reader.wrong]
    baseline: Baseline | None = None
    if arguments.baseline is not None:
        opened = _baseline(arguments, workspace, command)
        if isinstance(opened, Diagnostic):
            wrong.append(opened)
        else:
            baseline = opened
    if not paths and not workspace.wrong:
        paths, missing = _planned(workspace, command)
        wrong += missing
    outputs = Outputs(command, workspace)
    outputs.read(arguments)
    if arguments.output:
        outputs.spare(_read(paths, workspace, selection))
        if baseline is not None:
            outputs.spare([workspace.root / baseline.path])
    wrong += outputs.wrong
    if wrong:
        raise ShardlawError(*wrong)
    settings = read_settings(assignments(command, arguments.param), selection)
    policies = selection.policies
    if arguments.explain is not None:
        policy, rule = rule_named(arguments.explain, policies, command)
        policies = (replace(policy, rules=(rule,)),)
        gate = replace(gate, allow_empty=True)  # what a rule waits for is an answer here
    plans: Iterable[Plan | Unreadable] = open_plans(workspace, paths)
    if arguments.output:
        plans = list(plans)
        outputs.spare(_revised(plans, workspace.root))
        if outputs.wrong:
            raise ShardlawError(*outputs.wrong)
    since: str | None = arguments.changed_since
    if since is not None:
        from shardlaw.cli.changes import changed, changes_since  # noqa: PLC0415 - as above

        plans = changed(plans, workspace, selection, changes_since(since, workspace.root, command))
    audit = audit_plans(workspace, plans, policies, settings, gate, baseline)
    for plan in audit.unreadable:
        console.report(plan.diagnostics)
    if since is not None:
        taken = len(audit.results) + len(audit.unreadable)
        console.tell(f"{taken} of {count(len(paths), 'plan')} changed since {since}\n")
        audit = replace(audit, gate=replace(gate, allow_empty=gate.allow_empty or not taken))
    return audit, outputs


def _baseline(arguments: Namespace, workspace: Workspace, command: CommandLine) -> Baseline | Diagnostic:
    """The earlier report, `-` being what stands on standard input."""
    from shardlaw.workspace.baseline import open_baseline, read_baseline  # noqa: PLC0415 - rarely asked for

    named: str = arguments.baseline
    if named != STDIN:
        return open_baseline(Path(named), workspace.root)
    if STDIN in arguments.plans:
        return Diagnostic("C113", command.source, command.span(STDIN, 1), {"path": STDIN})
    return read_baseline(sys.stdin.buffer.read(), STDIN_NAME)


def _read(paths: Iterable[Path], workspace: Workspace, selection: Selection) -> Iterator[Path]:
    """The files that an audit reads before any plan has been opened, and the plans that it was asked for."""
    yield from paths
    yield from (item.file.path for item in selection.chosen)
    if workspace.project is not None:
        yield workspace.root / workspace.project.source.name


def _revised(plans: Iterable[Plan | Unreadable], root: Path) -> Iterator[Path]:
    """The files of the plans that others revise."""
    for plan in plans:
        if isinstance(plan, Plan) and plan.revises is not None:
            yield root / plan.revises.source.name


def _planned(workspace: Workspace, command: CommandLine) -> tuple[list[Path], list[Diagnostic]]:
    """The plans of the project, and what is wrong with its patterns or with there being none."""
    if workspace.project is None or not workspace.project.plans:
        words = {"verb": "audit", "what": f"a plan, or `plans` in a {PROJECT_FILE}"}
        return [], [Diagnostic("C106", command.source, command.end, words)]
    from shardlaw.workspace.project import plan_files  # noqa: PLC0415 - only with a project file

    return plan_files(workspace.project, workspace.root)

"""`shardlaw screen`: many plans, one line for each that does not pass."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from pathlib import Path

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.blocking import EXIT_CODES, GateReader, add_gate
from shardlaw.cli.console import Console
from shardlaw.cli.files import STDIN, expand
from shardlaw.cli.parameters import add_parameters, assignments
from shardlaw.cli.plans import open_plans
from shardlaw.cli.progress import Progress
from shardlaw.cli.selection import add_selection, asked
from shardlaw.cli.workspace import open_at
from shardlaw.diagnostics import Diagnostic, ShardlawError
from shardlaw.evaluation.audit import Unreadable
from shardlaw.evaluation.compiled.screening import Screen, Screened
from shardlaw.evaluation.gate import Gate, Verdict, verdict
from shardlaw.exits import PASSED, PLUGIN_FAILED, UNDECIDED, VIOLATED, WRONG_INPUT
from shardlaw.plans.files import read_file
from shardlaw.reports.prose import count
from shardlaw.workspace.files import shown
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import select
from shardlaw.workspace.settings import read_settings


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "screen",
        usage="shardlaw screen PLAN... [options]",
        description="Say which of many plans do not pass, a line for each, and count the others. The rules\n"
        "are compiled, and plans are taken one after the other; audit a plan to see why it\n"
        "does not pass.",
        epilog=f"""{EXIT_CODES}
examples:
  shardlaw screen plans/*.yaml
  shardlaw screen plans/*.yaml --policy memory --fail-on warning""",
    )
    made.add_argument("plans", nargs="+", metavar="PLAN", help="a plan, a pattern of plans, or - for standard input")
    add_selection(made)
    add_parameters(made)
    add_gate(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    paths = expand(command, arguments.plans)
    workspace = open_at(paths, arguments.plugin, arguments.project)
    selection = select(workspace, asked(command, arguments.policy))
    reader = GateReader()
    gate = reader.read(arguments, workspace, selection)
    wrong = [*workspace.wrong, *selection.wrong, *reader.wrong]
    if wrong:
        raise ShardlawError(*wrong)
    settings = read_settings(assignments(command, arguments.param), selection)
    screen = Screen(selection.policies, settings, workspace.schema, workspace.completed)
    tally = _Tally(gate)
    progress = Progress(console.errors)
    for path in progress.over(paths):
        screened = _screened(screen, workspace, path)
        line = tally.line(screened, shown(path, workspace.root))
        if isinstance(screened, Unreadable) or line is not None:
            progress.clear()
        if isinstance(screened, Unreadable):
            console.report(screened.diagnostics)
        if line is not None:
            console.write(f"{line}\n")
    console.write(f"{tally.summary()}\n")
    if tally.decided_nothing:
        console.report([Diagnostic("C140", command.source, command.span(""))])
    return tally.exit_code


def _screened(screen: Screen, workspace: Workspace, path: Path) -> Screened | Unreadable:
    """One plan; a JSON file is read as a plan only where its rules ask for it."""
    if path.suffix == ".json" and str(path) != STDIN:
        name = shown(path, workspace.root)
        data = read_file(path, name)
        found = screen.quick(data, name) if isinstance(data, bytes) else None
        if found is not None:
            return found
    (plan,) = open_plans(workspace, [path])
    return plan if isinstance(plan, Unreadable) else screen.plan(plan)


class _Tally:
    """What came of all plans so far."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.verdicts: Counter[Verdict] = Counter()
        self.unreadable = 0
        self.judged = False  # whether a rule came to pass or violation
        self.blocked = False  # whether an undecided rule blocks

    def line(self, screened: Screened | Unreadable, name: str) -> str | None:
        """What to say of a plan; nothing of one that passes."""
        if isinstance(screened, Unreadable):
            self.unreadable += 1
            return None
        said = verdict(screened.findings, self.gate)
        self.verdicts[said] += 1
        self.judged = self.judged or any(screened.outcomes.get(outcome) for outcome in ("pass", "violation"))
        waiting = [finding for finding in screened.findings if self.gate.undecided(finding)]
        blocks = self.gate.inconclusive == "block"
        self.blocked = self.blocked or any(blocks or self.gate.must(finding) for finding in waiting)
        if said == "pass":
            return None
        failed = (finding for finding in screened.findings if finding.outcome == "fault")
        violated = (finding for finding in screened.findings if self.gate.violated(finding))
        found = {"failed": failed, "fail": violated, "undecided": waiting}[said]
        rules = ", ".join(f"{finding.policy.id}/{finding.rule.name}" for finding in found)
        return f"{name}: {said}: {rules}"

    def summary(self) -> str:
        total = sum(self.verdicts.values()) + self.unreadable
        parts = [f"{self.verdicts[said]:,} {said}" for said in ("pass", "fail", "undecided", "failed")]
        unread = [f"{self.unreadable:,} not read"] if self.unreadable else []
        return f"{count(total, 'plan')}: {', '.join([*(part for part in parts if part[0] != '0'), *unread])}"

    @property
    def decided_nothing(self) -> bool:
        excused = self.gate.allow_empty or self.verdicts["failed"] or not self.verdicts
        return not excused and not self.judged

    @property
    def exit_code(self) -> int:
        """As an audit ends: wrong input before a failed plug-in before violations before undecided rules."""
        if self.unreadable or self.decided_nothing:
            return WRONG_INPUT
        if self.verdicts["failed"]:
            return PLUGIN_FAILED
        if self.verdicts["fail"]:
            return VIOLATED
        return UNDECIDED if self.blocked else PASSED

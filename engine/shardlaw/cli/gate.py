"""`shardlaw gate`: a command that is run only if an audit lets it."""

from __future__ import annotations

import shlex
from argparse import Namespace

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.audit import audited
from shardlaw.cli.blocking import add_baseline, add_gate
from shardlaw.cli.console import Console
from shardlaw.cli.files import STDIN
from shardlaw.cli.launch import NOT_EXECUTABLE, NOT_FOUND, Obstacle, launch, obstacle
from shardlaw.cli.outputs import add_outputs
from shardlaw.cli.parameters import add_parameters
from shardlaw.cli.selection import add_selection
from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.report import build_report
from shardlaw.exits import PASSED

_REASONS: dict[Obstacle, str] = {
    NOT_EXECUTABLE: "it is there, but not executable",
    NOT_FOUND: "there is no program of this name",
}


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "gate",
        usage="shardlaw gate PLAN... [options] -- COMMAND [ARGUMENT...]",
        description="Audit plans, and run a command only if the audit ends with 0. The report goes to\n"
        "standard error; standard input and output, the terminal, signals, the environment\n"
        "and the exit code are those of the command, which takes the place of shardlaw.",
        epilog="""\
exit codes:
  0-255  those of the command, where it is run
  1-4    where it is not, those of the audit (shardlaw audit --help)
  126    the command is not executable
  127    there is no such command

examples:
  shardlaw gate plan.yaml -- sbatch job.sh
  shardlaw gate plan.yaml --inconclusive block -- torchrun train.py
  shardlaw gate plan.yaml --dry-run -- kubectl apply -f job.yaml""",
        starts=True,
    )
    made.add_argument("plans", nargs="*", metavar="PLAN", help="a plan, or a pattern of plans")
    add_selection(made)
    add_parameters(made)
    add_outputs(made)
    made.choice("--trace", ("failed", "all", "none"), "which derivations to show; all also prints passes and skips")
    add_gate(made)
    add_baseline(made)
    made.add_argument("--dry-run", action="store_true", help="run nothing; end with the exit code of the audit")
    made.set_defaults(explain=None, changed_since=None)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    words = _words(arguments, command)
    console = replace(console, output=console.errors)  # standard output is the command's
    wrong = obstacle(words[0])
    if wrong is not None:
        return _unstartable(wrong, words, command, console)

    audit, outputs = audited(arguments, command, console)
    outputs.write(build_report(audit, arguments.trace), console, everything=arguments.trace == "all")
    if audit.decided_nothing:
        console.report([Diagnostic("C140", command.source, command.span(""))])
    code = audit.exit_code
    if arguments.dry_run or code != PASSED:
        said = "run" if code == PASSED else "not run"
        would = "would " if arguments.dry_run else ""
        console.write(f"{would}{said}: {shlex.join(words)}\n")
        return code
    try:
        return launch(words)
    except OSError:  # it went away while the plans were audited, or its interpreter is not there
        return _unstartable(obstacle(words[0]) or NOT_EXECUTABLE, words, command, console)


def _words(arguments: Namespace, command: CommandLine) -> tuple[str, ...]:
    """The command to run; CommandError where the command line has none, or no plan for it."""
    if not arguments.plans:
        raise command.error("C106", command.end, {"verb": "gate", "what": "a plan"})
    if STDIN in (*arguments.plans, arguments.baseline):
        raise command.error("C167", command.span(STDIN))
    if not command.others:
        raise command.error("C106", command.end, {"verb": "gate", "what": "a command after `--`"})
    return command.others


def _unstartable(wrong: Obstacle, words: tuple[str, ...], command: CommandLine, console: Console) -> int:
    place = command.at(len(command.own) + 1)
    arguments = {"command": words[0], "reason": _REASONS[wrong]}
    console.report([Diagnostic("C168", command.source, place, arguments)])
    return wrong

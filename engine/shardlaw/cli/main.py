"""The command `shardlaw`: finds the verb, imports its module and nothing of the others."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from shardlaw.cli.arguments import CommandLine
from shardlaw.cli.console import Console
from shardlaw.diagnostics import ShardlawError, closest, listed
from shardlaw.exits import WRONG_INPUT

VERBS = {
    "audit": "evaluate plans against policies",
    "screen": "say which of many plans do not pass",
    "gate": "run a command only if plans pass",
    "compare": "compare the audits of two plans",
    "capacity": "say whether a plan fits, and how far one may go",
    "check": "check plans, policies and libraries without running them",
    "test": "run the examples of policies",
    "explain": "explain the code of a diagnostic, or a rule",
    "fmt": "write policies in the one canonical form",
    "list": "list policies, rules, parameters, facts, formulas or units",
    "show": "show what one name means",
    "eval": "evaluate an expression on a plan",
    "plugins": "list the plug-ins, loaded and installed",
    "completion": "print the completion script of a shell",
}

_VERB_LINES = "\n".join(f"  {verb:<10}  {purpose}" for verb, purpose in VERBS.items())
HELP = f"""\
usage: shardlaw VERB [ARGUMENTS]

Audits how a large language model is laid out over GPUs, against versioned
policies.

verbs:
{_VERB_LINES}

`shardlaw VERB --help` explains a verb; `shardlaw --version` prints the version
and those of the plug-ins.

examples:
  shardlaw audit plan.yaml
  shardlaw explain moe-structure/multiplied-gpu-total
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line (without the program's name) and gives its exit code."""
    command = CommandLine(("shardlaw", *(sys.argv[1:] if argv is None else argv)))
    console = Console()
    try:
        return _run(command, console)
    except ShardlawError as error:
        console.report(error.diagnostics)
        return error.exit_code


def _run(command: CommandLine, console: Console) -> int:
    verb = command.words[1] if len(command.words) > 1 else None
    if verb is None or verb in {"--help", "-h", "help"}:
        console.write(HELP)
        return WRONG_INPUT if verb is None else 0  # a script that lost its words must not go on as after a pass
    if verb == "--version":
        from shardlaw.cli.version import version  # noqa: PLC0415 - looks for plug-ins

        console.write(version())
        return 0
    if verb not in VERBS:
        arguments = {"verb": verb, "verbs": listed(VERBS)}
        raise command.error("C101", command.span(verb), arguments, closest(verb, VERBS))
    module = import_module(f"shardlaw.cli.{verb}")
    parser = module.parser(command)
    if not {"--help", "-h"}.isdisjoint(command.own):
        from shardlaw.cli.manual import page  # noqa: PLC0415 - only for people

        console.write(page(parser))
        return 0
    code: int = module.run(parser.read(), command, console)
    return code

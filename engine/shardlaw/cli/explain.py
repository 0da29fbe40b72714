"""`shardlaw explain`: the long form of a diagnostic's code, or of a rule."""

from __future__ import annotations

import re
from argparse import Namespace

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.diagnostics import closest
from shardlaw.diagnostics.registry import registry

_CODE = re.compile(r"[A-Za-z][0-9]{1,4}")
_HOLE = re.compile(r"\{(\w+)\}")


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "explain",
        usage="shardlaw explain CODE... [options]",
        description="Explain the code of a diagnostic (L212), or a rule (policy/rule): what it says,\n"
        "why, what it rests on, and its text.",
        epilog="""\
exit codes:
  0  explained
  2  there is no such code or rule

examples:
  shardlaw explain L212
  shardlaw explain moe-structure/multiplied-gpu-total""",
    )
    made.add_argument("codes", nargs="*", metavar="CODE", help="the code of a diagnostic, or policy/rule")
    made.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="SELECTOR",
        help="where to find rules: an id, id@range, or the path of a .law file; repeatable (default: the default set)",
    )
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.codes:
        raise command.error("C106", command.end, {"verb": "explain", "what": "a code or a rule"})
    texts = [_explain(word, arguments, command) for word in arguments.codes]
    console.write("\n".join(texts))
    return 0


def _explain(word: str, arguments: Namespace, command: CommandLine) -> str:
    entry = registry().get(word.upper())
    if entry is not None:
        message = _HOLE.sub(r"<\1>", entry.message)
        return f"{entry.severity}[{entry.code}]: {message}\n\n{entry.long.strip()}\n"
    if _CODE.fullmatch(word):
        raise command.error("C141", command.span(word), {"name": word}, closest(word, registry()))
    return _rule(word, arguments, command)


def _rule(word: str, arguments: Namespace, command: CommandLine) -> str:
    # Only this form needs policies, and with them plug-ins, the plan schema and the checker.
    from shardlaw.cli import details  # noqa: PLC0415
    from shardlaw.cli.selection import asked, choose, rule_named  # noqa: PLC0415
    from shardlaw.cli.workspace import start  # noqa: PLC0415

    chosen = {item.policy.id: item for item in choose(start(()), asked(command, arguments.policy))}
    policy, rule = rule_named(word, (item.policy for item in chosen.values()), command)
    return details.rule(chosen[policy.id], rule)

"""The policies of a command: those that `--policy` names, else those in the environment, else the workspace's."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.workspace import add_workspace
from shardlaw.diagnostics import ShardlawError, Source, Span, closest
from shardlaw.language import checked
from shardlaw.policies.repository import Selector
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Chosen, Selection, select

POLICY_VARIABLE = "SHARDLAW_POLICY"


def add_selection(parser: Parser) -> None:
    """The flags that say which policies and plug-ins there are."""
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="SELECTOR",
        help="a policy: its id, id@range, or the path of a .law file; repeatable "
        "(default: those of shardlaw.toml, else every bundled one)",
    )
    add_workspace(parser)


def asked(command: CommandLine, flags: Sequence[str]) -> list[Selector]:
    """Selectors that stand on the command line, else in the environment."""
    return on_line(command, flags) or _of_environment()


def on_line(command: CommandLine, words: Sequence[str]) -> list[Selector]:
    """Selectors that stand on the command line."""
    return [Selector(word, command.source, command.span(word)) for word in words]


def require(workspace: Workspace, selectors: Sequence[Selector]) -> Selection:
    """A selection with which nothing is wrong; ShardlawError with everything that is."""
    selection = select(workspace, selectors)
    if selection.wrong:
        raise ShardlawError(*selection.wrong)
    return selection


def choose(workspace: Workspace, selectors: Sequence[Selector]) -> tuple[Chosen, ...]:
    """The policies of a command; ShardlawError with everything that is wrong with any of them."""
    return require(workspace, selectors).chosen


def rule_named(
    name: str, policies: Iterable[checked.Policy], command: CommandLine
) -> tuple[checked.Policy, checked.Rule]:
    """The rule that a word of the command line names, alone or with its policy, and that policy."""
    names: list[str] = []
    for policy in policies:
        for rule in policy.rules:
            if name in {rule.name, f"{policy.id}/{rule.name}"}:
                return policy, rule
            names += [rule.name, f"{policy.id}/{rule.name}"]
    raise command.error("C141", command.span(name), {"name": name}, closest(name, names))


def _of_environment() -> list[Selector]:
    """The selectors in `SHARDLAW_POLICY`, between blanks."""
    source = Source(POLICY_VARIABLE, os.environ.get(POLICY_VARIABLE, ""))
    words = re.finditer(r"\S+", source.text)
    return [Selector(word[0], source, Span(*word.span()), POLICY_VARIABLE) for word in words]

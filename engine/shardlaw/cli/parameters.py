"""Values for parameters on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.workspace.settings import Assignment


def add_parameters(parser: Parser) -> None:
    """The flag that sets parameters of policies."""
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="POLICY.NAME=VALUE",
        help="set a parameter of a policy; repeatable (default: what shardlaw.toml says, else the policy)",
    )


def assignments(command: CommandLine, texts: Sequence[str]) -> list[Assignment]:
    """What `--param` sets, each where it stands."""
    return [
        Assignment(text, command.source, command.span(text, texts[:position].count(text)))
        for position, text in enumerate(texts)
    ]

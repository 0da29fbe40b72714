"""What blocks, as flags say it, else the environment."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from typing import TypeVar

from shardlaw.cli.arguments import Parser
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, Span, closest, listed
from shardlaw.evaluation.gate import Gate
from shardlaw.workspace.gate import FAIL_ON, INCONCLUSIVE, make_gate
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Selection

Word = TypeVar("Word", bound=str)

# How the help of a verb that ends by the gate says so.
EXIT_CODES = """\
exit codes:
  0  no violation at the gate
  1  a violation at the gate
  2  wrong input: a plan, a policy, shardlaw.toml, a flag; or nothing decided
  3  undecided, with --inconclusive block or a rule that must conclude
  4  a plug-in failed
"""


def add_gate(parser: Parser) -> None:
    """The flags that say what blocks."""
    parser.choice("--fail-on", FAIL_ON, "the least severity whose violations fail", decided=False)
    undecided = "whether undecided rules at that severity are let through"
    parser.choice("--inconclusive", INCONCLUSIVE, undecided, decided=False)
    parser.add_argument("--allow-empty", action="store_true", help="accept an audit in which no rule was decided")


def add_baseline(parser: Parser) -> None:
    """The flag that names what was found before, for verbs whose records have the ids of a report."""
    parser.add_argument(
        "--baseline",
        metavar="REPORT",
        help="an earlier report in JSON, or - for standard input; what it has found already is counted, and does not "
        "block (default: none)",
    )


@dataclass
class GateReader:
    """Reads the gate of an audit; `wrong` is what is wrong with what the environment says of it."""

    wrong: list[Diagnostic] = field(default_factory=list)

    def read(self, arguments: Namespace, workspace: Workspace, selection: Selection) -> Gate:
        return make_gate(
            workspace,
            selection,
            fail_on=self.word(arguments.fail_on, "SHARDLAW_FAIL_ON", FAIL_ON),
            inconclusive=self.word(arguments.inconclusive, "SHARDLAW_INCONCLUSIVE", INCONCLUSIVE),
            allow_empty=arguments.allow_empty,
        )

    def word(self, flag: Word | None, variable: str, words: Sequence[Word]) -> Word | None:
        """What the flag says, which has been held to the words already, else the environment."""
        written = os.environ.get(variable)
        if flag is not None or not written:
            return flag
        said = next((word for word in words if word == written), None)
        if said is None:
            arguments = {"value": written, "name": f"`{variable}`", "choices": listed(words)}
            place = Source(variable, written), Span(0, len(written))
            self.wrong.append(Diagnostic("C105", *place, arguments, closest(written, words)))
        return said

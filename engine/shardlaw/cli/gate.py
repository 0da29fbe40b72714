"""What blocks, as flags say it, else the environment, else the project file."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from shardlaw.cli.arguments import Parser
from shardlaw.cli.session import Session
from shardlaw.diagnostics import Diagnostic, Source, Span, closest, listed
from shardlaw.evaluation.gate import FailOn, Gate, Inconclusive
from shardlaw.plans.nodes import Scalar

FAIL_ON: tuple[FailOn, ...] = ("error", "warning", "note", "never")
INCONCLUSIVE: tuple[Inconclusive, ...] = ("allow", "block")

Word = TypeVar("Word", bound=str)


def add_gate(parser: Parser) -> None:
    """The flags that say what blocks."""
    parser.choice("--fail-on", FAIL_ON, "the least severity whose violations fail", decided=False)
    undecided = "whether undecided rules at that severity are let through"
    parser.choice("--inconclusive", INCONCLUSIVE, undecided, decided=False)
    parser.add_argument("--allow-empty", action="store_true", help="accept an audit in which no rule was decided")


@dataclass
class GateReader:
    """Reads the gate of an audit; `wrong` is what is wrong with what the environment says of it."""

    wrong: list[Diagnostic] = field(default_factory=list)

    def read(self, arguments: Namespace, session: Session, must_conclude: frozenset[str]) -> Gate:
        project = session.project
        decided = (None, None) if project is None else (project.fail_on, project.inconclusive)
        fail_on = self.word(arguments.fail_on, "SHARDLAW_FAIL_ON", decided[0], FAIL_ON)
        inconclusive = self.word(arguments.inconclusive, "SHARDLAW_INCONCLUSIVE", decided[1], INCONCLUSIVE)
        return Gate(fail_on, inconclusive, arguments.allow_empty, must_conclude)

    def word(self, flag: Word | None, variable: str, decided: Scalar | None, words: Sequence[Word]) -> Word:
        """What the first of flag, environment and project file says; the first word where none does."""
        if flag is not None:
            return flag
        written = os.environ.get(variable) or (words[0] if decided is None else decided.text)
        said = next((word for word in words if word == written), None)
        if said is None:  # of the environment: a flag and a file have been held to the words already
            arguments = {"value": written, "name": f"`{variable}`", "choices": listed(words)}
            place = Source(variable, written), Span(0, len(written))
            self.wrong.append(Diagnostic("C105", *place, arguments, closest(written, words)))
        return said or words[0]

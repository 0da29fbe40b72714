"""What blocks, as somebody asks for it, else as the project file says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from shardlaw.evaluation.gate import FailOn, Gate, Inconclusive
from shardlaw.plans.nodes import Scalar
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Selection

# The first word of each is the default.
FAIL_ON: tuple[FailOn, ...] = ("error", "warning", "note", "never")
INCONCLUSIVE: tuple[Inconclusive, ...] = ("allow", "block")

Word = TypeVar("Word", bound=str)


def make_gate(
    workspace: Workspace,
    selection: Selection,
    *,
    fail_on: FailOn | None,
    inconclusive: Inconclusive | None,
    allow_empty: bool,
) -> Gate:
    """The gate of an audit; None leaves a word to the project file, and to the default where that says nothing."""
    project = workspace.project
    said = (None, None) if project is None else (project.fail_on, project.inconclusive)
    return Gate(
        fail_on or _said(said[0], FAIL_ON),
        inconclusive or _said(said[1], INCONCLUSIVE),
        allow_empty,
        selection.must_conclude,
    )


def _said(scalar: Scalar | None, words: Sequence[Word]) -> Word:
    """The word of a project file, which has been held to the words already."""
    return words[0] if scalar is None else next(word for word in words if word == scalar.text)

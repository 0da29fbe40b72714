"""The plans that a command line names."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from shardlaw.cli.files import STDIN, STDIN_NAME
from shardlaw.evaluation.audit import Unreadable
from shardlaw.plans.facts import Plan
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.plans import PlanText, open_plan


def open_plans(workspace: Workspace, paths: Iterable[Path]) -> Iterator[Plan | Unreadable]:
    """The plans of these files, `-` being what stands on standard input."""
    for path in paths:
        standard_input = str(path) == STDIN
        yield open_plan(workspace, PlanText(STDIN_NAME, sys.stdin.buffer.read()) if standard_input else path)

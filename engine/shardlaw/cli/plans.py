"""Plans from files and standard input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shardlaw.cli.arguments import CommandError
from shardlaw.cli.files import read_bytes, shown
from shardlaw.cli.session import Session
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import Unreadable
from shardlaw.plans.facts import Plan
from shardlaw.plans.reader import read_plan


def open_plans(session: Session, paths: Sequence[Path]) -> tuple[list[Plan], list[Unreadable]]:
    """The plans that can be read, and the others; what is wrong with those is reported."""
    plans: list[Plan] = []
    unreadable: list[Unreadable] = []
    for path in paths:
        plan, found = open_plan(session, path)
        session.console.report(found)
        if plan is None:
            unreadable.append(Unreadable(shown(path, session.root), found))
        else:
            plans.append(plan)
    return plans, unreadable


def open_plan(session: Session, path: Path) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """One plan, or what is wrong with it."""
    name = shown(path, session.root)
    try:
        data = read_bytes(path, name)
    except CommandError as error:
        return None, error.diagnostics
    reading = read_plan(data, name, session.schema, session.profiles)
    return reading.plan, reading.diagnostics

"""Plans from files, and from texts that are no file."""

from __future__ import annotations

from pathlib import Path

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import Unreadable
from shardlaw.plans.facts import Plan
from shardlaw.plans.files import read_file
from shardlaw.plans.reader import read_plan
from shardlaw.workspace.files import shown
from shardlaw.workspace.opening import Workspace


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan that is no file, as standard input is: its bytes, and what reports call it."""

    name: str
    data: bytes


def open_plan(workspace: Workspace, asked: Path | PlanText) -> Plan | Unreadable:
    """One plan, or what is wrong with it."""
    if isinstance(asked, PlanText):
        return _read(workspace, asked)
    name = shown(asked, workspace.root)
    data = read_file(asked, name)
    if isinstance(data, Diagnostic):
        return Unreadable(name, (data,))
    return _read(workspace, PlanText(name, data))


def _read(workspace: Workspace, text: PlanText) -> Plan | Unreadable:
    reading = read_plan(text.data, text.name, workspace.schema, workspace.profiles)
    return Unreadable(text.name, reading.diagnostics) if reading.plan is None else reading.plan

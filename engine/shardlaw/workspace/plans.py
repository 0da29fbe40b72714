"""Plans from files, and from documents that are no file."""

from __future__ import annotations

from pathlib import Path

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import Unreadable
from shardlaw.plans.documents import Document, read_document
from shardlaw.plans.facts import Plan
from shardlaw.plans.files import read_file
from shardlaw.plans.reader import plan_of
from shardlaw.workspace.files import shown
from shardlaw.workspace.opening import Workspace


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan that is no file, as standard input is: its bytes, and what reports call it."""

    name: str
    data: bytes


def open_plan(workspace: Workspace, asked: Path | PlanText | Document) -> Plan | Unreadable:
    """One plan, or what is wrong with it."""
    if isinstance(asked, Path):
        name = shown(asked, workspace.root)
        data = read_file(asked, name)
        if isinstance(data, Diagnostic):
            return Unreadable(name, (data,))
        asked = PlanText(name, data)
    document = asked if isinstance(asked, Document) else read_document(asked.data, asked.name)
    reading = plan_of(document, workspace.schema, workspace.profiles)
    return Unreadable(document.source.name, reading.diagnostics) if reading.plan is None else reading.plan

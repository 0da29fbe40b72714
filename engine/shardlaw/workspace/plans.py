"""Plans from files, and from documents that are no file."""

from __future__ import annotations

from pathlib import Path

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import Unreadable
from shardlaw.plans.documents import Document, read_document
from shardlaw.plans.facts import Plan
from shardlaw.plans.files import read_file
from shardlaw.plans.reader import Reading, plan_of
from shardlaw.plans.revision import follow
from shardlaw.workspace.files import shown
from shardlaw.workspace.opening import Workspace


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan that is no file, as standard input is: its bytes, and what reports call it."""

    name: str
    data: bytes


def open_plan(workspace: Workspace, asked: Path | PlanText | Document) -> Plan | Unreadable:
    """One plan, with the one that it revises, or what is wrong with it."""

    def name(path: Path) -> str:
        return shown(path, workspace.root)

    def read(path: Path) -> Reading:
        data = read_file(path, name(path))
        if isinstance(data, Diagnostic):
            return Reading(None, (data,))
        return plan_of(read_document(data, name(path)), workspace.schema, workspace.completed)

    if isinstance(asked, Path):
        path, called, reading = asked, name(asked), read(asked)
    else:
        document = asked if isinstance(asked, Document) else read_document(asked.data, asked.name)
        called = document.source.name
        path = Path(called)  # what is no file names others from the folder in which the command runs
        reading = plan_of(document, workspace.schema, workspace.completed)
    if reading.plan is not None:
        reading = follow(reading.plan, path, read, name)
    return Unreadable(called, reading.diagnostics) if reading.plan is None else reading.plan

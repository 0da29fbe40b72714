"""Plans as a program has them: files, texts, dictionaries."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span
from shardlaw.evaluation.audit import Unreadable
from shardlaw.evaluation.derivation import exact
from shardlaw.evaluation.places import position
from shardlaw.library.policies import Policies, open_around
from shardlaw.library.results import Fact, make_fact
from shardlaw.plans import facts
from shardlaw.plans.documents import Document, read_document
from shardlaw.plans.mappings import read_mapping
from shardlaw.workspace.plans import open_plan


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that was read and found to be in order.

    `name` is the plan's own, or the name of its file. `facts` are what it says, by JSON pointer. A plan from a file
    keeps its `path`, and an audit reads the file again; others are kept as they were.
    """

    name: str
    sha256: str
    facts: Mapping[str, Fact] = field(repr=False)
    path: Path | None = None
    _document: Document | None = field(default=None, repr=False)


PlanInput: TypeAlias = "Plan | str | os.PathLike[str] | Mapping[str, Any]"


def load_plan(plan: PlanInput, *, policies: Policies | None = None) -> Plan:
    """Read a plan: a path, a dictionary, or the text of a YAML or JSON document.

    A `str` is a text if it has a line break or begins with `{`, and a path otherwise. `policies` bring the namespaces
    of their plug-ins and the hardware of their project. ShardlawError with all that is wrong; in a dictionary the
    place of a finding is its JSON pointer.
    """
    document = open_input(plan, "<plan>")
    workspace = policies.workspace if policies else open_around(paths_of([document]), (), None)
    opened = open_plan(workspace, document)
    if isinstance(opened, Unreadable):
        raise ShardlawError(*opened.diagnostics)
    path, kept = (document, None) if isinstance(document, Path) else (None, document)
    said = {pointer: _fact(fact) for pointer, fact in opened.facts.items()}
    return Plan(opened.name, opened.sha256, MappingProxyType(said), path, kept)


def open_inputs(plans: PlanInput | Iterable[PlanInput]) -> list[Path | Document]:
    """The documents of the plans of an audit; those that are no file are told apart by their number."""
    if isinstance(plans, Plan | str | bytes | os.PathLike | Mapping) or not isinstance(plans, Iterable):
        return [open_input(plans, "<plan>")]
    return [open_input(plan, f"<plan {number}>") for number, plan in enumerate(plans, 1)]


def open_input(plan: PlanInput, name: str) -> Path | Document:
    """A file, or the document of a plan that is none and that reports are to call `name`."""
    match plan:
        case Plan(path=Path() as path):
            return path
        case Plan(_document=Document() as document):
            return replace(document, source=Source(name, document.source.text))
        case Mapping():
            return read_mapping(plan, name)
        case str() if "\n" in plan or plan.lstrip().startswith("{"):
            return read_document(plan.encode("utf-8", "surrogatepass"), name)
        case str() | os.PathLike():
            path = Path(plan)
            if "\0" in str(path):  # no file has such a name, and `os` raises
                raise ShardlawError(Diagnostic("C114", Source(name, ""), Span(0, 0), {"path": str(path)}))
            return path
    raise TypeError(f"a plan is a path, a text, a mapping or a Plan, and no {type(plan).__name__}")


def paths_of(documents: Iterable[Path | Document]) -> list[Path]:
    """Those that are files."""
    return [document for document in documents if isinstance(document, Path)]


def _fact(fact: facts.Fact) -> Fact:
    return make_fact(
        {
            "path": fact.pointer,
            "value": exact(fact.value),
            "unit": fact.unit,
            "text": fact.text,
            "stated": fact.stated,
            **position(fact.source, fact.span),
        }
    )

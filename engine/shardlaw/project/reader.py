"""`shardlaw.toml` to a `Project`: what it says, each word with its place, and everything that is wrong with its form.

What its words mean (policies, parameters, plug-ins, plans) is seen by those who look them up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Table
from functools import cache
from typing import Any

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.project.shape import Shape
from shardlaw.project.toml import read_toml
from shardlaw.resources import data_folder


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the file gives a parameter: the keys that name it, and the value as it is written."""

    policy: Scalar
    name: Scalar
    value: Scalar


@dataclass(frozen=True)
class Project:
    """What a project file says. Scalars keep their places in `source`; what is not said is empty or None.

    `hardware` has the profiles by their names, as they are written; the plan schema says how they are read.
    """

    source: Source
    policies: tuple[Scalar, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    fail_on: Scalar | None = None
    inconclusive: Scalar | None = None
    must_conclude: tuple[Scalar, ...] = ()
    plugins: tuple[Scalar, ...] = ()
    plans: tuple[Scalar, ...] = ()
    hardware: Table[str, Mapping] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a project file: all that could be read, and what is wrong with the rest."""

    project: Project
    diagnostics: tuple[Diagnostic, ...]


def read_project(source: Source) -> Reading:
    """The project in the text of a file. A text that is no TOML says nothing."""
    root = read_toml(source)
    if isinstance(root, Diagnostic):
        return Reading(Project(source), (root,))
    shape = Shape(source)
    said = _entries(shape.kept(root, _schema()))
    gate = _entries(said.get("gate"))
    parameters = [
        Parameter(policy, name, value)
        for policy, table in _pairs(said.get("parameters"))
        for name, value in _pairs(table)
        if isinstance(value, Scalar)
    ]
    project = Project(
        source,
        policies=_scalars(said.get("policies")),
        parameters=tuple(parameters),
        fail_on=_scalar(gate.get("fail_on")),
        inconclusive=_scalar(gate.get("inconclusive")),
        must_conclude=_scalars(gate.get("must_conclude")),
        plugins=_scalars(said.get("plugins")),
        plans=_scalars(said.get("plans")),
        hardware={key.text: table for key, table in _pairs(said.get("hardware")) if isinstance(table, Mapping)},
    )
    return Reading(project, tuple(shape.diagnostics))


@cache
def _schema() -> Table[str, Any]:
    schema: dict[str, Any] = json.loads((data_folder("schemas") / "project.schema.json").read_text("utf-8"))
    return schema


def _pairs(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, Mapping) else ()


def _entries(node: Node | None) -> dict[str, Node]:
    return {key.text: value for key, value in _pairs(node)}


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) else None


def _scalars(node: Node | None) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(item for item in items if isinstance(item, Scalar))

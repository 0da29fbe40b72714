"""The plan schema: one JSON document that says which fields a plan has, for the reader and for the policy checker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.types import (
    BoolType,
    ListType,
    Member,
    NumberType,
    RecordType,
    TextType,
    Type,
    VersionType,
)
from shardlaw.language.values import Number
from shardlaw.plans.facts import REVISED
from shardlaw.plans.fields import Compiler, Field, Key, ListField, NumberField, RecordField, TextField, TruthField
from shardlaw.resources import data_folder

# The roots that rules read; what else stands at the top of a plan is about the document, not about the deployment.
ROOTS = ("name", "model", "hardware", "workload", "phases")
_INDEX = Member(NumberType(DIMENSIONLESS), "Place in the list, counted from 0.", whole=True, least=0)


@dataclass(frozen=True)
class PlanSchema:
    """What a plan may say. `root` is how it is read, `facts` what a policy may name.

    `phase_keys` are the keys of a phase that the one-phase form writes at the top level.
    """

    root: RecordField
    phase_keys: frozenset[str]
    namespaces: tuple[str, ...]

    @property
    def phase(self) -> RecordField:
        phases = self.root.keys["phases"].field
        assert isinstance(phases, ListField)  # noqa: S101 - the schema says so
        assert isinstance(phases.element, RecordField)  # noqa: S101
        return phases.element

    @property
    def hardware(self) -> RecordField:
        hardware = self.root.keys["hardware"].field
        assert isinstance(hardware, RecordField)  # noqa: S101 - the schema says so
        return hardware

    @cached_property
    def facts(self) -> RecordType:
        """The record of the plan's roots, those of the plug-ins' namespaces included, and of the plan it revises."""
        roots = {name: _member(self.root.keys[name]) for name in (*ROOTS, *self.namespaces)}
        revised = Member(RecordType("revised plan", roots), "The plan that this one corrects, with the same facts.")
        return RecordType("plan", {**roots, REVISED: revised})

    @cached_property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """For every key, and for what people write instead of it, the paths at which it is said.

        `tp` and `tensor_parallel_size` are `phases[].parallelism.tp`.
        """
        places: dict[str, list[str]] = {}
        own = {name: key for name, key in self.root.keys.items() if name not in self.phase_keys}
        _collect("", RecordField("plan", own), places)
        return {name: tuple(paths) for name, paths in places.items()}


def load_schema(namespaces: Mapping[str, Mapping[str, Any]] = {}) -> PlanSchema:
    """The schema of plan/1, with the namespaces of plug-ins as further keys of a plan.

    A namespace is given as the JSON Schema of an object; it may refer to the definitions of the plan schema
    (`#/$defs/...`). SchemaError for one that does not say how its fields are read.
    """
    document = _document()
    compiler = Compiler(document["$defs"])
    phase = "#/$defs/phase/properties/"
    properties: dict[str, Any] = document["properties"]
    phase_keys = frozenset(name for name, value in properties.items() if value.get("$ref", "").startswith(phase))
    own = {name: compiler.key(value) for name, value in properties.items()}
    added = {name: compiler.key({"title": name, **fragment}) for name, fragment in sorted(namespaces.items())}
    return PlanSchema(RecordField("plan", own | added), phase_keys, tuple(added))


@cache
def _document() -> dict[str, Any]:
    import json  # noqa: PLC0415 - the schema comes from a cache, most of the time

    text = (data_folder("schemas") / "plan.schema.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _member(key: Key) -> Member:
    if not isinstance(key.field, NumberField):
        return Member(_type(key.field), key.meaning, key.claim)
    number = key.field
    return Member(_type(number), key.meaning, key.claim, number.unit, number.integer, _least(number))


def _least(number: NumberField) -> Number | None:
    return number.above if number.least is None else number.least


def _type(field: Field) -> Type:
    match field:
        case NumberField(measure=measure):
            return NumberType(measure.dimension)
        case TruthField():
            return BoolType()
        case TextField(version=version, values=values):
            return TextType(values) if version is None else VersionType()
        case ListField(element):
            return ListType(
                _type(element) if not isinstance(element, RecordField) else _record(element, {"index": _INDEX})
            )
        case RecordField():
            return _record(field, {})


def _record(field: RecordField, added: Mapping[str, Member]) -> RecordType:
    members = {name: _member(key) for name, key in field.keys.items()} | dict(added)
    return RecordType(field.name, members, None if field.rest is None else _type(field.rest))


def _collect(path: str, field: Field, places: dict[str, list[str]]) -> None:
    match field:
        case ListField(element):
            _collect(f"{path}[]", element, places)
        case RecordField(keys=keys):
            for name, key in keys.items():
                place = f"{path}.{name}" if path else name
                for written in (name, *key.slips):
                    places.setdefault(written, []).append(place)
                _collect(place, key.field, places)

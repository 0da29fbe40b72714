"""Reading instructions: what the plan schema says of every field, compiled for the reader.

Besides `type`, `properties`, `additionalProperties`, `items`, `enum`, `const`, `minimum`, `exclusiveMinimum`,
`maximum`, `minLength`, `minProperties` and `$ref`, a field says with keywords of ours:

    x-dimension     the dimension of a number and the unit of a bare one: `B/s`, `USD/h`, `count`, `ratio`
    x-unit          the unit in which people usually write it
    x-claim         on a record: everything under it is what somebody claims
    x-scope         of a claimed number, what it counts over where nothing is said: `gpu`, `replica`, `deployment`
    x-scopes        of a claimed number, the words that `per` takes
    x-limit         of a requirement, which side it bounds: `least`, `most`
    x-spread        on a record of numbers: one number alone stands for every member
    x-version       a text that is a version
    x-convention    of an enum, the fields beside it that have to be stated for its values to be readings of the plan
                    where it is not stated itself; x-meanings says what each value takes for granted
    x-slips, x-value-slips   what people write for a key or a value, for did-you-mean

The patterns of the schema are for other validators; the reader reads the same language with better answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from shardlaw.dataclass import dataclass, field
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import Number
from shardlaw.plans.quantities import Measure

Scope = Literal["gpu", "node", "replica", "deployment"]


@dataclass(frozen=True, slots=True)
class NumberField:
    """A number. `scopes` are the words that `per` takes; none where there is no `per`. Bounds are in base units."""

    measure: Measure
    integer: bool = False
    least: Number | None = None
    above: Number | None = None
    most: Number | None = None
    claim: bool = False
    scope: Scope | None = None
    scopes: tuple[str, ...] = ()
    limit: Literal["least", "most"] | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Convention:
    """A field that says how others of its record count: where those are stated and it is not, each of its values
    is a reading of the plan, with its meaning.
    """

    counts: tuple[str, ...]
    meanings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TextField:
    """A text, one of `values` if they are given. `words` also takes numbers and truth values, as they are written."""

    values: tuple[str, ...] | None = None
    slips: Mapping[str, str] = field(default_factory=dict)
    words: bool = False
    version: re.Pattern[str] | None = None
    convention: Convention | None = None


@dataclass(frozen=True, slots=True)
class TruthField:
    """True or false."""


@dataclass(frozen=True, slots=True)
class ListField:
    """A list whose elements are all of one kind."""

    element: Field


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: what its value is, what it means, and what people write instead of it."""

    field: Field
    meaning: str = ""
    claim: bool = False
    slips: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordField:
    """Named fields; `rest` is the field of every other name (open maps), `spread` what one number alone stands for."""

    name: str
    keys: Mapping[str, Key] = field(default_factory=dict)
    rest: Field | None = None
    spread: NumberField | None = None
    filled: bool = False  # whether it must have a key

    @cached_property
    def slips(self) -> Mapping[str, str]:
        """The key for everything that people write instead of one."""
        return {slip: name for name, key in self.keys.items() for slip in key.slips}

    @cached_property
    def conventions(self) -> Mapping[str, Convention]:
        """The keys that say how others count, with their values."""
        fields = {name: key.field for name, key in self.keys.items()}
        return {
            name: field.convention
            for name, field in fields.items()
            if isinstance(field, TextField) and field.convention is not None
        }


Field = NumberField | TextField | TruthField | ListField | RecordField

_PLAIN = Unit("", DIMENSIONLESS, 1)


class SchemaError(ValueError):
    """A schema, or a fragment of a plug-in, that does not say how a field is read. A defect of whoever wrote it."""


class Compiler:
    """Compiles fields against the definitions of one schema document."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = definitions

    def key(self, schema: Mapping[str, Any], claim: bool = False) -> Key:
        """A field with what is said around it. Under a record of claims every field is one."""
        whole = self.resolved(schema)
        claim = claim or bool(whole.get("x-claim"))
        return Key(self.field(whole, claim), whole.get("description", ""), claim, tuple(whole.get("x-slips", ())))

    def resolved(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """A schema with the definition it refers to under it: what it says itself wins."""
        whole = dict(schema)
        while "$ref" in whole:
            reference = whole.pop("$ref")
            whole = self.definition(reference) | whole
        return whole

    def definition(self, reference: str) -> dict[str, Any]:
        found: Any = {"$defs": self.definitions}
        for part in reference.removeprefix("#/").split("/"):
            if not isinstance(found, Mapping) or part not in found:
                raise SchemaError(f"nothing is defined at {reference}")
            found = found[part]
        return dict(found)

    def field(self, schema: Mapping[str, Any], claim: bool) -> Field:
        """The reading instruction of a resolved schema."""
        types = schema.get("type", ())
        types = {types} if isinstance(types, str) else set(types)
        if "x-dimension" in schema and types & {"number", "integer"} and not schema.get("x-spread"):
            return self.number(schema, "integer" in types, claim)
        if "const" in schema:
            return TextField((schema["const"],))
        if "enum" in schema:
            values = tuple(value for value in schema["enum"] if value != "unknown")
            return TextField(values, dict(schema.get("x-value-slips", {})), convention=_convention(values, schema))
        if "object" in types:
            return self.record(schema, claim)
        if "array" in types:
            return ListField(self.key(schema["items"], claim).field)
        if "boolean" in types and "number" not in types:
            return TruthField()
        if "string" in types:
            return TextField(words="number" in types, version=_version(schema) if schema.get("x-version") else None)
        raise SchemaError(f"a field has none of the types that a plan has: {schema}")

    def number(self, schema: Mapping[str, Any], integer: bool, claim: bool) -> NumberField:
        bare = _unit(schema["x-dimension"])
        measure = Measure(bare.dimension, bare, percent=schema["x-dimension"] == "ratio")
        return NumberField(
            measure,
            integer,
            schema.get("minimum"),
            schema.get("exclusiveMinimum"),
            schema.get("maximum"),
            claim,
            schema.get("x-scope"),
            tuple(schema.get("x-scopes", ())),
            schema.get("x-limit"),
            schema.get("x-unit", ""),
        )

    def record(self, schema: Mapping[str, Any], claim: bool) -> RecordField:
        keys = {name: self.key(value, claim) for name, value in schema.get("properties", {}).items()}
        others = schema.get("additionalProperties", False)
        rest = self.key(others, claim).field if isinstance(others, Mapping) else None
        spread = None
        if schema.get("x-spread"):
            spread = self.number(schema, integer=False, claim=claim)
        return RecordField(schema.get("title", "record"), keys, rest, spread, schema.get("minProperties", 0) > 0)


def _convention(values: tuple[str, ...], schema: Mapping[str, Any]) -> Convention | None:
    if "x-convention" not in schema:
        return None
    meanings = schema.get("x-meanings", {})
    return Convention(tuple(schema["x-convention"]), tuple((value, meanings.get(value, value)) for value in values))


def _version(schema: Mapping[str, Any]) -> re.Pattern[str]:
    """What a version looks like; its length is limited, for `int` does not take a number of any length."""
    return re.compile(rf"(?=.{{0,{schema['maxLength']}}}$){schema['pattern']}")


def _unit(text: str) -> Unit:
    if text in {"count", "ratio"}:
        return _PLAIN
    unit = parse_unit(text)
    if not isinstance(unit, Unit):
        raise SchemaError(f"x-dimension {text} is no unit")
    return unit

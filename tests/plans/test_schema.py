"""The plan schema as a document: made from the table of units, closed, described, with a dimension on every number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.plans import definitions

from shardlaw.language.dimensions import Dimension
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
from shardlaw.plans.facts import REVISED
from shardlaw.plans.fields import Field, ListField, NumberField, RecordField, SchemaError, TextField
from shardlaw.plans.schema import ROOTS, load_schema
from shardlaw.resources import data_folder

FILE = data_folder("schemas") / "plan.schema.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
SCHEMA = load_schema()


def properties(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of the document by where it is defined, those of made definitions left out."""
    if isinstance(schema, dict):
        for name, value in schema.get("properties", {}).items():
            if isinstance(value, dict):
                yield f"{path}.{name}", value
        for name, value in schema.items():
            if not (path.endswith("$defs") and definitions.parse(name)):
                yield from properties(value, f"{path}.{name}")


FIELDS = {path: field for path, field in properties(DOCUMENT) if not path.startswith(".dependentSchemas")}
OWN = {path: field for path, field in FIELDS.items() if "/phase/properties/" not in field.get("$ref", "")}


def test_the_committed_file_is_what_the_table_of_units_makes(golden) -> None:
    golden(FILE, definitions.formatted(definitions.with_definitions(DOCUMENT)) + "\n")


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


@pytest.mark.parametrize("path", OWN)
def test_every_field_is_described_in_a_sentence(path: str) -> None:
    description = OWN[path]["description"]
    assert description[0].isupper()
    assert description.endswith(".")


@pytest.mark.parametrize("path", OWN)
def test_every_number_has_the_dimension_of_its_definition(path: str) -> None:
    field = OWN[path]
    name = field.get("$ref", "").removeprefix("#/$defs/")
    named = definitions.parse(name)
    if named is not None:
        assert field["x-dimension"] == definitions.MEASURES[named.measure]
    elif name in {"count", "positive_count", "positive_number", "zero_stage"}:
        assert field["x-dimension"] == "count"
    elif name == "length":
        assert field["x-dimension"] == "token"
    else:
        assert "x-dimension" not in field or field["type"] == ["array", "string"]


@pytest.mark.parametrize("path", OWN)
def test_a_claim_says_over_what_it_counts(path: str) -> None:
    field = OWN[path]
    named = definitions.parse(field.get("$ref", "").removeprefix("#/$defs/"))
    claimed = named is not None and named.kind == "claimed"
    assert claimed == (("claims" in path or "requirements" in path or "speedup" in path) and "x-dimension" in field)
    if claimed and named is not None and named.scopes:
        assert field["x-scope"] in named.scopes
    else:
        assert "x-scope" not in field


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)


def test_every_record_is_closed() -> None:
    assert [
        record["properties"].keys()
        for record in objects({key: value for key, value in DOCUMENT.items() if key != "dependentSchemas"})
        if record.get("additionalProperties") is not False
    ] == []


def test_the_one_phase_form_has_every_key_of_a_phase() -> None:
    assert SCHEMA.phase_keys == SCHEMA.phase.keys.keys() - {"name", "hardware"}
    assert DOCUMENT["dependentSchemas"]["phases"]["properties"].keys() == SCHEMA.phase_keys


def fields(field: Field) -> Iterator[Field]:
    yield field
    if isinstance(field, ListField):
        yield from fields(field.element)
    elif isinstance(field, RecordField):
        for key in field.keys.values():
            yield from fields(key.field)


def test_what_people_write_instead_of_a_key_is_no_key() -> None:
    for field in fields(SCHEMA.root):
        if isinstance(field, RecordField):
            slips = [slip for key in field.keys.values() for slip in key.slips]
            assert len(slips) == len(set(slips))
            assert not field.keys.keys() & set(slips)


def test_what_people_write_instead_of_a_value_means_one() -> None:
    for field in fields(SCHEMA.root):
        if isinstance(field, TextField) and field.values is not None:
            assert set(field.slips.values()) <= set(field.values)
            assert not set(field.values) & field.slips.keys()


def test_every_enum_says_what_its_values_are() -> None:
    enums = [schema for schema in [*FIELDS.values(), *DOCUMENT["$defs"].values()] if "enum" in schema]
    assert len(enums) > 5
    for schema in enums:
        assert schema["enum"] == [*schema["x-meanings"], "unknown"]


# ---- what the policy checker is told -----------------------------------------------------------------


def member(path: str) -> Member:
    """A member by its path; `[]` steps into a list."""
    found = Member(SCHEMA.facts)
    for part in path.split("."):
        record = found.type
        assert isinstance(record, RecordType)
        found = record.members[part.removesuffix("[]")]
        if part.endswith("[]"):
            assert isinstance(found.type, ListType)
            found = Member(found.type.element)
    return found


def quantity(**exponents: int) -> NumberType:
    return NumberType(Dimension.of(exponents))


PLAIN = quantity()


@pytest.mark.parametrize(
    ("path", "kind", "claim"),
    [
        ("name", TextType(), False),
        ("model.kind", TextType(("dense", "moe")), False),
        ("model.parameters", quantity(parameter=1), False),
        ("hardware.price", quantity(USD=1, s=-1), False),
        ("hardware.peak.fp8", quantity(FLOP=1, s=-1), False),
        ("workload.sequence_length.max", quantity(token=1), False),
        ("workload.requirements.ttft", quantity(s=1), True),
        ("phases[].index", PLAIN, False),
        ("phases[].stages[].index", PLAIN, False),
        ("phases[].hardware.memory", quantity(B=1), False),
        ("phases[].parallelism.sequence_parallel", BoolType(), False),
        ("phases[].framework.version", VersionType(), False),
        ("phases[].recompute.modules", ListType(TextType()), False),
        ("phases[].placement[].experts", ListType(PLAIN), False),
        ("phases[].claims.memory.total", quantity(B=1), True),
        ("phases[].claims.flops_per_token", quantity(FLOP=1, token=-1), True),
        ("phases[].claims.speedup_factors[].factor", PLAIN, True),
        ("phases[].claims.measured", TextType(), True),
    ],
)
def test_facts_have_types(path: str, kind: Type, claim: bool) -> None:
    found = member(path)
    assert found.type == kind
    assert found.claim == claim


def test_whole_numbers_and_least_values_are_said() -> None:
    tp, memory, mfu = (member(f"phases[].{path}") for path in ("parallelism.tp", "hardware.memory", "claims.mfu"))
    assert (tp.whole, tp.least, tp.unit) == (True, 1, "")
    assert (memory.whole, memory.least, memory.unit) == (False, 0, "GB")
    assert (mfu.whole, mfu.least, mfu.unit) == (False, None, "%")


def test_open_maps_take_any_name() -> None:
    mesh, env = member("phases[].parallelism.mesh").type, member("phases[].framework.env").type
    assert mesh == RecordType("mesh", {}, PLAIN)
    assert env == RecordType("env", {}, TextType())


def test_the_roots_are_those_of_the_language() -> None:
    assert tuple(SCHEMA.facts.members) == (*ROOTS, REVISED)


def test_a_plug_in_adds_a_namespace() -> None:
    fragment = {
        "type": "object",
        "description": "What the organisation asks for.",
        "properties": {
            "budget": {"$ref": "#/$defs/price", "description": "Most that may be spent.", "x-dimension": "USD/h"},
            "power": {"type": ["number", "string"], "x-dimension": "W", "description": "Power of one GPU."},
            "teams": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        },
    }
    schema = load_schema({"org": fragment})
    revised = schema.facts.members[REVISED].type
    assert isinstance(revised, RecordType)
    assert (*revised.members, REVISED) == tuple(schema.facts.members) == (*ROOTS, "org", REVISED)
    org = schema.facts.members["org"].type
    assert isinstance(org, RecordType)
    assert org.members["budget"].type == quantity(USD=1, s=-1)
    assert org.members["power"].type == quantity(W=1)
    teams = org.members["teams"].type
    assert isinstance(teams, ListType)
    assert isinstance(teams.element, RecordType)
    assert list(teams.element.members) == ["name", "index"]
    assert "org" not in load_schema().root.keys


@pytest.mark.parametrize(
    "fragment",
    [
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/nothing"}}},
        {"type": "object", "properties": {"a": {"type": "number", "x-dimension": "gb"}}},
        {"type": "object", "properties": {"a": {"type": "null"}}},
        {"type": "object", "properties": {"a": {"type": "number"}}},
    ],
)
def test_a_fragment_that_says_nothing_is_refused(fragment: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        load_schema({"org": fragment})


def test_claimed_numbers_are_the_only_ones_with_a_scope() -> None:
    scoped = [field for field in fields(SCHEMA.root) if isinstance(field, NumberField) and field.scope]
    assert scoped
    assert all(field.claim and field.scope in field.scopes for field in scoped)

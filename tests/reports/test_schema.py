"""The report schema: valid, closed, described; and the reports of the tests follow it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE.parent.parent / "schemas" / "report.schema.json").read_text("utf-8"))
OPEN = {"parameters", "excerpts", "lines", "line_hashes", "data"}


def schemas(schema: dict[str, Any], name: str = "report") -> Iterator[tuple[str, dict[str, Any]]]:
    yield name, schema
    for key, inner in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield from schemas(inner, key)
    for inner in [schema.get("items"), schema.get("additionalProperties"), *schema.get("anyOf", [])]:
        if isinstance(inner, dict):
            yield from schemas(inner, name)


def test_the_schema_is_valid():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_is_closed_unless_it_is_a_map():
    objects = [(name, schema) for name, schema in schemas(SCHEMA) if schema.get("type") == "object"]
    assert len(objects) > 20
    assert {name for name, schema in objects if schema.get("additionalProperties") is not False} <= OPEN


def test_every_field_is_described():
    properties = [
        (owner, field, inner)
        for owner, schema in schemas(SCHEMA)
        for field, inner in schema.get("properties", {}).items()
    ]
    bare = [
        f"{owner}.{field}" for owner, field, inner in properties if "description" not in inner and "$ref" not in inner
    ]
    assert bare == []


@pytest.mark.parametrize("path", sorted(HERE.glob("*.json")), ids=lambda path: path.stem)
def test_reports_follow_the_schema(path: Path):
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(path.read_text("utf-8")))]
    assert errors == []

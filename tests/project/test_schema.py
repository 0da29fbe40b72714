"""The project schema is valid, closed and described, and the reader accepts what it accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from shardlaw.diagnostics import Source
from shardlaw.plans.reader import read_profile
from shardlaw.plans.schema import load_schema
from shardlaw.project.reader import read_project

SCHEMAS = Path(__file__).parents[2] / "schemas"
SCHEMA = json.loads((SCHEMAS / "project.schema.json").read_text("utf-8"))
PLAN = json.loads((SCHEMAS / "plan.schema.json").read_text("utf-8"))
REGISTRY = Registry().with_resource(PLAN["$id"], Resource.from_contents(PLAN))
VALIDATOR = Draft202012Validator(SCHEMA, registry=REGISTRY)


def described(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for inner in schema.get("properties", {}).values():
        if isinstance(inner, dict):
            yield inner
            yield from described(inner)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from described(schema["additionalProperties"])


def test_the_schema_is_valid_and_every_key_is_described():
    Draft202012Validator.check_schema(SCHEMA)
    keys = list(described(SCHEMA))
    assert len(keys) > 8
    assert all(key["description"].endswith(".") for key in keys if "$ref" not in key)


SCALARS = st.sampled_from(["error", "block", "eror", "80 GB", "80 gb", "", 8, 0, -1, 0.5, True, False])
VALUES = SCALARS | st.lists(SCALARS, max_size=2)
FACTS = st.sampled_from(["gpu", "gpus", "memory", "memry", "gpus_per_node", "price"])
GATES = st.dictionaries(st.sampled_from(["fail_on", "inconclusive", "must_conclude", "fail"]), VALUES, max_size=2)
TABLES = st.dictionaries(FACTS, VALUES | st.dictionaries(st.just("bf16"), SCALARS, max_size=1), max_size=2)
PROJECTS = st.fixed_dictionaries(
    {},
    optional={
        "policies": VALUES,
        "polices": VALUES,
        "plans": VALUES,
        "plugins": VALUES,
        "parameters": VALUES | st.dictionaries(st.just("memory"), TABLES | VALUES, max_size=1),
        "gate": VALUES | GATES,
        "hardware": VALUES | st.dictionaries(st.just("h100"), TABLES | VALUES, max_size=1),
    },
)


def toml(value: Any) -> str:
    """The value inline; JSON writes scalars and lists of them as TOML does."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {toml(item)}' for key, item in value.items())}}}"
    return json.dumps(value)


@given(PROJECTS)
def test_the_reader_accepts_what_the_schema_accepts(project: dict[str, Any]):
    source = Source("shardlaw.toml", "".join(f"{key} = {toml(value)}\n" for key, value in project.items()))
    reading = read_project(source)
    schema = load_schema()
    profiles = [read_profile(table, source, schema) for table in reading.project.hardware.values()]
    wrong = [*reading.diagnostics, *(found for profile in profiles for found in profile.diagnostics)]
    assert VALIDATOR.is_valid(project) == (not wrong), [found.message for found in wrong]

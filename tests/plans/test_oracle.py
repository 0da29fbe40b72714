"""The reader and the plan schema, read by an independent validator, accept the same documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from tests.plans.documents import ODD, at, broken, fields, plans, to_json, to_value, to_yaml

from shardlaw.plans.documents import read_document
from shardlaw.plans.reader import Reading, read_plan
from shardlaw.plans.schema import load_schema
from shardlaw.resources import data_folder

DOCUMENT: dict[str, Any] = json.loads((data_folder("schemas") / "plan.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(DOCUMENT)
SCHEMA = load_schema()
PLANS = plans(DOCUMENT)
FIELDS = fields(DOCUMENT)
# What no schema can say: the limits of numbers, and ranges whose ends are the wrong way round.
BEYOND = {"P213", "P214", "P217"}
some = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def agree(text: str, name: str) -> Reading:
    """Read a document both ways and compare the verdicts."""
    data = text.encode()
    root = read_document(data, name).root
    assert root is not None, text
    errors = [error.message for error in VALIDATOR.iter_errors(to_value(root))]
    reading = read_plan(data, name, SCHEMA)
    if errors:
        assert reading.diagnostics, (text, errors)
    else:
        assert set(codes(reading)) <= BEYOND, (text, reading.diagnostics)
    return reading


@pytest.mark.parametrize("definition", FIELDS)
def test_both_take_the_same_values_for_a_field(definition: str) -> None:
    for value in ODD:
        agree(to_yaml(at(FIELDS[definition], value)), "plan.yaml")


@some
@given(PLANS)
def test_what_the_schema_allows_is_read(document: dict[str, Any]) -> None:
    assert set(codes(agree(to_yaml(document), "plan.yaml"))) <= BEYOND


@some
@given(broken(PLANS))
def test_both_refuse_the_same_documents(document: dict[str, Any]) -> None:
    agree(to_yaml(document) if document else "{}", "plan.yaml")


@some
@given(PLANS)
def test_yaml_and_json_say_the_same(document: dict[str, Any]) -> None:
    yaml, json_ = agree(to_yaml(document), "plan.yaml"), agree(to_json(document), "plan.json")
    assert codes(yaml) == codes(json_)
    if yaml.plan is not None and json_.plan is not None:
        assert said(yaml.plan.root) == said(json_.plan.root)


def codes(reading: Reading) -> list[str]:
    return sorted(diagnostic.code for diagnostic in reading.diagnostics)


def said(tree: Any) -> Any:
    """A tree without places."""
    if isinstance(tree, dict):
        return {key: said(value) for key, value in tree.items()}
    if isinstance(tree, tuple):
        return [said(value) for value in tree]
    return (tree.pointer, tree.value, tree.unit, tree.quantum, tree.written_unit, tree.stated, tree.conversion)

"""Bytes to nodes: both YAML parsers alike, JSON as YAML, and every span where its text stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans.documents import plans, to_json, to_yaml

from shardlaw.diagnostics import Source, Span
from shardlaw.plans import scalars
from shardlaw.plans.building import ELEMENTS, Builder
from shardlaw.plans.documents import read_document
from shardlaw.plans.facts import Fact
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.plans.problems import UnreadableError
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import load_schema
from shardlaw.plans.yaml_documents import PurePythonParser, fastest_parser, read_yaml
from shardlaw.resources import data_folder

PLANS = plans(json.loads((data_folder("schemas") / "plan.schema.json").read_text("utf-8")))
SCHEMA = load_schema()
some = settings(max_examples=60, deadline=None)

BLOCKS = """\
plan: plan/1
name: 'it''s "quoted"'
description: |
  two
  lines

source: >-
  folded
  text
labels:  # a comment
  café: "\\u00e9\\t\\x41 \\
    joined"
  two words: a b  c
phases:
- mode: prefill
  gpus: 8\t
- {mode: decode, gpus: 4, hardware: {memory: 64 GB,}, stages: [{layers: 8}, ]}
-
  recompute: {modules:	[mlp]}
"""
BROKEN = """\
plan: plan/1
phases: &all
  - !!map {gpus: 8, gpus: 9}
  - <<: {a: 1}
    ? [x]
    : y
    again: *all
"""
SMALL = ("a:\n", "- \n-\n", "{a: , b}", "---\na: 1\n...\n")


def read_with(parser: Any, text: str) -> tuple[Node | None, list[Any]]:
    source = Source("a.yaml", text)
    builder = Builder(source)
    try:
        root: Node | None = read_yaml(source, builder, parser)
    except UnreadableError:
        root = None
    return root, [(found.code, found.span, dict(found.arguments)) for found in builder.problems.diagnostics]


def agree(text: str) -> None:
    assert read_with(fastest_parser(), text) == read_with(PurePythonParser, text)


@pytest.mark.skipif(fastest_parser() is PurePythonParser, reason="PyYAML was built without libyaml")
class TestBothParsersAgree:
    @pytest.mark.parametrize(
        "text", [BLOCKS, BLOCKS.replace("\n", "\r\n"), BROKEN, "a:\n", "- \n-\n", "{a: , b}", "---\na: 1\n...\n"]
    )
    def test_on_chosen_documents(self, text: str) -> None:
        agree(text)

    @some
    @given(PLANS.map(to_yaml))
    def test_on_plans(self, text: str) -> None:
        agree(text)

    @some
    @given(st.data(), st.sampled_from([BLOCKS, BROKEN]))
    def test_on_documents_with_a_typing_error(self, data: st.DataObject, text: str) -> None:
        at = data.draw(st.integers(0, len(text)))
        if data.draw(st.booleans()):
            text = text[:at] + text[at + data.draw(st.integers(1, 5)) :]
        else:
            text = text[:at] + data.draw(st.sampled_from(list(" \n:,[]{}#'\"-@`%a1"))) + text[at:]
        fast, pure = read_with(fastest_parser(), text), read_with(PurePythonParser, text)
        assert fast == pure or (fast[0] is not None and pure[0] is None)  # libyaml is a little less strict


def shape(node: Node | None) -> Any:
    """A node without spans; how a text was quoted is kept."""
    match node:
        case Scalar(text, plain):
            return (text, plain)
        case Sequence(items=items):
            return [shape(item) for item in items]
        case Mapping(entries=entries):
            return {key.text: shape(value) for key, value in entries}
        case _:
            return None


@some
@given(PLANS.map(to_json))
def test_json_is_yaml(text: str) -> None:
    assert shape(read_document(text.encode(), "a.json").root) == shape(read_document(text.encode(), "a.yaml").root)


@some
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\/é', max_size=3), inner, max_size=3),
    max_leaves=8,
), st.sampled_from([None, 1]), st.booleans())  # fmt: skip
def test_json_is_read_as_the_standard_library_reads_it(value: Any, indent: int | None, escaped: bool) -> None:
    document = read_document(json.dumps(value, indent=indent, ensure_ascii=escaped).encode(), "a.json")
    assert document.diagnostics == ()
    assert loaded(document.root) == value


def loaded(node: Node | None) -> Any:
    match node:
        case Scalar(text, True):
            return json.loads(text)
        case Scalar(text):
            return text
        case Sequence(items=items):
            return [loaded(item) for item in items]
        case Mapping(entries=entries):
            return {key.text: loaded(value) for key, value in entries}


# ---- spans -------------------------------------------------------------------------------------------


def scalars_of(node: Node | None) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from scalars_of(item)
        case Mapping(entries=entries):
            for key, value in entries:
                yield key
                yield from scalars_of(value)


def spelled(source: Source, span: Span) -> str:
    """The text of a scalar as the source spells it, read again on its own."""
    text = source.text[span.start : span.end]
    return json.loads(text) if text.startswith('"') else text


@some
@given(PLANS, st.sampled_from(["a.yaml", "a.json"]))
def test_every_scalar_is_where_its_span_says(document: dict[str, Any], name: str) -> None:
    text = to_json(document) if name == "a.json" else to_yaml(document)
    read = read_document(text.encode(), name)
    for scalar in scalars_of(read.root):
        assert spelled(read.source, scalar.span) == scalar.text


@some
@given(PLANS, st.sampled_from(["a.yaml", "a.json"]))
def test_every_fact_is_where_its_span_says(document: dict[str, Any], name: str) -> None:
    text = to_json(document) if name == "a.json" else to_yaml(document)
    plan = read_plan(text.encode(), name, SCHEMA).plan
    for fact in plan.facts.values() if plan else ():
        if fact.stated and not fact.text.startswith("{min: "):
            assert spelled(fact.source, fact.span) == fact.text


def test_places_are_counted_in_characters_without_the_mark_at_the_start() -> None:
    data = "\ufeffplan: plan/1\r\nname: caf\u00e9 \U0001f600 x\r\nlabels: {\u00e9: \U0001f600, b: c}\r\n".encode()
    plan = read_plan(data, "a.yaml", SCHEMA).plan
    assert plan is not None
    fact = plan.facts["/labels/b"]
    position = fact.source.position(fact.span.start)
    assert (position.line, position.column) == (3, 19)
    assert fact.source.line(2) == "name: caf\u00e9 \U0001f600 x"
    assert value(plan.facts["/name"]) == "caf\u00e9 \U0001f600 x"


def value(fact: Fact) -> object:
    return fact.value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [1, 2 ]\n", "[1, 2 ]"),
        ("a:\n  - 1\n  - 2\n\nb: c\n", "- 1\n  - 2"),
        ("a:\n  b: 1\n  c:\n    d: 2  # last\ne: 3\n", "b: 1\n  c:\n    d: 2"),
        ("a: {b: 1}   \n", "{b: 1}"),
        ("a: |\n  x\n\n\nb: 1\n", "|\n  x"),
        ("a:   \nb: 1\n", ""),
    ],
)
def test_a_collection_ends_where_its_last_element_does(text: str, found: str) -> None:
    root = read_document(text.encode(), "a.yaml").root
    assert isinstance(root, Mapping)
    span = root.entries[0][1].span
    assert text[span.start : span.end] == found


# ---- which reader ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "is_json"),
    [
        ('{"plan": "plan/1",}', "a.json", True),
        ('{"plan": "plan/1",}', "a.yaml", False),
        ('{"plan": "plan/1",}', "<stdin>", True),
        ("[1,]", "b.json", True),
        ("{}", "<stdin>", True),
        ("{plan: plan/1,}", "<stdin>", False),
        ("plan: plan/1", "<stdin>", False),
    ],
)
def test_json_is_told_by_the_name_or_the_first_characters(text: str, name: str, is_json: bool) -> None:
    refused = [found.code for found in read_document(text.encode(), name).diagnostics]
    assert (refused == ["P131"]) == (is_json and text != "{}")


def test_the_longest_list_is_read() -> None:
    text = '{"a": [' + ",".join("0" * ELEMENTS) + "]}"
    assert read_document(text.encode(), "a.json").diagnostics == ()


def test_a_long_document_that_is_not_yaml_is_refused_without_being_read_again() -> None:
    text = f"# {'x' * (1 << 18)}\nplan: [1\n"
    assert [found.code for found in read_document(text.encode(), "a.yaml").diagnostics] == ["P112"]


# ---- scalars -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["", "~", "null", "Null", "NULL"], "null"),
        (["true", "True", "TRUE", "false", "False", "FALSE"], "truth"),
        (["0", "16", "-1", "+1", "010", "0x1F", "0o17", "1.", ".5", "1.5", "1e3", "-1.5E-3", "+.5e+2"], "number"),
        ([".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"], "not finite"),
        (["yes", "on", "no", "off", "y", "n", "nULL", "tRUE", "1_000", "0b1", "0X1F", "-0x1F", "12:30", "1e", ".", "-",
          "+", "e5", "0o8", "64 GB", "<<", "=", "nan", "inf", "\u0661\u0662"], "text"),
    ],
)  # fmt: skip
def test_plain_scalars_are_those_of_the_core_schema(texts: list[str], kind: str) -> None:
    assert [scalars.kind(Scalar(text, True, Span(0, 0))) for text in texts] == [kind] * len(texts)


def test_quoted_scalars_are_text() -> None:
    assert {scalars.kind(Scalar(text, False, Span(0, 0))) for text in ("16", "true", "null", "")} == {"text"}

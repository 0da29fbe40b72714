"""What the parser makes of texts, and that no text brings it down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.language.shapes import shape

from shardlaw.diagnostics import Source
from shardlaw.diagnostics.render import render_all
from shardlaw.language import tree
from shardlaw.language.parser import parse, parse_expression

HERE = Path(__file__).parent
FILES = sorted((HERE.parent / "data" / "law").glob("*.law"))
EXPRESSIONS = [
    pytest.param(text, expected, id=f"{topic}: {text}")
    for topic, cases in yaml.safe_load((HERE / "expressions.yaml").read_text("utf-8")).items()
    for text, expected in cases
]
HEAD = 'edition 2026 policy p version 0.1.0 { title "t" }\n'


def codes(text: str) -> list[str]:
    diagnostics = parse(Source("p.law", text)).diagnostics
    assert bool(render_all(diagnostics)) == bool(diagnostics)
    return [diagnostic.code for diagnostic in diagnostics]


def clauses(text: str) -> tuple[Any, ...]:
    parsed = parse(Source("p.law", f'{HEAD}rule r "t" {{\n{text}\n}}'))
    assert parsed.diagnostics == ()
    assert isinstance(parsed.file, tree.Policy)
    rule = parsed.file.items[0]
    assert isinstance(rule, tree.Rule)
    return rule.clauses


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expression(text: str, expected: str) -> None:
    expression, diagnostics = parse_expression(Source("<expression>", text))
    assert diagnostics == ()
    assert shape(expression) == expected


@pytest.mark.parametrize(
    "text",
    ["", "a b", "a +", "(a", "a)", "5 GB,", "let x = 1", "a == ", '"open', "a.", "1 +\n", "every x in xs", "a not b"],
)
def test_no_expression(text: str) -> None:
    expression, diagnostics = parse_expression(Source("<expression>", text))
    assert expression is None
    assert len(diagnostics) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", ["plain"]),
        ("", []),
        ("{a}", ["(hole a)"]),
        ("{a} of {b}", ["(hole a)", " of ", "(hole b)"]),
        ("{{a}} {{{a}}}", ["{a} {", "(hole a)", "}"]),
        ("{a as GB:.2f}", ["(hole a GB .2f)"]),
        ("{a as tokens/ms}{b:.0f}", ["(hole a tokens/ms)", "(hole b .0f)"]),
        ("{ a\t+ 1 }", ["(hole (+ a 1))"]),
        (r"{if a == \"x\" then \"{\" else \"}\"}", ["(hole (if (a == 'x') '{' '}'))"]),
        (r"\"{a}\"\n\\", ['"', "(hole a)", '"\n\\']),
        ("{a.as as s}", ["(hole a.as s)"]),
        ("# {a} #", ["# ", "(hole a)", " #"]),
    ],
)
def test_template(text: str, parts: list[str]) -> None:
    (clause,) = clauses(f'message "{text}"')
    shown = [part if isinstance(part, str) else shape(part) for part in clause.value.parts]
    assert shown == parts


def test_a_text_of_several_lines_keeps_its_lines_and_quotes() -> None:
    first, second = clauses('because """a\r\n  "b" {c} \\"\\""""\nmessage """x {if a == "b" then 1 else 2}\ny"""')
    assert first.value.value == 'a\n  "b" {c} ""'
    assert [shape(part) for part in second.value.parts] == ["'x '", "(hole (if (a == 'b') 1 2))", "'\\ny'"]


# Texts that a careless lexer reads as something else.
TRAPS = {
    "a clause joined to its name is not that clause": ("require a > 1\nrequirex > 3", ["L112"]),
    "a unit does not reach over its line": ("require a > 3\nGB", ["L112"]),
    "a misspelt clause is no unit": ('require a > 3\nmesage "x"', ["L112"]),
    "a misspelt clause behind a blank is no unit": ("require a > 3 \nkid illegal", ["L112"]),
    "a unit stands one blank behind its number at most": ("require a > 3  GB", ["L110"]),
    "a comment parts number and unit": ("require a > 3 # x\nGB", ["L112"]),
    "a unit is not called": ("require a > 64 GB/plan(3)", ["L118"]),
    "a quantity has no fields": ("require a > 64 GB/plan.gpus", ["L118"]),
    "a kind is a word of its clause alone": ("require changed > illegal", []),
    "an outcome is a word of its clause alone": ("require passes == skips", []),
    "a severity is a word of its clause alone": ("require error > note", []),
    "clauses need no line breaks": ('kind illegal severity error require a > 1 message "x"', []),
    "a parameter follows a number": ("let a = 10 let b = 5 % require a > b", []),
}


@pytest.mark.parametrize(("text", "expected"), TRAPS.values(), ids=TRAPS)
def test_trap(text: str, expected: list[str]) -> None:
    assert codes(f'{HEAD}rule r "t" {{\n{text}\n}}') == expected


def test_param_follows_a_number() -> None:
    parsed = parse(Source("p.law", f"{HEAD}let a = 10 param b = 5 one of [5, 6] param c = 2 from 1 to 3"))
    assert isinstance(parsed.file, tree.Policy)
    assert [type(item).__name__ for item in parsed.file.items] == ["Let", "Param", "Param"]


def test_names_of_facts_may_be_keywords() -> None:
    parsed = parse(Source("p.law", f"{HEAD}sample s {{ when: 1, rule.for[3].if: {{ unknown: unknown, true: true }} }}"))
    assert isinstance(parsed.file, tree.Policy)
    (sample,) = parsed.file.items
    assert isinstance(sample, tree.Sample)
    steps = [[getattr(step, "text", step) for step in fact.path.steps] for fact in sample.facts.facts]
    assert steps == [["when"], ["rule", "for", 3, "if"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_spans_are_the_text_of_their_nodes(path: Path) -> None:
    """Words are exactly their text; a node lies within its parent; brackets in its text are balanced."""
    source = Source(path.name, path.read_text("utf-8"))
    parsed = parse(source)
    assert parsed.diagnostics == ()
    waiting: list[tuple[Any, Any]] = [(parsed.file, None)]
    while waiting:
        node, parent = waiting.pop()
        span = getattr(node, "span", parent)
        if hasattr(node, "span"):
            text = source.text[span.start : span.end]
            assert text
            assert text == text.strip()
            assert parent is None or (parent.start <= span.start and span.end <= parent.end)
            if isinstance(node, tree.Word):
                assert node.text == text
            elif not isinstance(node, tree.Text | tree.Template | tree.Clause):
                assert text.count("(") == text.count(")")
        children = node if isinstance(node, tuple) else [getattr(node, slot) for slot in getattr(node, "__slots__", ())]
        waiting += [(child, span) for child in children if not isinstance(child, Source)]


MANY = 20_000
HOSTILE = {
    "parentheses": "require " + "(" * MANY + "a" + ")" * MANY,
    "open parentheses": "require " + "(" * MANY,
    "closed parentheses": "require a" + ")" * MANY,
    "brackets": "require " + "[" * MANY,
    "calls": "require " + "f(" * MANY,
    "not": "require " + "not " * MANY + "a",
    "minus": "require " + "- " * MANY + "a",
    "plus": "require a" + " + a" * MANY,
    "fields": "require a" + ".a" * MANY,
    "indexes": "require a" + "[0]" * MANY,
    "default": "require a" + " default a" * MANY,
    "implies": "require a" + " implies a" * MANY,
    "conditionals": "require " + "if a then " * MANY,
    "quantifiers": "require " + "every a in b satisfies " * MANY,
    "records": 'example passes "t" ' + "{ a: " * MANY,
    "lists of facts": 'example passes "t" { a: ' + "[" * MANY,
    "hole": 'message "{' + "(" * MANY + '}"',
    "long hole": 'message "{a' + " + a" * MANY + '}"',
    "open holes": 'message "' + "{a " * MANY + '"',
    "closed holes": 'message "' + "} " * MANY + '"',
    "bad escapes": 'because "' + "\\q" * MANY + '"',
    "words": "when " * MANY,
    "clauses": "kind\n" * MANY,
    "misspelt clauses": "knid illegal\n" * MANY,
    "strange characters": "@ " * MANY,
    "open texts": '"\n' * MANY,
    "open text of a million characters": 'title "' + "x" * 1_000_000,
    "open text of many lines": '"""' + "x\n" * 1_000_000,
    "digits": "require " + "1" * 1_000_000,
    "exponent": "require 1e" + "1" * 1_000_000,
    "name": "a" * 1_000_000,
    "unit": "require 1 " + "a/" * 100_000 + "a.b",
    "letters": "é" * MANY,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile(text: str) -> None:
    assert codes(f'{HEAD}rule r "t" {{\n{text}\n}}')


@pytest.mark.parametrize(
    "text", ["a.b" * 100_000, "(" * MANY + "a" + ")" * MANY, "a" + " + a" * MANY, "-" * MANY + "1"]
)
def test_hostile_expression(text: str) -> None:
    expression, diagnostics = parse_expression(Source("<expression>", text))
    assert expression is None
    assert bool(render_all(diagnostics)) == bool(diagnostics)


def test_what_may_be_long() -> None:
    """Length is no offence: a text of a million characters, a list of 20,000 elements, 20,000 clauses."""
    assert codes(f'{HEAD}rule r "{"x" * 1_000_000}" {{}}') == []
    assert codes(f"{HEAD}let a = [{'1, ' * MANY}]") == []
    assert codes(f'{HEAD}rule r "t" {{{"require a < 1 " * MANY}}}') == []


def test_a_tree_within_the_limit_can_be_walked_recursively() -> None:
    expression, diagnostics = parse_expression(Source("<expression>", "a" + " + a" * 99))
    assert diagnostics == ()
    assert shape(expression).count("(+") == 99
    assert parse_expression(Source("<expression>", "a" + " + a" * 100))[0] is None


PIECES = [
    *'(){}[]"\\#.,:=+-*/^<>!~%@\n\r\t\0 ',
    *(
        "edition 2026",
        "policy",
        "rule",
        "require ",
        "when ",
        "message",
        "{a}",
        "3 GB",
        "0.1.0",
        "kind",
        "every x in ",
        '"""',
        "é",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_parsed_or_diagnosed(text: str) -> None:
    for source in (text, f'{HEAD}rule r "t" {{\n{text}\n}}', f'{HEAD}rule r "t" {{ message "{text}" }}'):
        parsed = parse(Source("p.law", source))
        assert (parsed.file is None) == bool(parsed.diagnostics)
        assert parsed.file is None or source != text or text.startswith("edition")
        for diagnostic in parsed.diagnostics:
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(source)
        render_all(parsed.diagnostics)

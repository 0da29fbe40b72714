"""The canonical form keeps the tree and the comments, and is its own canonical form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from tests.language import strategies

from shardlaw.diagnostics import Source, Span
from shardlaw.language import tree
from shardlaw.language.formatter import format as canonical
from shardlaw.language.parser import parse

HERE = Path(__file__).parent
FILES = sorted((HERE.parent / "data" / "law").glob("*.law"))
CASES = sorted((HERE / "formatting").glob("*.law"))
FILE = strategies.laid_out(strategies.files)
RULE_ORDER = [
    "title",
    "owner",
    "requires",
    "reference",
    "kind",
    "severity",
    "for",
    "let",
    "require",
    "message",
    "because",
    "cite",
    "fix",
    "example",
]
FORMULA_ORDER = ["cite", "class", "because"]
SAME_PLACE = {"when": "for", "forbid": "require"}
COMMENT = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\]|\\.)*"|(#[^\n]*)', re.DOTALL)
NODES = [node for node in vars(tree).values() if isinstance(node, type) and node.__module__ == tree.__name__]


def formatted(text: str) -> str:
    result = canonical(Source("p.law", text))
    assert result.diagnostics == ()
    assert result.text is not None
    return result.text


def read(text: str) -> tree.Policy | tree.Library:
    parsed = parse(Source("p.law", text))
    assert parsed.diagnostics == ()
    assert parsed.file is not None
    return parsed.file


def bare(node: Any) -> Any:
    """The node without positions, its clauses in canonical order."""
    if isinstance(node, tuple):
        return [bare(item) for item in node]
    if isinstance(node, Source | Span):
        return None
    slots = getattr(node, "__slots__", None)
    if slots is None:
        return node
    order = FORMULA_ORDER if isinstance(node, tree.Formula) else RULE_ORDER
    values = {slot: getattr(node, slot) for slot in slots}
    for slot in {"head", "clauses"} & set(slots):
        values[slot] = tuple(sorted(values[slot], key=lambda clause: order.index(keyword(clause))))
    return type(node).__name__, {slot: bare(value) for slot, value in values.items()}


def keyword(clause: Any) -> str:
    word = clause.keyword.text if isinstance(clause, tree.Clause) else type(clause).__name__.lower()
    return SAME_PLACE.get(word, word)


def comments(text: str) -> list[str]:
    return sorted(match[1].rstrip() for match in COMMENT.finditer(text) if match[1])


def nodes(node: Any) -> set[type]:
    """The types of all nodes in a tree."""
    children = node if isinstance(node, tuple) else [getattr(node, slot) for slot in getattr(node, "__slots__", ())]
    return {type(node)}.union(*(nodes(child) for child in children if not isinstance(child, str | Source)))


@given(FILE)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_keeps_the_tree_and_the_comments_and_is_idempotent(text: str) -> None:
    form = formatted(text)
    assert bare(read(form)) == bare(read(text))
    assert comments(form) == comments(text)
    assert formatted(form) == form


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_keeps_the_trees_of_samples(path: Path) -> None:
    text = path.read_text("utf-8")
    assert bare(read(formatted(text))) == bare(read(text))
    assert comments(formatted(text)) == comments(text)


def test_the_generated_files_have_every_node() -> None:
    seen: set[type] = set()

    def all_seen(text: str) -> bool:
        seen.update(nodes(read(text)))
        return set(NODES) <= seen

    find(FILE, all_seen, settings=settings(max_examples=1000, derandomize=True, database=None, phases=[Phase.generate]))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_form(path: Path, golden) -> None:
    """What is written in many ways, and its one form beside it."""
    form = formatted(path.read_text("utf-8"))
    golden(path.with_suffix(".formatted"), form)
    assert formatted(form) == form


def test_what_does_not_parse_has_no_form() -> None:
    result = canonical(Source("p.law", "edition 2026 policy"))
    assert result.text is None
    assert len(result.diagnostics) == 1


DEEP = {
    "sums": "require " + "(a + " * 70 + "a" + ")" * 70,
    "not": "require " + "not " * 99 + "a",
    "minus": "require " + "-" * 99 + "a",
    "calls": "require " + "f(" * 90 + "a" + ")" * 90,
    "lists": "require " + "[" * 99 + "a" + "]" * 99,
    "fields": "require a" + ".a" * 99,
    "conditionals": "require " + "if a then 1 else " * 45 + "2",
    "quantifiers": "require " + "every a in b satisfies " * 70 + "c",
    "records": 'example passes "t" ' + "{ a: " * 90 + "1" + "}" * 90,
    "facts": 'example passes "t" { a: ' + "[" * 90 + "1" + "]" * 90 + "}",
}


@pytest.mark.parametrize("clause", DEEP.values(), ids=DEEP)
def test_the_deepest_texts_have_a_form(clause: str) -> None:
    text = f'edition 2026 policy p version 0.1.0 {{}} rule r "t" {{ {clause} }}'
    form = formatted(text)
    assert bare(read(form)) == bare(read(text))
    assert formatted(form) == form

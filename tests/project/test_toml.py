"""The scanner says what tomllib says, and where: every key and value is found again at its span."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.project.toml import read_toml

TEXTS = {
    "empty": "",
    "comments": "# one\n\n  # two\na = 1 # three\n#four",
    "windows": 'a = 1\r\n[b]\r\nc = "d" # e\r\n',
    "strings": r"""a = "x # [y] = 'z' \" \\" # "c"
b = 'x # " \'
c = ""
d = ''
""",
    "long basic strings": 'a = """\n"x" ""\\"""y"""""\nb = """"""\nc = """a\\\n  b"""\n',
    "long literal strings": "a = '''\n'x' ''y'''''\nb = ''''''\n",
    "numbers": "a = 1_000\nb = -0.5e+1_0\nc = 0xFF_f\nd = 0o17\ne = 0b101\nf = +7\n",
    "dates": "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.5-07:00\nc = 1979-05-27\nd = 07:32:00\n",
    "dates in a list": "a = [1979-05-27 07:32:00,1979-05-27,07:32:00]\n",
    "arrays": 'a = [ ]\nb = [1,2 , 3,]\nc = [\n  "x", # ]\n  [ [], {d = [1]} ],\n  # end\n]\n',
    "inline tables": 'a = {}\nb = { c.d = 1, "e.f" = "}" , c.g = {h = [1, 2]} }\n',
    "keys": 'a.b . "c d".\'e"f\' = 1\na.b.g = 2\n"" = 3\n1 = 4\n\'\\u0041\' = 5\n"\\u0041" = 6\n',
    "tables": '[a]\nb = 1\n[ a . "c.d" ]\ne = 2\n[f.g]\nh = 3\n[f]\ni = 4\n',
    "arrays of tables": "[[a]]\nb = 1\n[[a.c]]\nd = 2\n[[a.c]]\n[[ a ]]\n[a.e]\nf = 3\n",
    "unicode": '"größe" = "64 GB ½" # ü\nb = "\\U0001F600é"\n',
}


def data(node: Node) -> Any:
    match node:
        case Mapping(entries):
            return {key.text: data(value) for key, value in entries}
        case Sequence(items):
            return [data(item) for item in items]
        case Scalar(text, plain=True):
            return tomllib.loads(f"value = {text}")["value"]
        case Scalar(text):
            return text


def scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Mapping(entries):
            for key, value in entries:
                yield from (key, *scalars(value))
        case Sequence(items):
            for item in items:
                yield from scalars(item)
        case Scalar():
            yield node


def says_the_same(text: str) -> None:
    root = read_toml(Source("shardlaw.toml", text))
    assert isinstance(root, Mapping)
    assert data(root) == tomllib.loads(text)
    for scalar in scalars(root):
        raw = text[scalar.span.start : scalar.span.end]
        if scalar.plain or raw[0] in "\"'":
            assert tomllib.loads(f"value = {raw}")["value"] == data(scalar)
        else:
            assert raw == scalar.text  # a bare key


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts(text: str):
    says_the_same(text)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)
LEAVES = st.one_of(st.integers(), st.floats(allow_nan=False), st.booleans(), WORDS)
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3))
AFTER_ITEMS = st.sampled_from(["", ",", "\n # ]\n"])
BLANKS = st.sampled_from(["", " ", "\t", "  "])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document of tables and inline values, in one of the many ways to write it."""
    lines = [draw(entry(value)) for value in draw(st.lists(TREES, max_size=3))]
    for number in range(draw(st.integers(0, 2))):
        lines.append(f"[{draw(BLANKS)}t{number}{draw(BLANKS)}.{draw(BLANKS)}{basic(draw(WORDS))}]{draw(BLANKS)}")
        lines += [draw(entry(value)) for value in draw(st.lists(TREES, max_size=2))]
    lines = [line.replace("KEY", f"k{place}") for place, line in enumerate(lines)]
    return draw(st.sampled_from(["\n", "\r\n", "\n# x\n\n"])).join(lines)


@st.composite
def entry(draw: st.DrawFn, value: Any) -> str:
    return f"{draw(BLANKS)}KEY{draw(BLANKS)}={draw(BLANKS)}{draw(written(value))}{draw(BLANKS)}"


@st.composite
def written(draw: st.DrawFn, value: Any) -> str:
    blank = draw(BLANKS)
    match value:
        case dict():
            pairs = [f"{blank}{basic(key)}{blank}={blank}{draw(written(item))}" for key, item in value.items()]
            return f"{{{','.join(pairs)}{blank}}}"
        case list():
            items = [f"{blank}{draw(written(item))}" for item in value]
            return f"[{','.join(items)}{draw(AFTER_ITEMS) if items else blank}]"
        case str():
            literal = "'" not in value and value.isprintable()
            return draw(st.sampled_from([f"'{value}'", f"'''{value}'''"])) if literal and blank else basic(value)
        case bool():
            return str(value).lower()
        case _:
            return repr(value)


def basic(text: str) -> str:
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


@given(documents())
def test_any_document(text: str):
    says_the_same(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a = 1\nb = \n", 2, 5),
        ("a = 1\r\nb = [1,\r\n", 2, 8),
        ("a = 1\na = 2\n", 2, 6),
        ("[a]\n[a]\n", 2, 3),
        ("a = 2026-02-30\n", 1, 5),
        (f"a = {'9' * 5000}\n", 1, 1),
        (f"a = {'[' * 10000}", 1, 1),
        ("\ufeffa = 1\n", 1, 1),
    ],
    ids=["value", "end", "key twice", "table twice", "no date", "digits", "depth", "byte order mark"],
)
def test_what_is_no_toml_has_a_place(text: str, line: int, column: int):
    found = read_toml(Source("shardlaw.toml", text))
    assert isinstance(found, Diagnostic)
    assert (found.code, found.position.line, found.position.column) == ("C210", line, column)

"""What the reader of simple YAML takes, it reads as the YAML parser does; the plans that ship are among it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shardlaw.diagnostics import Source
from shardlaw.plans.building import Builder
from shardlaw.plans.problems import UnreadableError
from shardlaw.plans.simple_yaml import read_simple_yaml
from shardlaw.plans.yaml_documents import read_yaml

ROOT = Path(__file__).resolve().parent.parent.parent
PLANS = sorted((ROOT / "examples").glob("*.yaml"))
TEXTS = [path.read_text("utf-8", "replace") for path in sorted((ROOT / "tests").rglob("*.yaml"))]


def agree(text: str) -> bool:
    """Whether the text was taken; if so, the parser has the same nodes and nothing to say."""
    simple = read_simple_yaml(text)
    if simple is None:
        return False
    builder = Builder(Source("plan.yaml", text))
    try:
        parsed = read_yaml(builder.problems.source, builder)
    except UnreadableError:
        parsed = None
    assert not builder.problems.diagnostics, builder.problems.diagnostics
    assert simple == parsed
    return True


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_example_plans_are_simple(path: Path):
    assert agree(path.read_text("utf-8"))


def test_all_documents_of_the_tests():
    assert sum(map(agree, TEXTS)) > len(TEXTS) / 20


SIMPLE = {
    "nested": "a:\n  b: 1\n  c:\n    d: x\ne: 2\n",
    "a sequence": "a:\n  - 1\n  - x y\n",
    "a sequence not indented": "a:\n- 1\n- {b: 2}\nc: 3\n",
    "mappings in a sequence": "a:\n  - b: 1\n    c: 2\n  - b: 3\n",
    "nesting behind a dash": "a:\n  -   b:\n        c: 1\n      d: 2\n",
    "flow": "a: {b: 1, c: [x, y z], d: {e: 2}}\n",
    "texts": "a: \"x: # y\"\nb: 'z {'\n",
    "comments": "# a\na: 1 # b\n\n  # c\nb: x#y\n",
    "colons": "a: x:y\nb: http://z\n",
    "no line end": "a: 1",
    "beyond ASCII": "a: x\u2248\u00e9 \U0001f600 y # \u2248 \U0001f600\nb: {c: '\U0001f600', d: 1}\n",
    "signs": "a: < 5%\nb: ~35 GB\nc: <= 2 s\n",
}
OTHER = {
    "an empty value": "a:\nb: 1\n",
    "nothing": "# only this\n",
    "a text over two lines": "a: x\n  y\n",
    "a literal": "a: |\n  x\n",
    "an anchor": "a: &x 1\n",
    "an alias": "a: *x\n",
    "a tag": "a: !!str 1\n",
    "a key twice": "a: 1\na: 2\n",
    "a key twice in flow": "a: {b: 1, b: 2}\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a directive": "%YAML 1.2\n---\na: 1\n",
    "a tab": "a:\t1\n",
    "a carriage return": "a: 1\r\n",
    "an escape": 'a: "\\n"\n',
    "a quote in quotes": "a: 'x''y'\n",
    "flow over two lines": "a: {b: 1,\n  c: 2}\n",
    "a comma at the end": "a: [1, ]\n",
    "empty flow": "a: {}\n",
    "no blank after a colon": "a:1\n",
    "a colon too many": "a: b: c\n",
    "a comment without a blank": 'a: "x"# y\n',
    "behind a text": 'a: "x" y\n',
    "back to no level": "a:\n    b: 1\n  c: 2\n",
    "a list at the root": "- 1\n- 2\n",
    "a dash in a mapping": "a: 1\n- 2\n",
    "a negative number": "a: -1\n",
    "beyond ASCII at the start of a text": "a: \u00e9\n",
    "what is not printed": "a: x\u00a0y\n",
    "a line end of Unicode": "a: x\u2028y\n",
    "a byte order mark": "\ufeffa: x\n",
    "too deep": "".join(f"{' ' * level}a:\n" for level in range(70)) + " " * 70 + "a: 1\n",
}


@pytest.mark.parametrize("name", SIMPLE)
def test_what_is_simple(name: str):
    assert agree(SIMPLE[name])


@pytest.mark.parametrize("name", OTHER)
def test_what_is_left_to_the_parser(name: str):
    assert name == "a list at the root" or read_simple_yaml(OTHER[name]) is None
    agree(OTHER[name])


LINES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["", "", "", "- ", "-  ", "# ", "-", "- - "]),
        st.sampled_from(["a: ", "b:", "c:  ", "d-e: ", "f : ", "g:h", "", "'a': ", "1: "]),
        st.sampled_from(
            [
                *(
                    "",
                    "1",
                    "x",
                    "x y",
                    "x # y",
                    "x #",
                    "x#y",
                    "x: y",
                    "x:",
                    "x:y",
                    "'x'",
                    '"x"',
                    '"x" # y',
                    "'x' y",
                    "''",
                ),
                *(
                    "{a: 1}",
                    "{a: 1, b: x y}",
                    "{a: 1,b: 2}",
                    "{a: 1 , b: 2 } # c",
                    "{}",
                    "{a}",
                    "{a: }",
                    "{a:1}",
                    "{a: 1",
                ),
                *(
                    "[1, 2]",
                    "[x y, z]",
                    "[[1], {a: 1}]",
                    "[]",
                    "[a: 1]",
                    "[1 2",
                    "[x #y]",
                    "{a: x}}",
                    "[1]]",
                    "{a: 1} b",
                ),
                *(
                    "~",
                    "null",
                    "< 5%",
                    "-1",
                    "?",
                    "? x",
                    "|",
                    ">",
                    "&a",
                    "*a",
                    "!a",
                    "%a",
                    "@a",
                    "`a",
                    "<<",
                    "=",
                    "x  y ",
                ),
            ]
        ),
    ).map(lambda parts: f"{'  ' * parts[0]}{parts[1]}{parts[2]}{parts[3]}"),
    min_size=1,
    max_size=6,
)


@settings(max_examples=600, deadline=None)
@given(LINES)
@example(["a:", "- b: 1", "  c: 2"])
def test_whatever_is_taken_is_read_alike(lines: list[str]):
    agree("\n".join(lines) + "\n")
    agree("\n".join(lines))

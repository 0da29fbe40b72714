"""Patterns: the meaning of `re.fullmatch`, in time linear in the text, and nothing outside the subset."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shardlaw.language.patterns import Pattern, Refused, read_pattern

CHARACTERS = st.sampled_from(["a", "b", "c", "-", r"\.", r"\d", ".", "[ab]", "[^a]", r"[a-c\d-]", r"\w", r"\S"])
BOUNDED = st.sampled_from(["", "?", "{2}", "{0,2}", "{1,3}", "{0}"])
UNBOUNDED = st.sampled_from(["*", "+", "{2,}", "{0,}"])


@st.composite
def patterns(draw, *, depth: int = 2, unbounded: bool = True) -> str:
    """A pattern of the subset: below an unbounded repetition there is no other."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        repeats = unbounded and draw(st.booleans())
        if depth and draw(st.booleans()):
            inner = draw(patterns(depth=depth - 1, unbounded=unbounded and not repeats))
            if draw(st.booleans()):
                inner += "|" + draw(patterns(depth=depth - 1, unbounded=unbounded and not repeats))
            atom = f"({draw(st.sampled_from(['', '?:']))}{inner})"
        else:
            atom = draw(CHARACTERS)
        parts.append(atom + draw(UNBOUNDED if repeats else BOUNDED))
    return "".join(parts)


@settings(deadline=None)
@given(patterns(), st.text(alphabet="abc-.1_ \né", max_size=5))
def test_a_pattern_means_what_fullmatch_means(pattern: str, text: str):
    read = read_pattern(pattern)
    if isinstance(read, Refused):
        assert "too large" in read.construct
    else:
        assert read.matches(text) == (re.fullmatch(pattern, text) is not None)


@settings(deadline=None)
@given(st.text(alphabet=r"ab()[]{}|*+?.\^$-,:=!<1d", max_size=12))
def test_any_text_is_read_or_refused_at_a_place(text: str):
    read = read_pattern(text)
    if isinstance(read, Refused):
        assert 0 <= read.start < read.end <= len(text)
    else:
        assert read.matches("ab") == (re.fullmatch(text, "ab") is not None)


REFUSED = [
    ("(a)\\1", "back", r"\1"),
    ("a(?=b)", "look", "(?="),
    ("a(?!b)", "look", "(?!"),
    ("(?<=a)b", "look", "(?<="),
    ("(?P<x>a)", "named", "(?P"),
    ("(?i)a", "flag", "(?i"),
    ("^a", "anchor", "^"),
    ("a$", "anchor", "$"),
    (r"a\b", "escape", r"\b"),
    ("a*?", "lazy", "*?"),
    ("a++", "repetition of a repetition", "++"),
    ("(a+)+", "inside another", "(a+)+"),
    ("((ab*)c){2,}", "inside another", "((ab*)c){2,}"),
    ("*a", "nothing", "*"),
    ("a{2", "`{`", "{2"),
    ("a{3,2}", "before its start", "{3,2}"),
    ("(ab", "unclosed `(`", "("),
    ("a)b", "unopened", ")"),
    ("[ab", "unclosed `[`", "["),
    ("[b-a]", "before its start", "b-a"),
    ("(a{100}){100}", "too large", "(a{100}){100}"),
    ("(" * 30 + "a" + ")" * 30, "inside too many", "("),
]


@pytest.mark.parametrize(("pattern", "construct", "place"), REFUSED)
def test_what_is_refused_is_named_and_placed(pattern: str, construct: str, place: str):
    read = read_pattern(pattern)
    assert isinstance(read, Refused)
    assert construct in read.construct
    assert pattern[read.start : read.end] == place


def test_texts_that_make_others_backtrack_end_soon():
    pattern = read_pattern("(a|a|aa)*(b|a?c)*.*x.*y")
    assert isinstance(pattern, Pattern)
    assert not pattern.matches("a" * 2000 + "x" * 2000)

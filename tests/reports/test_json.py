"""The canonical bytes of a report."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from shardlaw.reports.json import encode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_is_encoded_reads_back_and_does_not_depend_on_the_order_of_keys(report):
    encoded = encode(report)
    assert json.loads(encoded) == report
    assert encode(dict(reversed(report.items()))) == encoded
    assert encoded.endswith(b"\n")
    assert b"\r" not in encoded


def test_a_lone_surrogate_is_escaped():
    assert encode({"name": "\ud800ä"}) == b'{\n  "name": "\\ud800\xc3\xa4"\n}\n'


def test_keys_are_sorted_and_indented():
    assert encode({"b": [1], "a": {}}) == b'{\n  "a": {},\n  "b": [\n    1\n  ]\n}\n'

"""Values under a source line: every value under its part, none touching another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shardlaw.reports.drawing import draw

MARGIN = len("    1 | ")
PARTS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 12)), min_size=1, max_size=6)


def place(column: int, end: int) -> dict:
    return {"file": "a.law", "line": 1, "column": column, "end_line": 1, "end_column": end}


@given(PARTS)
def test_every_value_stands_alone_under_its_part(parts: list[tuple[int, int]]):
    line, facts = "", []
    for width, length in parts:
        start = len(line)
        line += "x" * width + " "
        text = str(len(facts)) * length
        facts.append({"kind": "fact", "label": "x", "source": place(start + 1, start + 1 + width), "text": text})
    whole = place(1, len(line))
    operands = [{**fact, "value": 1, "unit": "", "operands": []} for fact in facts]
    trace = {
        "kind": "list",
        "label": "list",
        "source": whole,
        "value": [],
        "unit": "",
        "text": "",
        "operands": operands,
    }
    drawn = draw(whole, trace, {"1": line})
    rows = [row[MARGIN:] for row in drawn[1:]]
    assert drawn[0][MARGIN:] == line.rstrip()
    assert set(rows[0]) <= {"|", " "}
    for fact in facts:
        column = fact["source"]["column"] - 1
        (number,) = [
            at for at, row in enumerate(rows) if fact["text"] in row.split() and row.find(fact["text"]) == column
        ]
        assert all(row[column] == "|" for row in rows[:number])
    assert sorted(word for row in rows for word in row.split() if word != "|") == sorted(f["text"] for f in facts)


def test_of_two_values_at_one_place_the_outer_one_is_drawn():
    inner = {"kind": "fact", "label": "a.b", "source": place(1, 4), "value": 1, "unit": "", "text": "1", "operands": []}
    outer = {**inner, "kind": "formula", "label": "f", "text": "2", "operands": [inner]}
    assert draw(place(1, 4), outer, {"1": "a.b"}) == ["    1 | a.b", "      | |", "      | 2"]


def test_lines_that_are_not_quoted_are_left_out():
    assert draw(place(1, 4), None, {}) == []

"""Values under a source line: every value under its part, none touching another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shardlaw.reports.drawing import draw
from shardlaw.reports.prose import WIDTH

MARGIN = len("    1 | ")
PARTS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 12)), min_size=1, max_size=6)


def place(column: int, end: int) -> dict:
    return {"file": "a.law", "line": 1, "column": column, "end_line": 1, "end_column": end}


def of_list(source: dict, operands: list[dict]) -> dict:
    return {
        "kind": "list",
        "label": "list",
        "source": source,
        "value": [],
        "unit": "",
        "text": "",
        "operands": operands,
    }


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
    drawn = draw(whole, of_list(whole, operands), {"1": line})
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


@given(
    st.lists(
        st.sampled_from(["phase.gpus", "and", "or", "==", "16", "claims.throughput_per_gpu"]), min_size=1, max_size=40
    )
)
def test_a_wide_line_goes_on_below_with_all_its_words_and_values(words: list[str]):
    line = f"  require  {' '.join(words)}"
    whole = place(12, len(line) + 1)
    operands = []
    for number, word in enumerate(words):
        start = 12 + sum(len(before) + 1 for before in words[:number])
        shown = {"kind": "fact", "label": word, "source": place(start, start + len(word)), "text": f"v{number}"}
        operands.append({**shown, "value": 1, "unit": "", "operands": []})
    drawn = draw(whole, of_list(whole, operands), {"1": line})
    said = " ".join(row[MARGIN:] for row in drawn).split()
    assert all(len(row) <= WIDTH for row in drawn)
    assert [word for word in said if word in {"require", *words}] == line.split()
    assert sorted(word for word in said if word.startswith("v")) == sorted(f"v{number}" for number in range(len(words)))
    assert drawn[0].startswith("    1 | ")
    assert all(row.startswith("      | ") for row in drawn[1:])


def test_a_value_that_would_stand_out_begins_further_left():
    line = f"  require  {'x' * 50} y"
    fact = {
        "kind": "fact",
        "label": "y",
        "source": place(63, 64),
        "value": 1,
        "unit": "",
        "text": "z" * 30,
        "operands": [],
    }
    drawn = draw(place(12, 64), fact, {"1": line})
    assert drawn[1:] == ["      | " + " " * 62 + "|", "      | " + " " * 42 + "z" * 30]

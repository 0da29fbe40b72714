"""Every published number by its own check, and every row computed once."""

from __future__ import annotations

import os

import pytest
from tests.domain.golden.judging import judge, pairs, stale, unclear
from tests.domain.golden.rows import OTHER_ROWS, Mapping, Row
from tests.test_docs import DOCS, made_by

KEPT = pytest.mark.skipif(OTHER_ROWS in os.environ, reason="this is about the rows that are kept here")


@pytest.mark.parametrize(("row", "mapping"), pairs(), ids=lambda part: getattr(part, "id", ""))
def test_a_published_number(row: Row, mapping: Mapping) -> None:
    case = judge(row, mapping)
    assert case.holds, case.reason


def test_every_row_has_one_mapping_or_a_reason_to_have_none() -> None:
    assert unclear() == []


@KEPT
def test_every_reason_is_about_some_row() -> None:
    assert stale() == []


@KEPT
def test_the_page_of_accuracy_shows_what_comes_out(golden) -> None:
    golden(DOCS / "accuracy.md", made_by("make_accuracy").page())


def test_the_page_of_formulas_shows_what_is_shipped(golden) -> None:
    golden(DOCS / "formulas.md", made_by("make_formulas").page())

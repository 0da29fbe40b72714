"""The grammar is LALR(1) without conflicts or colliding terminals, and the stored tables are its tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lark
import pytest

from shardlaw.diagnostics import Source
from shardlaw.language.grammar import build, generate
from shardlaw.language.lexing import SOFT, SPECIAL, Token, keywords
from shardlaw.language.parser import parse
from shardlaw.language.tables import FOLDER, TABLES, tables
from shardlaw.language.texts import Texts
from shardlaw.language.transform import Transformer
from shardlaw.language.units import units_table

FILES = sorted((Path(__file__).parents[1] / "data" / "law").glob("*.law"))


class Methods:
    """A transformer of ours for Lark's own parser, which gives it the same symbols."""

    transformer: Transformer

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(Transformer, name):
            raise AttributeError(name)
        return lambda children: getattr(self.transformer, name)(*map(ours, children))


def ours(symbol: Any) -> Any:
    if not isinstance(symbol, lark.Token):
        return symbol
    assert symbol.start_pos is not None
    assert symbol.end_pos is not None
    return Token(symbol.type, str(symbol), symbol.start_pos, symbol.end_pos)


@pytest.fixture(scope="module")
def methods() -> Methods:
    return Methods()


@pytest.fixture(scope="module")
def reference(methods: Methods) -> lark.Lark:
    """Lark's own lexer and parser; `strict` refuses every conflict and every collision of terminals."""
    return build(strict=True, lexer="contextual", transformer=methods)


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    assert (FOLDER / TABLES).read_text("utf-8") == generate(), "run python -m shardlaw.language.grammar"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lark_itself_reads_the_same_tree(path: Path, reference: lark.Lark, methods: Methods) -> None:
    source = Source(path.name, path.read_text("utf-8"))
    parsed = parse(source)
    assert parsed.diagnostics == ()
    holes = iter([part for template in templates(parsed.file) for part in template.parts if not isinstance(part, str)])

    def next_hole(_at: int, _end: int) -> Any:
        hole = next(holes)
        return hole, hole.span.end

    methods.transformer = Transformer(source, pytest.fail, Texts(source, pytest.fail, next_hole))
    assert reference.parse(source.text, start="file") == parsed.file


def templates(node: Any) -> list[Any]:
    """The texts with holes inside a node, in the order of the source."""
    if type(node).__name__ == "Template":
        return [node]
    children = node if isinstance(node, tuple) else [getattr(node, slot) for slot in getattr(node, "__slots__", ())]
    return [found for child in children if not isinstance(child, str) for found in templates(child)]


def test_no_state_takes_two_readings_of_a_word() -> None:
    """A word is a name, a name of one special kind, or a keyword: which one, the state alone decides."""
    for row in tables().actions:
        special = [name for name in SPECIAL if name in row and name != "UNIT"]
        assert len(special) + ("NAME" in row) <= 1
        assert not (special and keywords() & set(row))
        assert not ("NAME" in row and SOFT & set(row))


def test_no_unit_is_a_keyword() -> None:
    spellings = {symbol for symbol, aliases, _, _ in units_table() for symbol in (symbol, *aliases)}
    assert not spellings & keywords()

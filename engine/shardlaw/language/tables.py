"""The parser's tables, as `grammar.py` stored them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from shardlaw.dataclass import dataclass

FOLDER = Path(__file__).parent
GRAMMAR = "law.lark"
TABLES = "law.tables.json"
STARTS = ("file", "expression", "hole")
END = "END"


@dataclass(frozen=True, slots=True)
class Reduction:
    """A rule of the grammar: its symbol, how many symbols it stands for, and the transformer's method.

    A rule without a method has one symbol on its right and passes that symbol's value on.
    """

    symbol: str
    size: int
    method: str


@dataclass(frozen=True, slots=True)
class Tables:
    """An LALR(1) automaton.

    `actions[state][terminal]` is the state to go to, or `~n`: reduce by rule `n`. Shifting `END` accepts. A
    terminal is a keyword or sign as it is written, or the name of a pattern.
    """

    starts: dict[str, int]
    patterns: dict[str, str]
    rules: tuple[Reduction, ...]
    actions: tuple[dict[str, int], ...]
    gotos: tuple[dict[str, int], ...]


@cache
def tables() -> Tables:
    """The tables of edition 2026, read once for each process."""
    stored = json.loads((FOLDER / TABLES).read_text("utf-8"))
    return Tables(
        starts=stored["starts"],
        patterns=stored["patterns"],
        rules=tuple(Reduction(*rule) for rule in stored["rules"]),
        actions=tuple(stored["actions"]),
        gotos=tuple(stored["gotos"]),
    )

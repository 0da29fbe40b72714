"""The text of a policy as tokens, chosen by what the parser may take next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from shardlaw.diagnostics import Span
from shardlaw.language.tables import END, tables
from shardlaw.language.tree import Word

# Keywords that stand only where no name can; everywhere else they are names like any other.
SOFT = frozenset(
    {"as", "at", "class", "engine", "from", "known", "one", "plugin", "rounds", "saying", "to", "version", "with"}
)

# Patterns that are tried before the others where the parser can take them.
SPECIAL = ("UNIT", "MEMBER", "PATH", "ID", "VERSION", "TYPE", "FORMAT")

# The groups of a scanner whose text may be a terminal of its own: a keyword or a sign.
FIXED = frozenset({"NAME", "UNIT", "SIGN"})

# A text inside a hole: in a text of one line its quotes are escaped, in one of several lines they are not.
_INNER_STRING = r'\\"[^"\\\n]*\\"|"[^"\\\n]*"'


@dataclass(slots=True)
class Token:
    """A piece of the text. `kind` is a terminal of the tables: a pattern's name, or the keyword or sign itself."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def word(self) -> Word:
        return Word(self.text, self.span)


Scanner = Callable[..., re.Match[str] | None]  # (text, position[, end]); the group that matched is the token


@cache
def scanners(*, hole: bool) -> Sequence[Scanner]:
    """For each state of the parser what finds the next token there.

    In a hole, `}` and the end of the text around it are the end, and there are no comments.
    """
    return tuple(_scanner(tuple(name for name in SPECIAL if name in row), hole=hole) for row in tables().actions)


@cache
def _scanner(special: tuple[str, ...], *, hole: bool) -> Scanner:
    patterns = dict(tables().patterns)
    signs = {symbol for symbol in fixed_terminals() if not symbol.isalpha()}
    if hole:
        patterns["STRING"] = _INNER_STRING
        signs.discard("}")
    sign = "|".join(re.escape(each) for each in sorted(signs, key=lambda each: (-len(each), each)))
    groups = {name: patterns[name] for name in (*special, "NAME", "NUMBER", "STRING", "COMPARE")}
    groups |= {"SIGN": sign, END: r"\}|\Z" if hole else r"\Z"}
    alternatives = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items())
    return re.compile(f"(?:{_skipped(hole=hole)})*+(?:{alternatives})").match


def blanks(text: str, at: int, end: int, *, hole: bool) -> int:
    """Where the blanks that begin at `at`, and outside of holes the comments, end; `end` at the latest."""
    match = _blanks(hole=hole)(text, at, end)
    return match.end() if match else at


@cache
def _blanks(*, hole: bool) -> Scanner:
    return re.compile(f"(?:{_skipped(hole=hole)})*+").match


def _skipped(*, hole: bool) -> str:
    patterns = tables().patterns
    return patterns["BLANK"] if hole else f"{patterns['BLANK']}|{patterns['COMMENT']}"


def plain_scanner() -> Scanner:
    """Finds the next token as it is where the parser can take no special pattern."""
    return _scanner((), hole=False)


def token_of(match: re.Match[str]) -> Token:
    """The token that a scanner found. Where a keyword is soft, the parser may still take it as a name."""
    group = match.lastgroup or END
    text = match[group]
    kind = fixed_terminals().get(text, group) if group in FIXED else group
    return Token(kind, text, match.end() - len(text), match.end())


@cache
def fixed_terminals() -> dict[str, str]:
    """The keywords and signs, each as its own terminal."""
    named = {*tables().patterns, END}
    return {symbol: symbol for row in tables().actions for symbol in row if symbol not in named}


@cache
def keywords() -> frozenset[str]:
    return frozenset(symbol for symbol in fixed_terminals() if symbol.isalpha())

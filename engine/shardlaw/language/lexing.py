"""The text of a policy as tokens, chosen by what the parser may take next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from shardlaw.dataclass import dataclass
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
    """For each state of the parser what finds the token that it most likely takes there.

    Where one finds nothing, `plain_scanner` says what stands there instead.
    """
    return tuple(_scanner(tuple(name for name in SPECIAL if name in row), hole=hole) for row in tables().actions)


@cache
def _scanner(special: tuple[str, ...], *, hole: bool) -> Scanner:
    if not special:
        return plain_scanner(hole=hole)
    groups = {name: tables().patterns[name] for name in special}
    return _compiled(groups | _plain_groups(hole=hole) if "UNIT" in groups else groups, hole=hole)


@cache
def plain_scanner(*, hole: bool) -> Scanner:
    """Finds the next token where the parser can take no special pattern.

    In a hole, `}` and the end of the text around it are the end, and there are no comments.
    """
    return _compiled(_plain_groups(hole=hole), hole=hole)


def _plain_groups(*, hole: bool) -> dict[str, str]:
    patterns = tables().patterns
    signs = {symbol for symbol in fixed_terminals() if not symbol.isalpha()} - ({"}"} if hole else set())
    return {
        "NAME": patterns["NAME"],
        "NUMBER": patterns["NUMBER"],
        "STRING": _INNER_STRING if hole else patterns["STRING"],
        "COMPARE": patterns["COMPARE"],
        "SIGN": "|".join(re.escape(each) for each in sorted(signs, key=lambda each: (-len(each), each))),
        END: r"\}|\Z" if hole else r"\Z",
    }


def _compiled(groups: dict[str, str], *, hole: bool) -> Scanner:
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

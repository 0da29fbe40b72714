"""After a syntax error: where the text goes on, and with which part of what was parsed."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.language.expectations import CLAUSE_WORDS
from shardlaw.language.lexing import Token, blanks, plain_scanner, token_of
from shardlaw.language.tables import END, tables

_DECLARATIONS = frozenset({"param", "sample", "rule", "formula"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parser stopped: its stacks, where the token before ended, and whether that is inside a hole."""

    source: Source
    states: Sequence[int]
    values: Sequence[object]
    behind: int
    hole: bool

    @property
    def previous(self) -> Token | None:
        """The token before, where it is not yet part of a value."""
        last = self.values[-1] if self.values else None
        return last if isinstance(last, Token) else None


Found = tuple[Diagnostic, Token | None]


def takes(states: Sequence[int], terminal: str) -> bool:
    """Whether the parser, with this stack, would shift the terminal."""
    return after(states, terminal) is not None


def after(states: Sequence[int], terminal: str) -> list[int] | None:
    """The stack once the parser has shifted the terminal; None where it does not take it."""
    grammar = tables()
    stack = list(states)
    while (action := grammar.actions[stack[-1]].get(terminal)) is not None:
        if action >= 0:
            return [*stack, action]
        rule = grammar.rules[~action]
        if rule.size:
            del stack[-rule.size :]
        stack.append(grammar.gotos[stack[-1]][rule.symbol])
    return None


def acceptable(states: Sequence[int]) -> list[str]:
    """Every terminal that the parser would shift."""
    return [terminal for terminal in tables().actions[states[-1]] if takes(states, terminal)]


def resume(states: list[int], values: list[object], text: str, at: int) -> int:
    """Skip to the next clause, declaration or closing brace from `at` on and cut the stacks to where it fits.

    A word begins a clause only as the first of its line, where it is not the name of a fact (`kind: ...`). Braces that
    open in the skipped text hold clauses and close there; only a declaration says that one was forgotten. Gives the
    position to go on at; -1: nothing fits any more.
    """
    open_braces = 0
    while (token := next_token(text, at)).kind != END:
        closes = token.kind == "}" and not open_braces
        if closes or (_begins_clause(token, text) and (token.kind in _DECLARATIONS or not open_braces)):
            depth = _where_it_fits(states, values, token, text)
            if depth:
                del states[depth:]
                del values[depth - 1 :]
                return token.start
        if token.kind == "{":
            open_braces += 1
        elif token.kind == "}":
            open_braces = max(0, open_braces - 1)
        at = token.end
    return -1


def clause_taken_for_fact(states: list[int], values: list[object], text: str) -> Token | None:
    """Take back a keyword that begins a line and was read as the path of a fact: braces before it were not closed."""
    last = values[-1] if values else None
    if (
        isinstance(last, Token)
        and last.kind == "PATH"
        and last.text in CLAUSE_WORDS
        and first_on_line(last.start, text)
    ):
        states.pop()
        values.pop()
        return Token(last.text, last.text, last.start, last.end)
    return None


def next_token(text: str, at: int) -> Token:
    """The token that begins behind the blanks at `at`; one without a kind where none does."""
    match = plain_scanner(hole=False)(text, at)
    if match is not None:
        return token_of(match)
    start = blanks(text, at, len(text), hole=False)
    end = text.find("\n", start) if text[start] == '"' else start + 1
    return Token("", text[start : start + 1], start, end if end > start else len(text))


def _where_it_fits(states: list[int], values: list[object], token: Token, text: str) -> int:
    """How much of the stack to keep; 0: the token fits nowhere.

    A section whose `}` was read is not opened again. A `}` closes a brace of its own line, or begins its line.
    """
    for depth in range(len(states), 0, -1):
        if takes(states[:depth], token.kind) and (token.kind != "}" or _closes(values[: depth - 1], token, text)):
            return depth
        removed = values[depth - 2] if depth > 1 else None
        if isinstance(removed, Token) and removed.kind == "}":
            return 0
    return 0


def _closes(values: list[object], token: Token, text: str) -> bool:
    opening = next((v for v in reversed(values) if isinstance(v, Token) and v.kind == "{"), None)
    same_line = opening is not None and "\n" not in text[opening.start : token.start]
    return same_line != first_on_line(token.start, text)


def first_on_line(start: int, text: str) -> bool:
    """Whether only blanks stand between the beginning of the line and `start`."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _begins_clause(token: Token, text: str) -> bool:
    return (
        token.kind in CLAUSE_WORDS
        and first_on_line(token.start, text)
        and text[token.end : token.end + 1] not in {":", ".", "["}
    )

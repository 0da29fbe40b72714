"""Which diagnostic a syntax error is, and, where it is plain what was meant, the token to go on with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shardlaw.diagnostics import Diagnostic, Label, Source, Span, closest
from shardlaw.language import expectations
from shardlaw.language.expectations import CLAUSE_WORDS
from shardlaw.language.lexing import SOFT, Token, keywords
from shardlaw.language.recovery import acceptable, first_on_line, takes
from shardlaw.language.tables import END

# What other languages write -> the same here. An empty text: nothing stands there.
_SLIPS = {
    "&&": "and",
    "||": "or",
    "!": "not",
    "<>": "!=",
    "===": "==",
    "=": "==",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~=",
    "**": "^",
    "×": "*",  # noqa: RUF001
    "·": "*",
    "÷": "/",
    "−": "-",  # noqa: RUF001
    ":=": "=",
    "==": "=",
    "=>": "->",
    "→": "->",
    ";": "",
}
_SLIP = re.compile("|".join(re.escape(slip) for slip in sorted(_SLIPS, key=lambda slip: (-len(slip), slip))))
_FOREIGN_COMMENT = re.compile(r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)")
_FOREIGN_QUOTES = re.compile(r"'[^'\n]*'|[“”„][^“”„\n]*[“”]|`[^`\n]*`")
_FOREIGN_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER_LIKE = re.compile(r"[0-9A-Za-z_.]+")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def unreadable(source: Source, at: int, states: Sequence[int]) -> tuple[Diagnostic, Token | None]:
    """For a place where no token begins: what is wrong, and the token to go on with."""
    text = source.text
    if text.startswith('"', at):
        return _open_text(source, at)
    slip = slip_at(source, at, states)
    if slip is not None:
        return slip
    quotes = _FOREIGN_QUOTES.match(text, at)
    if quotes is not None:
        meant = f'"{quotes[0][1:-1]}"'
        arguments = {"written": quotes[0], "meant": meant}
        return Diagnostic("L107", source, Span(*quotes.span()), arguments), Token("STRING", '""', *quotes.span())
    word = _FOREIGN_WORD.match(text, at)
    if word is not None:
        return Diagnostic("L108", source, Span(*word.span()), {"word": word[0]}), Token("NAME", word[0], *word.span())
    character = text[at]
    arguments = {"character": character if character.isprintable() else "?", "code": f"U+{ord(character):04X}"}
    return Diagnostic("L101", source, Span(at, at + 1), arguments), None


def slip_at(source: Source, at: int, states: Sequence[int]) -> tuple[Diagnostic, Token | None] | None:
    """The habit of another language that begins at `at`, if there is one and what it means here can stand there."""
    comment = _FOREIGN_COMMENT.match(source.text, at)
    if comment is not None:
        return Diagnostic("L109", source, Span(at, at + 2)), Token("", "", *comment.span())
    slip = _SLIP.match(source.text, at)
    if slip is None:
        return None
    meant = _SLIPS[slip[0]]
    span = Span(*slip.span())
    if not meant:
        return Diagnostic("L107", source, span, {"written": slip[0]}), Token("", "", *slip.span())
    kind = "COMPARE" if meant in _COMPARISONS else meant
    if not takes(states, kind):
        return None
    return Diagnostic("L107", source, span, {"written": slip[0], "meant": meant}), Token(kind, meant, *slip.span())


def unexpected(source: Source, states: Sequence[int], values: Sequence[object], token: Token) -> Diagnostic:
    """For a token that cannot stand where it does."""
    terminals = acceptable(states)
    expected = expectations.expected(terminals)
    opening = _innermost_opening(values)
    labels = () if opening is None else (Label(opening.span, "opened here"),)
    arguments = {"found": expectations.found(token), "expected": expected}
    previous = values[-1] if values else None

    if isinstance(previous, Token) and previous.kind in ("NUMBER", "UNIT") and previous.end == token.start:
        return _bad_number(source, previous, token)
    if token.kind == "." and {"NUMBER", "NAME"} <= set(terminals):
        return _bad_number(source, token, token)
    if opening is not None and opening.kind != "{" and _CLOSERS[opening.kind] in terminals and _ends(token, source):
        closer = _CLOSERS[opening.kind]
        return Diagnostic(
            "L114", source, token.span, arguments | {"opening": opening.kind, "closing": closer}, labels=labels
        )
    if token.kind == END:
        return Diagnostic("L111", source, token.span, arguments, labels=labels)
    if states and terminals == ["edition"]:
        return Diagnostic("L120", source, token.span, arguments)
    if "within" in terminals and _pending(values, "~="):
        return Diagnostic("L116", source, token.span, arguments)
    if token.kind in keywords() - SOFT and "NAME" in terminals and not first_on_line(token.start, source.text):
        return Diagnostic("L113", source, token.span, {"word": token.text, **arguments})
    candidates: tuple[str, ...] = ()
    if token.text.replace("_", "a").isalpha():
        candidates = closest(token.text, [each for each in terminals if each in keywords()])
        if CLAUSE_WORDS & set(terminals) and first_on_line(token.start, source.text):
            return Diagnostic("L112", source, token.span, {"word": token.text, **arguments}, candidates)
    return Diagnostic("L110", source, token.span, arguments, candidates)


def _open_text(source: Source, at: int) -> tuple[Diagnostic, Token]:
    text = source.text
    triple = text.startswith('"""', at)
    end = len(text) if triple else text.find("\n", at)
    end = len(text) if end < 0 else end
    quotes = '"""' if triple else '"'
    return Diagnostic("L102", source, Span(at, at + len(quotes)), {"quotes": quotes}), Token("STRING", '""', at, end)


def _bad_number(source: Source, first: Token, token: Token) -> Diagnostic:
    match = _NUMBER_LIKE.match(source.text, first.start)
    end = match.end() if match else token.end
    return Diagnostic("L104", source, Span(first.start, end), {"written": source.text[first.start : end]})


def _ends(token: Token, source: Source) -> bool:
    """Whether a bracket that is still open at this token was forgotten."""
    return token.kind in {END, ")", "]", "}"} or (
        token.kind in CLAUSE_WORDS and first_on_line(token.start, source.text)
    )


def _innermost_opening(values: Sequence[object]) -> Token | None:
    return next((v for v in reversed(values) if isinstance(v, Token) and v.kind in _CLOSERS), None)


def _pending(values: Sequence[object], kind: str) -> bool:
    """Whether the sign waits on the stack for the rest of its operator, with one operand after it at most."""
    return any(isinstance(value, Token) and value.kind == kind for value in values[-4:])

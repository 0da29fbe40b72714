"""What people write who come from other languages: no token here, or a token that cannot stand there."""

from __future__ import annotations

import re

from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language.expectations import CLAUSE_WORDS
from shardlaw.language.lexing import Token
from shardlaw.language.recovery import Found, Place, takes

# What other languages write -> what it may mean here; the first that can stand there is meant.
_SLIPS = {
    "&&": ("and",),
    "||": ("or",),
    "!": ("not",),
    "<>": ("!=",),
    "===": ("==",),
    "=": ("==", ":"),
    "≤": ("<=",),
    "≥": (">=",),
    "≠": ("!=",),
    "≈": ("~=",),
    "**": ("^",),
    "×": ("*",),  # noqa: RUF001
    "·": ("*",),
    "÷": ("/",),
    "%": ("mod",),
    "−": ("-",),  # noqa: RUF001
    ":": ("=",),
    ":=": ("=",),
    "==": ("=",),
    "=>": ("->",),
    "→": ("->",),
    "null": ("unknown",),
    "None": ("unknown",),
    "nil": ("unknown",),
}
_SLIP = re.compile(
    "|".join(
        f"{re.escape(slip)}(?!\\w)" if slip.isalpha() else re.escape(slip)
        for slip in sorted(_SLIPS, key=len, reverse=True)
    )
)
_FOREIGN_COMMENT = re.compile(r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)")
_FOREIGN_QUOTES = re.compile(r"'[^'\n]*'|[“”„][^“”„\n]*[“”]|`[^`\n]*`")
_WORD = re.compile(r"\w+")
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SKIP = ""  # the kind of a token for which nothing stands


def unreadable(place: Place, at: int, end: int) -> Found:
    """For a place where no token begins: what is wrong, and the token to go on with."""
    source, text = place.source, place.source.text
    if text.startswith('"', at) or (place.hole and text.startswith('\\"', at)):
        return _open_text(source, at, end)
    habit = habit_at(place, at)
    if habit is not None:
        return habit
    quotes = _FOREIGN_QUOTES.match(text, at)
    if quotes is not None:
        arguments = {"written": quotes[0], "meant": f'"{quotes[0][1:-1]}"'}
        return Diagnostic("L107", source, Span(*quotes.span()), arguments), Token("STRING", '""', *quotes.span())
    word = _WORD.match(text, at)
    if word is not None:
        start = at
        while text[start - 1 : start].isalnum() or text[start - 1 : start] == "_":
            start -= 1
        span = Span(start, word.end())
        kind = "NAME" if start == at else _SKIP
        return Diagnostic("L108", source, span, {"word": text[start : word.end()]}), Token(kind, word[0], *word.span())
    character = text[at]
    arguments = {"character": character if character.isprintable() else "?", "code": f"U+{ord(character):04X}"}
    return Diagnostic("L101", source, Span(at, at + 1), arguments), None


def habit_at(place: Place, at: int) -> Found | None:
    """The habit of another language that begins at `at`, where what it means here can stand."""
    source = place.source
    comment = _FOREIGN_COMMENT.match(source.text, at)
    if comment is not None:
        return Diagnostic("L109", source, Span(at, at + 2)), Token(_SKIP, "", *comment.span())
    if source.text.startswith(";", at):
        arguments = {"written": ";", "hint": "leave it out: a clause ends where the next one begins"}
        return Diagnostic("L107", source, Span(at, at + 1), arguments), Token(_SKIP, "", at, at + 1)
    slip = _SLIP.match(source.text, at)
    if slip is None:
        return None
    span = Span(*slip.span())
    for meant in _SLIPS[slip[0]]:
        kind = "COMPARE" if meant in _COMPARISONS else meant
        if takes(place.states, kind):
            return Diagnostic("L107", source, span, {"written": slip[0], "meant": meant}), Token(
                kind, meant, *slip.span()
            )
    previous = place.previous
    if slip[0] == ":" and previous is not None and previous.kind in CLAUSE_WORDS:
        arguments = {"written": f"{previous.text}:", "meant": previous.text}
        return Diagnostic("L107", source, Span(previous.start, at + 1), arguments), Token(_SKIP, "", at, at + 1)
    if slip[0] == "=" and place.values and previous is None:
        # The operands before `=` are closed already, because `=` follows an expression in a formula.
        return Diagnostic("L107", source, span, {"written": "=", "meant": "=="}), None
    return None


def _open_text(source: Source, at: int, end: int) -> Found:
    """A text that is not closed: one of one line ends with it, one of several lines with the file."""
    text = source.text
    quotes = next(quotes for quotes in ('"""', '"', '\\"') if text.startswith(quotes, at))
    stop = -1 if quotes == '"""' else text.find("\n", at, end)
    stop = end if stop < 0 else stop
    return Diagnostic("L102", source, Span(at, at + len(quotes)), {"quotes": quotes}), Token("STRING", '""', at, stop)

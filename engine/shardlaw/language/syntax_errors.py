"""Which diagnostic a syntax error is, and, where it is plain what was meant, the token to go on with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from shardlaw.diagnostics import Diagnostic, Label, Source, Span, alternatives, closest
from shardlaw.language import expectations
from shardlaw.language.expectations import CHOICES, CLAUSE_WORDS
from shardlaw.language.habits import habit_at, unreadable
from shardlaw.language.lexing import SOFT, SPECIAL, Token, keywords
from shardlaw.language.recovery import Found, Place, acceptable, after, first_on_line, next_token
from shardlaw.language.tables import END
from shardlaw.language.units import Unit, parse_unit

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_WITHIN = (",", ":", "=", "->")  # signs that are put in where they are missing between others
_BEFORE_AN_END = ("{", "}", ")", "]")  # and before a clause or a bracket that closes
_NEED_PARENTHESES = frozenset({"if", "every", "some", "the"})
_THOUSANDS = re.compile(r"(?<=[0-9]),[0-9]{3}\b")
_NUMBER_LIKE = re.compile(r"[0-9A-Za-z_.]+(?:,[0-9]+)*")


def diagnose(place: Place, token: Token | None, at: int, end: int) -> Found:
    """For a token that cannot stand at `at`, or for a text, up to `end`, where none begins there."""
    if token is None:
        return unreadable(place, at, end)
    return habit_at(place, at) or unexpected(place, token)


def unexpected(place: Place, token: Token) -> Found:
    """For a token that cannot stand where it does: the diagnostic, and a token to put before it, if one is missing."""
    source, previous = place.source, place.previous
    terminals = acceptable(place.states)
    on_new_line = first_on_line(token.start, source.text)
    found = expectations.found(token)
    expected = expectations.expected(terminals, hole=place.hole, brief=not on_new_line)
    if previous is not None and previous.kind in CHOICES:
        expected = alternatives(CHOICES[previous.kind])
    arguments = {"found": found, "expected": expected, "word": token.text}
    # What is missing is missing where the line before ended.
    gap = Span(place.behind, place.behind) if on_new_line and place.behind < token.start else token.span

    def report(code: str, span: Span = token.span, candidates: tuple[str, ...] = (), **more: str) -> Diagnostic:
        return Diagnostic(code, source, span, arguments | more, candidates, _labels(place, token, more.get("missing")))

    if previous is not None and previous.end == token.start:
        if previous.kind == "NUMBER" and token.kind in {"NAME", "NUMBER", "."}:
            return _bad_number(source, previous.start), None
        if previous.kind == "UNIT" and {"*", "/"} & set(previous.text):
            return report("L118", previous.span, unit=previous.text), None
        if previous.kind == "PATH" and token.kind == "[":
            return report("L143", Span(token.start, source.text.find("]", token.start) + 1 or token.end)), None
    if token.kind == "." and "NUMBER" in terminals:
        return _bad_number(source, token.start), None
    if _THOUSANDS.match(source.text, token.start):
        return _bad_number(source, _digits_before(source.text, token.start)), None
    if source.text[token.start - 1 : token.start] == '"' and token.kind not in _CLOSERS.values():
        return report("L115", Span(token.start - 1, token.start)), None
    if place.hole and token.kind == END:
        return _open_hole(place, token, report), None
    if terminals == ["edition"]:
        below = "" if token.kind != END else ', below it `policy my-policy version 0.1.0 { title "..." }`'
        return report("L120", below=below), None
    if previous is not None and previous.kind == "UNIT" and not isinstance(parse_unit(previous.text), Unit):
        candidates = closest(previous.text, sorted(_OPERATOR_WORDS))
        if candidates:
            return report("L110", previous.span, candidates, found=f"`{previous.text}`", expected="an operator"), None
    if token.kind in _NEED_PARENTHESES and "(" in terminals:
        return report("L119"), None
    if token.kind in keywords() - SOFT and "NAME" in terminals and not on_new_line:
        return report("L113"), None
    if token.kind == "NAME":
        words = [terminal for terminal in terminals if terminal in keywords()]
        candidates = closest(token.text, words) or tuple(word for word in words if token.text.startswith(word))
        if CLAUSE_WORDS & set(terminals) and on_new_line:
            return report("L112", candidates=candidates), None
        if candidates:
            return report("L110", candidates=candidates), None
        if "unknown" in terminals:
            return report("L144"), None
    missing = _missing(place, token, terminals)
    if missing is not None:
        inserted = Token(missing, '""' if missing == "STRING" else missing, token.start, token.start)
        return report("L114", gap, missing=expectations.in_words(missing)), inserted
    if "within" in terminals and any(isinstance(v, Token) and v.kind == "~=" for v in place.values[-4:]):
        return report("L116", gap), None
    if token.kind == END:
        return report("L111", unfinished="the text"), None
    if on_new_line and not _BOUNDARIES & set(terminals):
        return report("L111", gap, unfinished="this line"), None
    if token.kind in CLAUSE_WORDS and CLAUSE_WORDS & set(terminals) and on_new_line:
        return report("L112", belongs=expectations.belongs(token.text)), None
    return report("L110"), _surplus(place, token)


# Where one of them can stand, what the line before began is finished.
_BOUNDARIES = CLAUSE_WORDS - {"let"} | {"}", ","}
_OPERATOR_WORDS = frozenset(
    {"of", "mod", "div", "default", "and", "or", "implies", "in", "is", "not", "divides", "matches", "rounds", "within"}
    | {"then", "else", "where", "satisfies", "otherwise", "from"}
)


def _missing(place: Place, token: Token, terminals: list[str]) -> str | None:
    """The one sign, or text, with which the token and the one behind it make sense; None where none or several do."""
    following = next_token(place.source.text, token.end) if token.kind != END else None
    ends = token.kind in {*CLAUSE_WORDS, *_CLOSERS.values(), END}
    signs = terminals if terminals == ["STRING"] else _BEFORE_AN_END if ends else _WITHIN
    fitting = [sign for sign in signs if sign in terminals and _go_on(after(place.states, sign), token, following)]
    return fitting[0] if len(fitting) == 1 else None


def _surplus(place: Place, token: Token) -> Token | None:
    """A token to skip: a sign but for which the text goes on."""
    if token.kind not in {",", ":", "(", ")", "]", "."}:
        return None
    following = next_token(place.source.text, token.end)
    fits = _go_on(list(place.states), following, None) if following.kind else False
    return Token("", token.text, token.start, token.end) if fits else None


def _go_on(states: list[int] | None, token: Token, following: Token | None) -> bool:
    """Whether the parser takes both tokens; the second one may be a name of a special kind there."""
    kinds = ("NAME", "PATH") if token.kind == "NAME" else (token.kind,)
    states = states and _after_any(states, kinds)
    if not states or following is None or not following.kind:
        return bool(states)
    return (
        _after_any(states, (following.kind, *SPECIAL) if following.text[:1].isalnum() else (following.kind,))
        is not None
    )


def _after_any(states: list[int], kinds: Sequence[str]) -> list[int] | None:
    return next((stack for kind in kinds if (stack := after(states, kind)) is not None), None)


def _open_hole(place: Place, token: Token, report: Callable[..., Diagnostic]) -> Diagnostic:
    if not token.text:
        return report("L152")
    return report("L110" if place.values else "L153")


def _bad_number(source: Source, start: int) -> Diagnostic:
    match = _NUMBER_LIKE.match(source.text, start)
    end = match.end() if match else start + 1
    return Diagnostic("L104", source, Span(start, end), {"written": source.text[start:end]})


def _digits_before(text: str, at: int) -> int:
    while text[at - 1 : at].isdigit():
        at -= 1
    return at


def _labels(place: Place, token: Token, missing: str | None) -> tuple[Label, ...]:
    """Where the bracket opens that should have been closed."""
    opening = _innermost_opening(place.values)
    if opening is None:
        return ()
    forgotten = missing == f"`{_CLOSERS[opening.kind]}`" or token.kind == END
    mismatched = token.kind in _CLOSERS.values() and opening.kind != "{"
    return (Label(opening.span, "opened here"),) if forgotten or mismatched else ()


def _innermost_opening(values: Sequence[object]) -> Token | None:
    closed = 0
    for value in reversed(values):
        if isinstance(value, Token) and value.kind in _CLOSERS.values():
            closed += 1
        elif isinstance(value, Token) and value.kind in _CLOSERS:
            if not closed:
                return value
            closed -= 1
    return None

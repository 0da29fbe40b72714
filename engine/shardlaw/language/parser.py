"""Text of a policy, a library or an expression to its syntax tree."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language import tree
from shardlaw.language.collector import collector_paused
from shardlaw.language.lexing import FIXED, SOFT, Token, blanks, fixed_terminals, plain_scanner, scanners
from shardlaw.language.tables import END, tables
from shardlaw.language.texts import Texts
from shardlaw.language.transform import Transformer
from shardlaw.language.transform_expressions import DEEPEST, HoleParts

# Symbols that wait on the parser's stack for their end: brackets and operators, about three for each level.
_HIGHEST_STACK = 320

_MOST_ERRORS = 100  # nobody reads more, and each costs more than many tokens

# What no text may hold: control characters, marks that change the order of what is shown, halves of characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]|\r(?!\n)"
)
_ADVICE = {
    "\ufeff": "save the file as UTF-8 without a byte order mark",
    "\r": "end lines with a line feed, or a carriage return and a line feed",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree, or None where an error was found, and all that was found."""

    file: tree.Policy | tree.Library | None
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source) -> Parsed:
    """The policy or library that a `.law` file holds. Never raises for a text, whatever it is."""
    value, diagnostics = _Run(source).whole("file")
    return Parsed(value, diagnostics)


def parse_expression(source: Source) -> tuple[tree.Expression | None, tuple[Diagnostic, ...]]:
    """One expression, as `eval` and `--param` take it."""
    run = _Run(source)
    value, diagnostics = run.whole("expression")
    if value is not None:
        run.transformer.bounded(value)
        diagnostics = tuple(run.diagnostics)
    return None if diagnostics else value, diagnostics


class _Run:
    """One text on its way through the automaton."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self._mended = 0  # errors after which parsing went on
        self._consequence = -1  # where an error is no news: right behind a token that was put in for another
        self.transformer = Transformer(source, self._report, Texts(source, self._report, self._hole))
        grammar = tables()
        reductions = [
            (rule.symbol, rule.size, getattr(self.transformer, rule.method) if rule.method else None)
            for rule in grammar.rules
        ]
        self._machine = (grammar.actions, grammar.gotos, reductions, _chains(), fixed_terminals())
        self._starts, self._accepted = grammar.starts, len(grammar.actions) - 1
        self._scanners = [(scanners(hole=hole), plain_scanner(hole=hole)) for hole in (False, True)]

    def _report(self, diagnostic: Diagnostic) -> None:
        if len(self.diagnostics) < _MOST_ERRORS:
            self.diagnostics.append(diagnostic)

    def whole(self, start: str) -> tuple[Any, tuple[Diagnostic, ...]]:
        """The value of the whole text, None where anything is wrong, and what that is."""
        forbidden = _FORBIDDEN.search(self.source.text)
        if forbidden is not None:
            code = f"U+{ord(forbidden[0]):04X}"
            advice = _ADVICE.get(forbidden[0], "remove it")
            return None, (Diagnostic("L100", self.source, Span(*forbidden.span()), {"code": code, "advice": advice}),)
        with collector_paused():
            value, _ = self._parse(start, 0, len(self.source.text), hole=False)
        diagnostics = tuple(sorted(self.diagnostics, key=lambda diagnostic: diagnostic.sort_key))
        return None if diagnostics else value, diagnostics

    def _hole(self, at: int, end: int) -> tuple[tree.Hole | None, int]:
        """The hole that opens before `at` in a text that ends at `end`, None after an error; and what follows it."""
        parts, after = self._parse("hole", at, end, hole=True)
        if parts is not None and self.source.text[after - 1] != "}":
            self._report(Diagnostic("L152", self.source, Span(at - 1, at)))
        if parts is None:
            closing = self.source.text.find("}", at, end)
            return None, closing + 1 if closing >= 0 else end
        expression, unit, form = cast("HoleParts", parts)
        return tree.Hole(Span(at - 1, after), self.transformer.bounded(expression), unit, form), after

    def _parse(self, start: str, at: int, end: int, *, hole: bool) -> tuple[object | None, int]:
        """The value of a start symbol, None after an error that cannot be mended, and the position after it."""
        actions, gotos, reductions, chains, terminals = self._machine
        (scan, plain), text, accepted = self._scanners[hole], self.source.text, self._accepted
        states: list[int] = [self._starts[start]]
        values: list[object] = []
        meant: Token | None = None  # stands for a token that could not be read or cannot stand there
        while True:
            state = states[-1]
            if meant is None:
                match = scan[state](text, at, end) or plain(text, at, end)
                if match is None:
                    meant, at = self._mend(states, values, None, at, end, hole=hole)
                    if at < 0:
                        return None, end
                    continue
                kind = match.lastgroup or END
                word = match[kind]
                if kind in FIXED:
                    kind = terminals.get(word, kind)
                token = Token(kind, word, match.end() - len(word), match.end())
            else:
                token, meant = meant, None
                kind = token.kind
            action = actions[state].get(kind)
            if action is None and kind in SOFT:
                token.kind = kind = "NAME"
                action = actions[state].get(kind)
            while action is not None and action < 0:
                symbol, size, method = reductions[~action]
                if method is None:
                    key = (states[-2], state, kind)
                    state = chains[key] if key in chains else _follow(*key)
                    states[-1] = state
                else:
                    if size == 1:
                        states.pop()
                        value = method(values.pop())
                    elif size:
                        value = method(*values[-size:])
                        del values[-size:], states[-size:]
                    else:
                        value = method()
                    values.append(value)
                    state = gotos[states[-1]][symbol]
                    states.append(state)
                action = actions[state].get(kind)
            if action == accepted:
                return values[0], token.end
            if action is None or len(states) > _HIGHEST_STACK:
                meant, at = self._mend(states, values, token, at, end, hole=hole)
                if at < 0:
                    return None, end
                continue
            states.append(action)
            values.append(token)
            at = token.end

    def _mend(
        self, states: list[int], values: list[object], token: Token | None, at: int, end: int, *, hole: bool
    ) -> tuple[Token | None, int]:
        """Report that `token` cannot stand where it does, or that none begins at `at`.

        Gives what to go on with: a token that was meant there, or a position after the error (-1: there is none)
        with the stacks cut to what fits. The inside of a hole ends with its first error.
        """
        from shardlaw.language import recovery, syntax_errors  # noqa: PLC0415  a text without errors needs neither

        if token is not None:
            token = recovery.clause_taken_for_fact(states, values, self.source.text) or token
        behind, at = at, blanks(self.source.text, at, end, hole=hole) if token is None else token.start
        diagnostic, meant = Diagnostic("L117", self.source, Span(at, at + 1), {"limit": str(DEEPEST)}), None
        if len(states) <= _HIGHEST_STACK:
            place = recovery.Place(self.source, states, values, behind, hole)
            diagnostic, meant = syntax_errors.diagnose(place, token, at, end)
        if at != self._consequence:
            self._report(diagnostic)
        self._mended += 1
        if self._mended == _MOST_ERRORS:
            return None, -1
        if diagnostic.code == "L115" and values:  # what is left of the text is not to be read for holes
            values[-1] = Token("STRING", '""', at, at)
        if meant is not None and meant.end <= end:
            if meant.end > at:
                self._consequence = blanks(self.source.text, meant.end, end, hole=hole)
            if not meant.kind:
                return None, meant.end
            if recovery.takes(states, meant.kind):
                return meant, at
            at = meant.end
        return None, -1 if hole else recovery.resume(states, values, self.source.text, at)


@cache
def _chains() -> dict[tuple[int, int, str], int]:
    """Remembers `_follow`: an operand passes a dozen levels of precedence on its way up."""
    return {}


def _follow(below: int, state: int, kind: str) -> int:
    """The state on top of `below` after all reductions that only rename the value under `state` before `kind`."""
    grammar = tables()
    key = (below, state, kind)
    while (action := grammar.actions[state].get(kind, 0)) < 0 and not grammar.rules[~action].method:
        state = grammar.gotos[below][grammar.rules[~action].symbol]
    _chains()[key] = state
    return state

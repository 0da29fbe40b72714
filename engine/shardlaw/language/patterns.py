r"""Regular expressions that are matched in time linear in the text.

The subset: characters, `.`, classes, the escapes `\d \w \s` and their complements, groups, `|`, and the repetitions
`? * + {n} {n,} {n,m}`; nothing that needs memory or looks around, and no unbounded repetition inside another, which
engines that hand the pattern to a backtracking matcher would pay for. The meaning is that of `re.fullmatch`.

A pattern becomes its position automaton (Glushkov): one state for each character that the pattern names, no other
transitions, so a text of n characters costs n steps over at most `POSITIONS` states.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NoReturn

from shardlaw.dataclass import dataclass, replace

POSITIONS = 500  # characters in a pattern with its bounded repetitions written out
NESTING = 20

_ESCAPED = frozenset(r".^$*+?{}[]|()\-/\"'#&~ ")
_CLASSES = frozenset("dwsDWS")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Refused:
    """What is outside the subset, in words, and where in the pattern it stands."""

    construct: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Characters:
    """A set of characters: ranges and named classes, or all but those."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    negated: bool = False

    def __contains__(self, character: str) -> bool:
        inside = any(low <= character <= high for low, high in self.ranges) or any(
            _in_class(character, name) for name in self.classes
        )
        return inside is not self.negated


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as its position automaton."""

    characters: tuple[Characters, ...]
    first: frozenset[int]
    follow: tuple[frozenset[int], ...]
    last: frozenset[int]
    empty: bool

    def matches(self, text: str) -> bool:
        """Whether the whole text is of the pattern."""
        if not text:
            return self.empty
        reachable: frozenset[int] | set[int] = self.first
        current: set[int] = set()
        for character in text:
            current = {position for position in reachable if character in self.characters[position]}
            if not current:
                return False
            reachable = set().union(*(self.follow[position] for position in current))
        return not self.last.isdisjoint(current)


@lru_cache(256)
def read_pattern(text: str) -> Pattern | Refused:
    """The pattern that a text spells, or what of it is refused."""
    reader = _Reader(text)
    try:
        part = reader.alternatives(0)
        if reader.at < len(text):
            reader.refuse("an unopened `)`", reader.at, reader.at + 1)
    except _RefusedError as error:
        return error.refused
    follow = tuple(frozenset(after) for after in reader.follow)
    return Pattern(tuple(reader.characters), part.first, follow, part.last, part.empty)


class _RefusedError(Exception):
    def __init__(self, refused: Refused) -> None:
        self.refused = refused


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: where it can begin and end, and whether it can be empty or as long as one likes."""

    first: frozenset[int]
    last: frozenset[int]
    empty: bool
    unbounded: bool = False


_NOTHING = _Part(frozenset(), frozenset(), empty=True)


class _Reader:
    """Recursive descent over a pattern, numbering its characters on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.characters: list[Characters] = []
        self.follow: list[set[int]] = []

    def refuse(self, construct: str, start: int, end: int) -> NoReturn:
        raise _RefusedError(Refused(construct, start, min(end, len(self.text))))

    def peek(self, *prefixes: str) -> str:
        return next((prefix for prefix in prefixes if self.text.startswith(prefix, self.at)), "")

    def alternatives(self, depth: int) -> _Part:
        part = self.sequence(depth)
        while self.peek("|"):
            self.at += 1
            other = self.sequence(depth)
            part = _Part(
                part.first | other.first,
                part.last | other.last,
                part.empty or other.empty,
                part.unbounded or other.unbounded,
            )
        return part

    def sequence(self, depth: int) -> _Part:
        part = _NOTHING
        while self.at < len(self.text) and not self.peek("|", ")"):
            part = self.joined(part, self.repeated(depth))
        return part

    def joined(self, left: _Part, right: _Part) -> _Part:
        for position in left.last:
            self.follow[position] |= right.first
        return _Part(
            left.first | right.first if left.empty else left.first,
            left.last | right.last if right.empty else right.last,
            left.empty and right.empty,
            left.unbounded or right.unbounded,
        )

    def repeated(self, depth: int) -> _Part:
        start, first_position = self.at, len(self.characters)
        part = self.atom(depth)
        mark = self.at
        bounds = self.bounds()
        if bounds is None:
            return part
        if self.peek("*", "+", "?", "{"):
            construct = "a lazy repetition" if self.peek("?") else "a repetition of a repetition"
            self.refuse(construct, mark, self.at + 1)
        least, most = bounds
        if most is None and part.unbounded:
            self.refuse("an unbounded repetition inside another", start, self.at)
        return self.unrolled(part, first_position, least, most, start)

    def bounds(self) -> tuple[int, int | None] | None:
        """The least and the most of a repetition that stands here; None when none does."""
        start = self.at
        sign = self.peek("*", "+", "?", "{")
        if not sign:
            return None
        self.at += 1
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
        self.at = end + 1 if end >= 0 else len(self.text)
        if end < 0 or not _is_count(low) or (high and not _is_count(high)):
            self.refuse("a `{` that begins no repetition (a brace itself is `\\{`)", start, self.at)
        least = int(low)
        most = least if not comma else int(high) if high else None
        if most is not None and most < least:
            self.refuse("a repetition whose end is before its start", start, self.at)
        return least, most

    def unrolled(self, part: _Part, begin: int, least: int, most: int | None, start: int) -> _Part:
        """`e{2,4}` is `e e e? e?`, and `e{2,}` is `e e+`: copies of the positions that the part has."""
        copies = max(least, 1) if most is None else most
        end = len(self.characters)
        if begin + (end - begin) * copies > POSITIONS:
            self.refuse("a pattern that is too large with its repetitions written out", start, self.at)
        if copies == 0:
            return _NOTHING
        inner = [frozenset(after) for after in self.follow[begin:end]]
        whole = _optional(part) if least == 0 and most is not None else part
        latest = part
        for copy in range(1, copies):
            shift = (end - begin) * copy
            self.characters += self.characters[begin:end]
            self.follow += [{position + shift for position in after} for after in inner]
            latest = replace(part, first=_shifted(part.first, shift), last=_shifted(part.last, shift))
            whole = self.joined(whole, _optional(latest) if copy >= least and most is not None else latest)
        if most is not None:
            return whole
        for position in latest.last:
            self.follow[position] |= latest.first
        return replace(whole, empty=whole.empty or least == 0, unbounded=True)

    def atom(self, depth: int) -> _Part:
        start = self.at
        character = self.text[start]
        self.at += 1
        match character:
            case "(":
                return self.group(depth + 1, start)
            case "[":
                return self.one(self.choice(start))
            case ".":
                return self.one(Characters((("\n", "\n"),), negated=True))
            case "\\":
                return self.one(self.escape(start))
            case "*" | "+" | "?" | "{":
                self.refuse("a repetition of nothing", start, self.at)
            case "^" | "$":
                self.refuse("an anchor: the whole text is matched anyway", start, self.at)
        return self.one(Characters(((character, character),)))

    def one(self, characters: Characters) -> _Part:
        position = len(self.characters)
        if position >= POSITIONS:
            self.refuse("a pattern that is too large", 0, len(self.text))
        self.characters.append(characters)
        self.follow.append(set())
        here = frozenset({position})
        return _Part(here, here, empty=False)

    def group(self, depth: int, start: int) -> _Part:
        if depth > NESTING:
            self.refuse("a group inside too many others", start, self.at)
        if self.peek("?:"):
            self.at += 2
        elif self.peek("?"):
            looks = self.peek("?=", "?!", "?<=", "?<!")
            end = self.at + len(looks or "??")
            self.refuse("a look ahead or behind" if looks else "a named group or a flag", start, end)
        part = self.alternatives(depth)
        if not self.peek(")"):
            self.refuse("an unclosed `(`", start, start + 1)
        self.at += 1
        return part

    def choice(self, start: int) -> Characters:
        negated = bool(self.peek("^"))
        self.at += negated
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        while not self.peek("]") or not (ranges or classes):
            item, low = self.at, self.member(start)
            if low.classes:
                classes += low.classes
                continue
            bottom = top = low.ranges[0][0]
            if self.peek("-") and not self.peek("-]"):
                self.at += 1
                high = self.member(start)
                top = high.ranges[0][0] if high.ranges else ""
            if top < bottom:
                self.refuse("a range whose end is before its start", item, self.at)
            ranges.append((bottom, top))
        self.at += 1
        return Characters(tuple(ranges), tuple(classes), negated)

    def member(self, start: int) -> Characters:
        """One character of a class, or a class in it."""
        if self.at >= len(self.text):
            self.refuse("an unclosed `[`", start, start + 1)
        character = self.text[self.at]
        self.at += 1
        if character == "\\":
            return self.escape(self.at - 1)
        if character == "[":
            self.refuse("a `[` inside a class (a bracket itself is `\\[`)", self.at - 1, self.at)
        return Characters(((character, character),))

    def escape(self, start: int) -> Characters:
        character = self.text[self.at : self.at + 1]
        self.at += 1
        if character in _CLASSES:
            return Characters(classes=(character,))
        if character.isdecimal():
            self.refuse("a reference back to a group", start, self.at)
        if not character or character not in _ESCAPED | _CONTROLS.keys():
            self.refuse(f"the escape `\\{character}`", start, self.at)
        plain = _CONTROLS.get(character, character)
        return Characters(((plain, plain),))


def _optional(part: _Part) -> _Part:
    return replace(part, empty=True)


def _shifted(positions: frozenset[int], shift: int) -> frozenset[int]:
    return frozenset(position + shift for position in positions)


def _is_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 4


def _in_class(character: str, name: str) -> bool:
    r"""`\d \w \s` as `re` means them; a capital is all the rest."""
    match name.lower():
        case "d":
            inside = character.isdecimal()
        case "w":
            inside = character.isalnum() or character == "_"
        case _:
            inside = character.isspace()
    return inside is name.islower()

"""How the text report writes words: wrapping, colour, and paths, counts and shares for people."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from textwrap import wrap
from typing import Any, Literal

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics.pointers import dotted
from shardlaw.diagnostics.render import printable

WIDTH = 80

Role = Literal["error", "warning", "note", "good", "quiet", "heading"]
_CODES: dict[Role, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "good": "1;32",
    "quiet": "2",
    "heading": "1",
}


@dataclass(frozen=True, slots=True)
class Style:
    """Whether to colour. Colour repeats what the words say; nothing is said by colour alone."""

    colour: bool = False

    def paint(self, text: str, role: Role) -> str:
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colour else text


def paragraph(text: str, first: str, rest: str | None = None) -> list[str]:
    """The text wrapped at 80 columns: `first` before the first line, `rest` (or blanks) before the others."""
    following = " " * len(first) if rest is None else rest
    return wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def clean(value: Any) -> Any:
    """The value with every text in it made fit for a terminal: control characters are `?`, line ends are blanks."""
    if isinstance(value, str):
        return value if value.isprintable() else printable(value.replace("\r\n", " ").replace("\n", " "))
    if isinstance(value, dict):  # a report is large, and nearly all of its texts are fit as they are
        return {
            key if key.isprintable() else clean(key): item
            if item is None or (type(item) is str and item.isprintable())
            else clean(item)
            for key, item in value.items()
        }
    return [clean(item) for item in value] if isinstance(value, list) else value


def about(path: str) -> str:
    """What a cause is about: a plan path for a JSON pointer; other texts as they are."""
    return dotted(path) if path.startswith("/") else path


def share(ratio: int | str) -> str:
    """A ratio as a share of a limit, without its sign: `12.5% of the limit`, `124 times the limit`."""
    number = abs(Fraction(ratio))
    if number >= 10:
        return f"{_digits(number)} times the limit"
    return f"{_digits(number * 100)}% of the limit"


def distance(slack: Mapping[str, Any]) -> str:
    """How far a requirement is from its limit: `holds by 4 GB (6.25% of the limit)`."""
    held = not str(slack["value"]).startswith("-")
    ratio = "" if slack["ratio"] is None else f" ({share(slack['ratio'])})"
    return f"{'holds' if held else 'missed'} by {slack['text']}{ratio}"


def count(number: int, noun: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _digits(number: Fraction) -> str:
    """Three significant digits, all digits before the point."""
    if number >= 100:
        return str(round(number))
    places = 1 if number >= 10 else 2
    text = f"{float(number):.{places}f}" if number >= Fraction(1, 100) or not number else f"{float(number):.1e}"
    return text.rstrip("0").rstrip(".") if "e" not in text else text

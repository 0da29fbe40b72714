"""Which versions a PEP 440 specifier stands for."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from shardlaw.language.numbers import DIGITS

# `packaging` reads the numbers of a version when it compares it, and `int` does not take a text of any length.
_LONG_NUMBER = re.compile(rf"[0-9]{{{DIGITS + 1}}}")


def parse_specifier(text: str) -> SpecifierSet | None:
    """The versions that a text such as `>=0.5.9,<0.6` stands for; None when it is no specifier.

    A number in it has at most 40 digits, as everywhere.
    """
    if _LONG_NUMBER.search(text) or not text.strip():
        return None
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None

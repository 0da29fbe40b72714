"""Tests of texts and versions as functions of one argument."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import combinations

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from shardlaw.evaluation.compiled.quantities import UnloweredError
from shardlaw.language.patterns import Characters, Pattern, read_pattern


@cache
def matcher(text: str) -> re.Pattern[str] | Pattern:
    """What tells whether a text is of a pattern.

    Where no two ways go on with one character, Python's matcher never tries a second one, and is as linear as ours.
    """
    pattern = read_pattern(text)
    if not isinstance(pattern, Pattern):
        raise UnloweredError("no pattern")
    characters, ways = pattern.characters, (pattern.first, *pattern.follow)
    if all(_apart(characters[one], characters[two]) for way in ways for one, two in combinations(way, 2)):
        return re.compile(text)
    return pattern


def in_versions(specifier: SpecifierSet) -> Callable[[object], bool]:
    """Whether a version is in a set, pre-releases included."""

    def test(version: object) -> bool:
        if not isinstance(version, Version):
            raise TypeError
        return specifier.contains(version, prereleases=True)

    return test


def _apart(one: Characters, two: Characters) -> bool:
    """Whether no character is of both, as far as plain ranges tell."""
    if one.negated or two.negated or one.classes or two.classes:
        return False
    return all(high < low or top < bottom for bottom, high in one.ranges for low, top in two.ranges)

"""Versions of policies: `N.N.N`, or `N.N.N-dev` for a draft that no range selects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shardlaw.dataclass import dataclass

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"({_NUMBER}\.{_NUMBER}\.{_NUMBER})(-dev)?")
_PREFIX = re.compile(rf"{_NUMBER}(?:\.{_NUMBER})?")


@dataclass(frozen=True, slots=True, order=True)
class PolicyVersion:
    """A version of a policy; a draft sorts before the release of the same numbers."""

    numbers: tuple[int, int, int]
    released: bool

    def __str__(self) -> str:
        return ".".join(map(str, self.numbers)) + ("" if self.released else "-dev")


def parse_version(text: str) -> PolicyVersion | None:
    """The version that `text` spells; None when it spells none."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    major, minor, patch = map(int, match[1].split("."))
    return PolicyVersion((major, minor, patch), match[2] is None)


@dataclass(frozen=True, slots=True)
class VersionRange:
    """Which versions a selector admits: one exact version, else the released ones that a specifier holds for."""

    exact: PolicyVersion | None = None
    specifier: SpecifierSet | None = None

    def admits(self, version: PolicyVersion) -> bool:
        if self.exact is not None:
            return version == self.exact
        return version.released and (self.specifier is None or str(version) in self.specifier)


ANY = VersionRange()


def parse_range(text: str) -> VersionRange | None:
    """The range that follows the `@` of a selector; None when it is none.

    `1.2.3` and `1.2.3-dev` are exact, `2` is `==2.*`, `0.1` is `==0.1.*`, and everything else is a PEP 440
    specifier: `>=0.1,<0.3`, `~=1.2`.
    """
    exact = parse_version(text)
    if exact is not None:
        return VersionRange(exact)
    from shardlaw.language.specifiers import parse_specifier  # noqa: PLC0415 - dear, and most selectors have no range

    specifier = parse_specifier(f"=={text}.*" if _PREFIX.fullmatch(text) else text)
    return None if specifier is None else VersionRange(None, specifier)

"""Version specifiers (PEP 440), read when a policy is checked."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from shardlaw.language import tree
from shardlaw.language.checker.results import Report


def read_specifier(report: Report, text: tree.Text) -> SpecifierSet | None:
    """The versions that a text such as `>=0.5.9,<0.6` stands for; notes the part that is no specifier."""
    specifiers = SpecifierSet()
    at = 0
    for part in text.value.split(","):
        try:
            specifiers &= SpecifierSet(part)
        except InvalidSpecifier:
            refused = True
        else:
            refused = not part.strip()
        if refused:
            specifier = f"`{part.strip()}`" if part.strip() else "an empty text"
            report.add("L226", report.within(text, at, at + len(part)), specifier=specifier)
            return None
        at += len(part) + 1
    return specifiers

"""Version specifiers (PEP 440), read when a policy is checked."""

from __future__ import annotations

from packaging.specifiers import SpecifierSet

from shardlaw.language import tree
from shardlaw.language.checker.results import Report
from shardlaw.language.specifiers import parse_specifier


def read_specifier(report: Report, text: tree.Text) -> SpecifierSet | None:
    """The versions that a text such as `>=0.5.9,<0.6` stands for; notes the part that is no specifier."""
    specifiers = SpecifierSet()
    at = 0
    for part in text.value.split(","):
        read = parse_specifier(part)
        if read is None:
            specifier = f"`{part.strip()}`" if part.strip() else "an empty text"
            report.add("L226", report.within(text, at, at + len(part)), specifier=specifier)
            return None
        specifiers &= read
        at += len(part) + 1
    return specifiers

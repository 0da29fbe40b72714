"""Version specifiers (PEP 440), read when a policy is checked."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from shardlaw.diagnostics import Span
from shardlaw.language import tree
from shardlaw.language.checker.results import Report


def read_specifier(report: Report, text: tree.Text) -> SpecifierSet | None:
    """The versions that a text such as `>=0.5.9,<0.6` stands for; notes the part that is no specifier."""
    specifiers = SpecifierSet()
    at = text.span.start + 1
    for part in text.value.split(","):
        try:
            specifiers &= SpecifierSet(part)
        except InvalidSpecifier:
            span = Span(at, at + len(part)) if len(part.strip()) else text.span
            report.add("L226", span, specifier=part.strip())
            return None
        at += len(part) + 1
    return specifiers

"""What a plug-in is made of, and how plug-ins become the environment of a checker.

A plug-in author needs these names and no others; docs/plugins.md shows a whole plug-in in one file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shardlaw.diagnostics import Source
from shardlaw.language.environment import Answer, Record, Step
from shardlaw.language.values import Number, Unknown
from shardlaw.plugins.calculators import Declaration, calculator
from shardlaw.plugins.reporters import Report, Reporter, View
from shardlaw.plugins.sheets import Line

if TYPE_CHECKING:
    from shardlaw.plugins.hookspecs import hookimpl

__all__ = [
    "Answer",
    "Declaration",
    "Line",
    "Number",
    "Record",
    "Report",
    "Reporter",
    "Source",
    "Step",
    "Unknown",
    "View",
    "calculator",
    "hookimpl",
]


def __getattr__(name: str) -> Any:
    """`hookimpl`, for which pluggy is imported: an audit that knows its plug-ins calls no hooks."""
    if name != "hookimpl":
        raise AttributeError(name)
    from shardlaw.plugins.hookspecs import hookimpl  # noqa: PLC0415

    return hookimpl

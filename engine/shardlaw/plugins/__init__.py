"""What a plug-in is made of, and how plug-ins become the environment of a checker.

A plug-in author needs these names and no others; docs/plugins.md shows a whole plug-in in one file.
"""

from shardlaw.diagnostics import Source
from shardlaw.language.environment import Answer, Record, Step
from shardlaw.language.values import Number, Unknown
from shardlaw.plugins.calculators import Declaration, calculator
from shardlaw.plugins.hookspecs import hookimpl
from shardlaw.plugins.reporters import Report, Reporter, View

__all__ = [
    "Answer",
    "Declaration",
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

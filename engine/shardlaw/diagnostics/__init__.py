"""What went wrong in an input, said precisely: one code, one position, one text.

The bottom layer: it imports nothing of ours, and every reader (plans, policies, project files,
plug-ins, flags) reports through it, so all texts live in one registry (`texts/*.toml`).
"""

from shardlaw.diagnostics.diagnostic import Diagnostic, Label, has_errors
from shardlaw.diagnostics.errors import PluginError, ShardlawError
from shardlaw.diagnostics.source import Position, Source, Span
from shardlaw.diagnostics.suggest import closest
from shardlaw.diagnostics.wording import alternatives, listed

__all__ = [
    "Diagnostic",
    "Label",
    "PluginError",
    "Position",
    "ShardlawError",
    "Source",
    "Span",
    "alternatives",
    "closest",
    "has_errors",
    "listed",
]

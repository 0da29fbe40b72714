"""The formats of shardlaw itself as a plug-in like any other."""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw import __version__
from shardlaw.plugins import Reporter, hookimpl
from shardlaw.reports.formats import FORMATS

__all__ = ["__version__", "shardlaw_reporters"]


@hookimpl
def shardlaw_reporters() -> Iterable[Reporter]:
    """Text, JSON, and what the places read in which plans are gated."""
    return FORMATS

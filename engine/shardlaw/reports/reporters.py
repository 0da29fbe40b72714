"""The formats of shardlaw itself, as a plug-in like any other: each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw import __version__ as __version__
from shardlaw.plugins import Report, Reporter, View, hookimpl


@hookimpl
def shardlaw_reporters() -> Iterable[Reporter]:
    """Text for people first: it is what an audit prints when nothing else is asked for."""
    return [
        Reporter("text", "people at a terminal", _text),
        Reporter("json", "programs: the report itself", _json),
    ]


def _text(report: Report, view: View) -> str:
    from shardlaw.reports.text import text  # noqa: PLC0415

    return text(report, show_all=view.everything, colour=view.colour)


def _json(report: Report, view: View) -> bytes:  # noqa: ARG001
    from shardlaw.reports.json import encode  # noqa: PLC0415

    return encode(report)

"""A report in the format of a reporter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shardlaw.diagnostics import Diagnostic, PluginError
from shardlaw.plugins import Report, Reporter, View

if TYPE_CHECKING:
    from shardlaw.plugins.registration import Plugin


def write_report(reporter: Reporter, report: Report, view: View, owner: Callable[[], Plugin]) -> bytes:
    """The bytes of the report as a reporter writes it; PluginError where it fails.

    `owner` gives the plug-in of the reporter; it is asked only then.
    """
    try:
        written: object = reporter.write(report, view)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plug-in raises is a finding, not our fault
        place = owner().origin.failure(reporter.write, error)
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    else:
        if isinstance(written, str):
            return written.encode("utf-8", "backslashreplace")
        if isinstance(written, bytes):
            return written
        place, said = owner().origin.place(reporter.write), f"a {type(written).__name__}"
    raise PluginError(Diagnostic("X123", *place, {"format": reporter.name, "plugin": owner().name, "said": said}))

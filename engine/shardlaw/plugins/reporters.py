"""What a plug-in declares to have reports written in a format of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shardlaw.dataclass import dataclass

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """How a report is going to be looked at.

    `colour`: on a terminal that shows it. `everything`: passes and skips were asked for, too, which a format that lists
    problems leaves out otherwise.
    """

    colour: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Reporter:
    """A format that reports are written in.

    `name` is the word for it on the command line: small letters, digits and `-`. `summary` says in a line who reads it.
    `write` is given the report (report/1, `schemas/report.schema.json`) as JSON values and makes the whole text or the
    bytes from it alone: it opens no file, since the report quotes the lines that it points at. It must not change the
    report. Text is written in UTF-8.

    What only this format needs is best imported inside `write`: every audit loads the plug-in, few ask for the format.
    """

    name: str
    summary: str
    write: Callable[[Report, View], str | bytes]

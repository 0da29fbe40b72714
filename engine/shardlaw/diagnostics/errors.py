"""What is raised where an input keeps the whole of a task from being done."""

from __future__ import annotations

from typing import ClassVar

from shardlaw.diagnostics.diagnostic import Diagnostic
from shardlaw.exits import PLUGIN_FAILED, WRONG_INPUT


class ShardlawError(Exception):
    """An input is wrong: `diagnostics` say what and where, `str(error)` is their text as the command prints it."""

    exit_code: ClassVar[int] = WRONG_INPUT

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        from shardlaw.diagnostics.render import render_all  # noqa: PLC0415 - most runs render nothing

        return render_all(self.diagnostics).rstrip("\n")


class PluginError(ShardlawError):
    """A plug-in is broken."""

    exit_code: ClassVar[int] = PLUGIN_FAILED

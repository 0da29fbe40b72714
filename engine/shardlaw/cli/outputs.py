"""In which formats a report is written, and where to: `--format` for standard output, `--output` for files.

All formats are made before the first file is touched, and a file is replaced as a whole: whoever reads it finds the old
report or the new one.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Span, closest, listed
from shardlaw.plugins import Report, Reporter, View
from shardlaw.reports.formats import FORMATS
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.writing import write_report

_BUILT_IN = {reporter.name: reporter for reporter in FORMATS}  # known without loading a plug-in
_DEFAULT = FORMATS[0].name
_STANDARD_OUTPUT = "-"


def add_outputs(parser: Parser) -> None:
    """The flags that say how a report is written."""
    parser.add_argument(
        "--format",
        default=_DEFAULT,
        metavar="FORMAT",
        help=f"how the report is written on standard output: {', '.join(_BUILT_IN)}, or a format of a plug-in "
        f"(default {_DEFAULT})",
    )
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="also write the report to a file, in any of these formats; repeatable (default: none)",
    )


@dataclass(frozen=True, slots=True)
class _Output:
    """One format and where it goes: a file as the command line names it, or standard output."""

    reporter: Reporter
    file: str | None
    span: Span


@dataclass
class Outputs:
    """What `--format` and `--output` ask for; `wrong` is what is wrong with that."""

    command: CommandLine
    workspace: Workspace
    chosen: list[_Output] = field(default_factory=list)
    wrong: list[Diagnostic] = field(default_factory=list)
    _places: dict[str, tuple[str, Span]] = field(default_factory=dict)  # by resolved path, as the command line has them

    def read(self, arguments: Namespace) -> None:
        """Look up the formats and the files."""
        self._choose(arguments.format, "--format", None, self.command.span(arguments.format))
        for position, text in enumerate(arguments.output):
            span = self.command.span(text, arguments.output[:position].count(text))
            name, _, file = text.partition("=")
            if not name or not file or file == _STANDARD_OUTPUT:
                self._refuse("C150", span, value=text)
                continue
            self._choose(name, "--output", file, span)
            self._place(file, span)

    def spare(self, inputs: Iterable[Path]) -> None:
        """Refuse to write over files that the audit reads."""
        read = {os.path.realpath(path) for path in inputs}
        for path, (file, span) in self._places.items():
            if path in read:
                self._refuse("C152", span, path=file)

    def write(self, report: Report, console: Console, *, everything: bool) -> None:
        """Make all formats, then write the files, then standard output.

        PluginError where a reporter fails, CommandError where a file cannot be written; no file has changed then.
        """
        made = [(output, self._made(output, report, console, everything=everything)) for output in self.chosen]
        files = [(output.file, data) for output, data in made if output.file is not None]
        if files:
            from shardlaw.cli.replacing import UnwritableError, replace_files  # noqa: PLC0415 - rarely asked for

            try:
                replace_files(files)
            except UnwritableError as error:
                span = next(output.span for output in self.chosen if output.file == error.path)
                words = {"path": error.path, "reason": error.reason}
                raise CommandError(Diagnostic("C153", self.command.source, span, words)) from None
        for output, data in made:
            if output.file is None:
                console.write_bytes(data)

    def _choose(self, name: str, flag: str, file: str | None, span: Span) -> None:
        reporter = _BUILT_IN.get(name)
        if reporter is None:
            known = self.workspace.plugins.reporters
            if name not in known:
                words = {"value": name, "name": f"`{flag}`", "choices": listed(known)}
                self.wrong.append(Diagnostic("C105", self.command.source, span, words, closest(name, known)))
                return
            reporter = known[name][1]
        self.chosen.append(_Output(reporter, file, span))

    def _place(self, file: str, span: Span) -> None:
        from shardlaw.cli.replacing import obstacle  # noqa: PLC0415

        reason = obstacle(file)
        if reason is not None:
            self._refuse("C153", span, path=file, reason=reason)
            return
        first = self._places.setdefault(os.path.realpath(file), (file, span))
        if first != (file, span):
            self._refuse("C151", span, path=file)

    def _refuse(self, code: str, span: Span, **words: str) -> None:
        self.wrong.append(Diagnostic(code, self.command.source, span, words))

    def _made(self, output: _Output, report: Report, console: Console, *, everything: bool) -> bytes:
        view = View(output.file is None and console.colour, everything)
        reporter = output.reporter
        return write_report(reporter, report, view, lambda: self.workspace.plugins.reporters[reporter.name][0])

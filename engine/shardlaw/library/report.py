"""The report of an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span, closest, listed
from shardlaw.library.results import PlanResult, Record, Verdict, plan_results

if TYPE_CHECKING:
    from shardlaw.workspace.opening import Workspace


@dataclass(frozen=True, eq=False)
class Report:
    """What an audit came to, over all of its plans.

    `verdict` is what the gate says, `exit_code` what `shardlaw audit` would end with. `str(report)` is the text
    that the command prints, and a notebook shows the report as a page.
    """

    verdict: Verdict
    exit_code: int
    _tree: Mapping[str, Any] = field(repr=False)
    _everything: bool = field(repr=False)  # whether passes and skips were asked for
    _workspace: Workspace = field(repr=False)  # whose plug-ins are loaded for a format of theirs, and not before

    @property
    def green(self) -> bool:
        """Whether the gate lets it through: every plan was read, something was decided, nothing blocks."""
        return self.exit_code == 0

    @cached_property
    def plans(self) -> tuple[PlanResult, ...]:
        """What each plan came to, by path."""
        return plan_results(self._tree)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """All records: by plan, policy, order of the rules in it, subject."""
        return tuple(record for plan in self.plans for record in plan.records)

    @property
    def violations(self) -> tuple[Record, ...]:
        """The records whose rule is violated, whatever its severity."""
        return tuple(record for record in self.records if record.outcome == "violation")

    @property
    def undecided(self) -> tuple[Record, ...]:
        """The records whose rule could not be decided, because of what is unknown."""
        return tuple(record for record in self.records if record.outcome == "inconclusive")

    def to_json(self) -> bytes:
        """report/1, byte for byte what `shardlaw audit --format json` writes."""
        from shardlaw.reports.json import encode  # noqa: PLC0415 - only what is asked for

        return encode(self._tree)

    def to(self, format: str) -> bytes:  # noqa: A002 - what the command calls it
        """The report in any format of `shardlaw audit --format`, those of plug-ins included.

        ShardlawError where there is none of this name, PluginError where a plug-in fails to write its format.
        """
        from shardlaw.plugins import View  # noqa: PLC0415
        from shardlaw.workspace.writing import write_report  # noqa: PLC0415

        known = self._workspace.plugins.reporters
        if format not in known:
            words = {"value": format, "name": "`format`", "choices": listed(known)}
            place = Source("<format>", format), Span(0, len(format))
            raise ShardlawError(Diagnostic("C105", *place, words, closest(format, known)))
        plugin, reporter = known[format]
        return write_report(reporter, self._tree, View(everything=self._everything), lambda: plugin)

    def __str__(self) -> str:
        from shardlaw.reports.text import text  # noqa: PLC0415

        return text(self._tree, show_all=self._everything).rstrip("\n")

    def _repr_html_(self) -> str:
        """A fragment of HTML with its own style, for light and dark pages."""
        from shardlaw.reports.html import html  # noqa: PLC0415

        return html(self._tree, everything=self._everything)


class UnreadablePlanError(ShardlawError):
    """Plans could not be read, and nothing is known of them; `report` is that of the others, and lists them."""

    def __init__(self, report: Report, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.report = report

"""One organisation's format of a report: a page of HTML with a row for each violation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shardlaw.plugins import Report, Reporter, View, hookimpl

__version__ = "1.0.0"


def page(report: Report, _: View) -> str:
    """The whole page, made from the report alone."""
    from html import escape  # noqa: PLC0415 - only when the page is asked for

    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}' for cell in cells)}\n" for cells in violations(report))
    return f"<!DOCTYPE html>\n<title>Plans: {report['verdict']}</title>\n<table>\n{rows}</table>\n"


def violations(report: Report) -> Iterator[tuple[str, str, str]]:
    """Plan, rule and message of each."""
    for plan in report["plans"]:
        for record in plan["records"]:
            if record["outcome"] == "violation":
                yield plan["path"], record["rule"], record["message"]


@hookimpl
def shardlaw_reporters() -> Iterable[Reporter]:
    """The format `org-html`."""
    return [Reporter("org-html", "the wiki of the platform team", page)]

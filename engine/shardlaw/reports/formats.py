"""The formats of shardlaw itself. What writes one is imported when it is asked for."""

from __future__ import annotations

from shardlaw.plugins import Report, Reporter, View


def _text(report: Report, view: View) -> str:
    from shardlaw.reports.text import text  # noqa: PLC0415

    return text(report, show_all=view.everything, colour=view.colour)


def _json(report: Report, _: View) -> bytes:
    from shardlaw.reports.json import encode  # noqa: PLC0415

    return encode(report)


def _sarif(report: Report, view: View) -> str:
    from shardlaw.reports.sarif import sarif  # noqa: PLC0415

    return sarif(report, view)


def _junit(report: Report, _: View) -> bytes:
    from shardlaw.reports.junit import junit  # noqa: PLC0415

    return junit(report)


def _github(report: Report, _: View) -> str:
    from shardlaw.reports.github import github  # noqa: PLC0415

    return github(report)


def _gitlab(report: Report, _: View) -> str:
    from shardlaw.reports.gitlab import gitlab  # noqa: PLC0415

    return gitlab(report)


def _markdown(report: Report, _: View) -> str:
    from shardlaw.reports.markdown import markdown  # noqa: PLC0415

    return markdown(report)


# The first one is what an audit prints when no format is asked for.
FORMATS = (
    Reporter("text", "people at a terminal", _text),
    Reporter("json", "programs: the report itself (report/1)", _json),
    Reporter("sarif", "GitHub code scanning and other readers of SARIF 2.1.0", _sarif),
    Reporter("junit", "CI servers that show test results (JUnit XML)", _junit),
    Reporter("github", "the log of a GitHub workflow, with annotations", _github),
    Reporter("gitlab", "GitLab merge requests (Code Quality)", _gitlab),
    Reporter("markdown", "comments on pull requests, step summaries", _markdown),
)

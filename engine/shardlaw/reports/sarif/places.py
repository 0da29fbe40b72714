"""Places as SARIF has them: files by their path from the root of the repository, regions of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from shardlaw.reports.reading import Region, Tree, repository_path

ROOT = "%SRCROOT%"


def base_ids() -> dict[str, Any]:
    """What the paths are relative to. Where that is differs from machine to machine, so no address is given."""
    return {ROOT: {"description": {"text": "The root of the repository."}}}


def artifact(path: str) -> dict[str, Any]:
    """A file by its path from the root of the repository."""
    return {"uri": quote(path), "uriBaseId": ROOT}


def location(place: Region, message: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": artifact(place.path),
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }
    }
    return found if message is None else found | {"message": {"text": message}}


def artifacts(report: Tree) -> list[dict[str, Any]]:
    """The files that decided, each with its digest; the plans are what was audited."""
    digests = {file: excerpt["sha256"] for file, excerpt in report["excerpts"].items()}
    digests |= {plan["path"]: plan["sha256"] for plan in report["plans"]}
    plans = {plan["path"] for plan in (*report["plans"], *report["unreadable"])}
    roles = dict.fromkeys(plans, "analysisTarget")
    if report["project"] is not None:
        digests[report["project"]["path"]] = report["project"]["sha256"]
        roles[report["project"]["path"]] = "userSpecifiedConfiguration"
    found: list[dict[str, Any]] = []
    for file in sorted(digests.keys() | plans):
        made: dict[str, Any] = {"location": artifact(repository_path(file, report))}
        if file in digests:
            made["hashes"] = {"sha-256": digests[file]}
        if file in roles:
            made["roles"] = [roles[file]]
        found.append(made)
    return found

"""SARIF 2.1.0, in the part of it and within the limits that GitHub code scanning reads.

One run: the rules of the policies with their help, one result for each record, the derivation of each as a code flow.
GitHub takes any result for a problem, whatever its kind, so passes and skips are only among the results when they are
asked for. What does not fit is left out and said in a notification.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from shardlaw.plugins import View
from shardlaw.reports.prose import count
from shardlaw.reports.reading import SEVERITIES, Tree, cause_text, diagnosis, records, rest_of_line, rule_id, statement
from shardlaw.reports.sarif.flows import MOST_STEPS
from shardlaw.reports.sarif.places import artifacts, base_ids, location
from shardlaw.reports.sarif.results import result
from shardlaw.reports.sarif.rules import rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = MOST_RULES = 25_000
MOST_EXTENSIONS = 100
_LONGEST_NAME = 80
_ALWAYS = frozenset({"violation", "inconclusive", "waived"})
_ORDER = ("violation", "waived", "inconclusive", "pass", "skipped")
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")


def sarif(report: Tree, view: View) -> str:
    """The log, with a final line end."""
    wanted = _ALWAYS | {"pass", "skipped"} if view.everything else _ALWAYS
    found = [(plan, record) for plan, record in records(report) if record["outcome"] in wanted]
    found.sort(key=lambda item: (_ORDER.index(item[1]["outcome"]), SEVERITIES.index(item[1]["severity"])))
    rules = report["rules"][:MOST_RULES]
    indexes = {rule_id(item): index for index, item in enumerate(rules)}
    results: list[Tree] = []
    shortened = 0
    for plan, record in found[:MOST_RESULTS]:
        made, cut = result(record, plan, report, indexes)
        results.append(made)
        shortened += cut
    notes = list(_notifications(report))
    if len(found) > MOST_RESULTS:
        notes.append(_note(f"{len(found) - MOST_RESULTS} results are left out: GitHub reads {MOST_RESULTS}", "warning"))
    if shortened:
        notes.append(_note(f"{count(shortened, 'derivation')} are cut to their last {MOST_STEPS} steps", "note"))
    failed = bool(report["unreadable"]) or any(record["outcome"] == "fault" for _, record in records(report))
    run = {
        "tool": {
            "driver": {**_component(report["tool"]), "rules": [rule(item) for item in rules]},
            "extensions": [_component(plugin) for plugin in report["plugins"][:MOST_EXTENSIONS]],
        },
        "automationDetails": {"id": _category(report)},
        "invocations": [{"executionSuccessful": not failed, "toolExecutionNotifications": notes}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": base_ids(),
        "artifacts": artifacts(report),
        "results": results,
        "properties": {"verdict": report["verdict"], "policies": report["policies"]},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _component(tool: Tree) -> dict[str, Any]:
    """A part of the tool. GitHub tells a new tool from new code by the semantic version."""
    version = tool["version"]
    named = {"name": tool["name"], "version": version}
    return named | {"semanticVersion": version} if _SEMANTIC.fullmatch(version) else named


def _category(report: Tree) -> str:
    """What the results are filed under: those of the same policies replace each other, in whatever versions."""
    policies = sorted({policy["id"] for policy in report["policies"]})
    name = "+".join(policies)
    if len(name) > _LONGEST_NAME:
        name = f"{len(policies)}-policies-{sha256(name.encode()).hexdigest()[:8]}"
    return f"shardlaw/{name}/" if name else "shardlaw/"


def _notifications(report: Tree) -> Iterator[dict[str, Any]]:
    """What kept plans and rules from being evaluated, and what was not decided for want of which facts."""
    for plan in report["unreadable"]:
        for found in plan["diagnostics"]:
            said = diagnosis(found)
            place = location(rest_of_line(found, report))
            yield {**_note(said, found["severity"]), "descriptor": {"id": found["code"]}, "locations": [place]}
    for plan, record in records(report):
        if record["outcome"] == "fault":
            said = f"{plan['path']}: {rule_id(record)}: {statement(record)}"
            yield {**_note(said, "error"), "associatedRule": {"id": rule_id(record)}}
    for plan in report["plans"]:
        for missing in plan["undecided"]:
            what = cause_text(missing["fact"], missing["cause"])
            said = f"{plan['path']}: {count(missing['rules'], 'rule')} not decided, for want of {what}"
            yield _note(said, "note")


def _note(text: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}

"""Records as SARIF results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shardlaw.reports.reading import Tree, region, rest_of_line, rule_id, shortened, statement
from shardlaw.reports.sarif.flows import code_flows
from shardlaw.reports.sarif.places import location

LONGEST_MESSAGE = 1_000
_RULE_LINE = 1  # the id of the related location that the message links to
_KINDS = {"violation": "fail", "waived": "fail", "inconclusive": "open", "skipped": "notApplicable", "pass": "pass"}


def result(record: Tree, plan: Tree, report: Tree, indexes: Mapping[str, int]) -> tuple[dict[str, Any], bool]:
    """One record, and whether its derivation had to be cut."""
    kind = _KINDS[record["outcome"]]
    place = region(record, plan, report)
    rule = rule_id(record)
    hashes = report["excerpts"].get(place.file, {"line_hashes": {}})["line_hashes"]
    known_by = {"shardlawRecord/v1": record["id"]}
    if str(place.line) in hashes:
        known_by["primaryLocationLineHash"] = hashes[str(place.line)]
    source = rest_of_line(record["rule_source"], report)
    flows, cut = code_flows(record, report)
    made: dict[str, Any] = {
        "ruleId": rule,
        "kind": kind,
        "level": record["severity"] if kind == "fail" else "none",
        "message": {"text": _message(record)},
        "locations": [location(place)],
        "relatedLocations": [{**location(source, f"{record['rule']} of {record['policy']}"), "id": _RULE_LINE}],
        "partialFingerprints": known_by,
    }
    if rule in indexes:
        made["ruleIndex"] = indexes[rule]
    if flows:
        made["codeFlows"] = flows
    if "known" in record:
        made["baselineState"] = "unchanged" if record["known"] else "new"
    if record["outcome"] == "waived":
        made["suppressions"] = [_suppression(record["waiver"], report)]
    return made, cut


def _message(record: Tree) -> str:
    """What was found, what to do, and a link to the line of the rule."""
    said = [f"{statement(record)}."]
    if record["fix"] and record["outcome"] in ("violation", "waived"):
        said.append(f"Fix: {record['fix']}.")
    # A link is written `[text](id)`: nothing in the texts may look like one.
    text = shortened(" ".join(said), LONGEST_MESSAGE).replace("](", "] (")
    return f"{text} [{record['policy']}]({_RULE_LINE})"


def _suppression(waiver: Tree | None, report: Tree) -> dict[str, Any]:
    """A waiver. It stands beside the plan, not in it."""
    made: dict[str, Any] = {"kind": "external", "status": "accepted"}
    if waiver is not None:
        owner = f", {waiver['owner']}" if waiver["owner"] else ""
        until = f", until {waiver['until']}" if waiver["until"] else ""
        made["justification"] = f"{waiver['reason']}{owner}{until}"
        made["location"] = location(rest_of_line(waiver["source"], report))
    return made

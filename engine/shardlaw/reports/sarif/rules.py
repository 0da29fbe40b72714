"""Rules as SARIF describes them: what a person sees who opens an alert."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shardlaw.reports import gfm
from shardlaw.reports.kinds import KINDS
from shardlaw.reports.prose import clean
from shardlaw.reports.reading import Tree, rule_id, shortened

LONGEST_DESCRIPTION = 1024
_PROBLEM_SEVERITIES = {"error": "error", "warning": "warning", "note": "recommendation"}


def rule(item: Tree) -> dict[str, Any]:
    """One entry of the rules of a report as a reporting descriptor."""
    item = clean(item)
    policy = item["policy"].partition("@")[0]
    return {
        "id": rule_id(item),
        "name": "".join(word.capitalize() for word in item["rule"].split("-")),
        "shortDescription": {"text": shortened(item["title"], LONGEST_DESCRIPTION)},
        "fullDescription": {"text": shortened(item["because"], LONGEST_DESCRIPTION)},
        "help": {"text": "\n".join(_help(item)), "markdown": "\n\n".join(_help_markdown(item))},
        "defaultConfiguration": {"level": item["severity"]},
        "properties": {
            "tags": [item["kind"], policy],
            "problem.severity": _PROBLEM_SEVERITIES[item["severity"]],
        },
    }


def _help(item: Tree) -> Iterator[str]:
    yield f"{item['title']}."
    yield f"{item['kind']}: {KINDS[item['kind']]}."
    yield item["because"]
    if item["fix"]:
        yield f"Fix: {item['fix']}"
    for citation in item["citations"]:
        yield f"See {_citation(citation)}"
    yield f"{item['policy']}, {item['source']['file']} line {item['source']['line']}"


def _help_markdown(item: Tree) -> Iterator[str]:
    yield f"**{item['kind'].capitalize()}**: {KINDS[item['kind']]}."
    yield f"**Because**: {gfm.plain(item['because'])}"
    if item["fix"]:
        yield f"**Fix**: {gfm.plain(item['fix'])}"
    if item["citations"]:
        yield f"**Rests on**: {gfm.plain('; '.join(map(_citation, item['citations'])))}"
    source = item["source"]
    yield f"{gfm.code(item['policy'])}, {gfm.code(source['file'])} line {source['line']}"


def _citation(citation: Tree) -> str:
    """`Knowledge constraints on parallel strategies, sections 1 and 3 (docs/knowledge.md)`."""
    place = f", {citation['place']}" if citation["place"] else ""
    at = f" ({citation['at']})" if citation["at"] else ""
    return f"{citation['title']}{place}{at}"

"""A derivation as the steps of a code flow: lines of the plan, formulas, the line of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shardlaw.reports.reading import Region, Tree, stretch
from shardlaw.reports.sarif.places import location

MOST_STEPS = 1_000  # GitHub reads 10,000 of a result and shows 1,000
_NAMED = frozenset({"let", "formula", "calculator", "param"})
_IMPORTANCE = {"fact": "essential", "formula": "important", "calculator": "important"}


def code_flows(record: Tree, report: Tree) -> tuple[list[dict[str, Any]], bool]:
    """One flow for each condition that decided, and whether any of them had to be cut."""
    parts = [record["when"]] if record["when"] else record["requirements"]
    decided = [part for part in parts if part["trace"] is not None and part["outcome"] == record["outcome"]]
    facts = {fact["path"]: fact for fact in record["facts"]}
    flows: list[dict[str, Any]] = []
    cut = False
    for part in decided or [part for part in parts if part["trace"] is not None]:
        steps = [*_steps(part["trace"], facts, report, 0), _last(part, report)]
        cut |= len(steps) > MOST_STEPS
        flows.append({"threadFlows": [{"locations": steps[-MOST_STEPS:]}]})
    return flows, cut


def _steps(node: Tree, facts: Tree, report: Tree, depth: int) -> Iterator[dict[str, Any]]:
    """What has a name in a derivation, operands before what is made from them."""
    named = node["kind"] in _NAMED
    for operand in node["operands"]:
        yield from _steps(operand, facts, report, depth + named)
    if node["kind"] == "fact":
        yield _fact(node, facts, report, depth)
    elif named:
        yield _step(stretch(node["source"], report), _said(node), depth, _IMPORTANCE.get(node["kind"], "unimportant"))


def _fact(node: Tree, facts: Tree, report: Tree, depth: int) -> dict[str, Any]:
    """A fact where the plan says it; where the rule reads it when no plan does."""
    fact = facts.get(node.get("fact", ""))
    stated = fact is not None and fact["stated"]
    return _step(
        stretch(fact if fact is not None and stated else node["source"], report), _said(node), depth, "essential"
    )


def _last(part: Tree, report: Tree) -> dict[str, Any]:
    """The condition itself, on the line of the rule."""
    return _step(stretch(part["source"], report), f"the condition of the rule: {part['trace']['text']}", 0, "essential")


def _said(node: Tree) -> str:
    """`phase.gpus = 1024`; of a formula also what it rests on."""
    said = f"{node['label']} = {node['text']}"
    cited = [cite["place"] or cite["title"] for cite in node.get("formula", {}).get("citations", ())]
    return f"{said} ({'; '.join(cited)})" if cited else said


def _step(place: Region, message: str, depth: int, importance: str) -> dict[str, Any]:
    return {"location": location(place, message), "nestingLevel": depth, "importance": importance}

"""The answer of `shardlaw capacity` for people: of every phase a table of its stages, what follows, what is lacking.

A column stands for the stages that have the same amounts. Of more than fit beside each other the first, the one with
the least room and the last are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from shardlaw.reports.drawing import draw
from shardlaw.reports.prose import Role, Style, about, count, paragraph
from shardlaw.reports.steps import steps

Node = Mapping[str, Any]

_MOST_COLUMNS = 3
_MOST_LACKING = 8
_ROLES: dict[str, Role] = {"fits": "good", "does not fit": "error", "may fit": "warning", "unknown": "warning"}
_SAID = {
    "fits": "fits, also where implementations differ",
    "does not fit": "does not fit, whatever the implementation",
    "may fit": "may fit: that depends on what the plan leaves open",
    "unknown": "not known: facts are missing",
}


def text(answer: Node, explained: str | None = None, *, colour: bool = False) -> str:
    """The whole answer; with `explained` the derivations of that amount instead of the tables."""
    style = Style(colour)
    lines: list[str] = []
    for plan in answer["plans"]:
        for phase in plan["phases"]:
            lines += _heading(plan, phase, style)
            lines += _explained(plan, phase, explained) if explained else _phase(phase)
            lines.append("")
        if not explained:
            lines += _lacking(plan)
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(plan: Node, phase: Node, style: Style) -> list[str]:
    name = phase["name"] or "phase"
    mode = f" ({phase['mode']})" if phase["mode"] not in {None, name} else ""
    first, *rest = paragraph(f"{plan['path']}: {name}{mode}: {_SAID[phase['verdict']]}", "", "  ")
    verdict = _SAID[phase["verdict"]].split(",")[0].split(":")[0]
    return [first.replace(verdict, style.paint(verdict, _ROLES[phase["verdict"]])), *rest]


def _phase(phase: Node) -> Iterator[str]:
    amounts = [
        *((amount["title"], amount["of"]) for amount in phase["parts"]),
        ("total", phase["total"]),
        *((amount["title"], amount["of"]) for amount in phase["memory"]),
        ("headroom", phase["room"]),
    ]
    columns = _columns(phase, [of for _, of in amounts])
    rows = [["", *(_stages(stages, phase["stages"]) for stages in columns)]]
    rows += [[title, *(_cell(_on(of, stages[0])) for stages in columns)] for title, of in amounts]
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield f"  {row[0].ljust(widths[0])}  {'  '.join(cells)}".rstrip()
    for amount in phase["answers"]:
        yield f"  {amount['title']}: {_cell(_least(amount['of']))}"


def _columns(phase: Node, amounts: Sequence[Sequence[Node]]) -> list[list[int]]:
    """Stages next to each other that look alike; of too many the first, the fullest and the last."""
    rooms = {room["stage"]: room["high"]["value"] for room in phase["room"]}
    groups: list[list[int]] = []
    for stage in sorted(rooms):
        look, before = ([_cell(_on(of, at)) for of in amounts] for at in (stage, groups[-1][0] if groups else stage))
        if groups and look == before:
            groups[-1].append(stage)
        else:
            groups.append([stage])
    if len(groups) <= _MOST_COLUMNS:
        return groups
    fullest = min(groups[1:-1], key=lambda stages: Fraction(rooms[stages[0]] or 0))
    return [groups[0], fullest, groups[-1]]


def _on(of: Sequence[Node], stage: int) -> Node:
    """The amount on a stage; one of the whole phase is the same on all."""
    return next((ends for ends in of if ends["stage"] in {stage, None}), of[0])


def _least(of: Sequence[Node]) -> Node:
    """The least low and the least high over the stages; not known where one of them is not."""

    def order(end: Node) -> tuple[bool, Fraction]:
        return end["value"] is not None, Fraction(end["value"] or 0)

    return {end: min((ends[end] for ends in of), key=order) for end in ("low", "high")}


def _cell(ends: Node) -> str:
    low, high = ends["low"], ends["high"]
    if low["value"] == high["value"]:
        return "?" if low["value"] is None else str(low["text"])
    if high["value"] is None:
        return f"at least {low['text']}"
    if low["value"] is None:
        return f"at most {high['text']}"
    return _range(low["text"], high["text"])


def _range(low: str, high: str) -> str:
    """Two texts as one, the unit said once where it is the same."""
    number, _, unit = low.partition(" ")
    return f"{number} - {high}" if unit and high.endswith(f" {unit}") else f"{low} - {high}"


def _stages(stages: Sequence[int], pipeline: int) -> str:
    if pipeline == 1:
        return "per GPU"
    return f"stage {stages[0]}" if len(stages) == 1 else f"stages {stages[0]}-{stages[-1]}"


def _explained(plan: Node, phase: Node, name: str) -> Iterator[str]:
    for amount in (*phase["parts"], *phase["memory"], *phase["answers"]):
        if amount["name"] == name:
            ends = amount["of"][0]
            same = ends["low"]["expression"] == ends["high"]["expression"]
            for end in (ends["low"],) if same else (ends["low"], ends["high"]):
                yield from _derived(plan, end)


def _derived(plan: Node, end: Node) -> Iterator[str]:
    yield ""
    if end["step"] is not None:
        trace = _tree(plan["steps"], end["step"])
        yield from draw(trace["source"], trace, {"1": end["expression"]})
        yield from steps(trace)
    yield from (f"   = {cause['cause']}: {about(cause['path'])}" for cause in end["causes"])


def _tree(written: Sequence[Node], step: int) -> dict[str, Any]:
    node = written[step]
    return {**node, "operands": [_tree(written, operand) for operand in node["operands"]]}


def _lacking(plan: Node) -> Iterator[str]:
    unknown = plan["unknown"]
    if not unknown:
        return
    said = [f"{about(one['path'])} ({one['cause']}: {count(one['amounts'], 'amount')})" for one in unknown]
    more = f", and {len(said) - _MOST_LACKING} more" if len(said) > _MOST_LACKING else ""
    yield from paragraph(f"missing: {', '.join(said[:_MOST_LACKING])}{more}", "", "  ")
    yield ""

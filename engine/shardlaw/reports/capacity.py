"""The answer of `shardlaw capacity` for people: of every phase a table of its stages in GB, and what follows.

Below stand what was taken for granted, what is missing, what would narrow a range, and where sources disagree.

A column stands for the stages that look alike. Of more than fit beside each other the first, the one with the least
room and the last are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shardlaw.reports.drawing import draw
from shardlaw.reports.prose import WIDTH, Role, Style, about, count, paragraph
from shardlaw.reports.steps import steps

Node = Mapping[str, Any]

_MOST_COLUMNS = 3
_MOST_NAMED = 6
_LEAST_SHOWN, _MOST_SHOWN = Fraction(1, 1000), 10**9  # GB, in digits
_ROLES: dict[str, Role] = {"fits": "good", "does not fit": "error", "may fit": "warning", "unknown": "warning"}
_SAID = {
    "fits": ("fits", ""),
    "does not fit": ("does not fit", ""),
    "may fit": ("may fit", ", depending on what is left open"),
    "unknown": ("not known", ", facts are missing"),
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
            lines += _notes(plan)
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(plan: Node, phase: Node, style: Style) -> list[str]:
    name = phase["name"] or "phase"
    mode = f" ({phase['mode']})" if phase["mode"] not in {None, name} else ""
    verdict, rest = _SAID[phase["verdict"]]
    lines = paragraph(f"{plan['path']}: {name}{mode}: {verdict}{rest}", "", "  ")
    return [line.replace(f": {verdict}", f": {style.paint(verdict, _ROLES[phase['verdict']])}") for line in lines]


def _phase(phase: Node) -> Iterator[str]:
    yield from _table(phase)
    yield ""
    yield from (f"  {amount['title']}: {_cell(_least(amount['of']))}" for amount in phase["answers"])
    taken = [f"{one['title']}: {one['text']}" for one in phase["conventions"]]
    if taken:
        yield ""
        yield "  taken for granted"
        for one in taken:
            yield from paragraph(one, "    ", "      ")


def _table(phase: Node) -> Iterator[str]:
    amounts = [
        *((amount["title"], amount["of"]) for amount in phase["parts"]),
        ("total", phase["total"]),
        *((amount["title"], amount["of"]) for amount in phase["memory"]),
        ("headroom", phase["room"]),
    ]
    columns = _columns(phase, [of for _, of in amounts])
    while True:
        rows = [["GB on a GPU", *(_stages(stages, phase["stages"]) for stages in columns)]]
        rows += [[title, *(_gigabytes(_on(of, stages[0])) for stages in columns)] for title, of in amounts]
        widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
        if sum(widths) + 2 * len(widths) <= WIDTH or len(columns) == 1:
            break
        columns = columns[:-1]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield f"  {row[0].ljust(widths[0])}  {'  '.join(cells)}".rstrip()


def _columns(phase: Node, amounts: Sequence[Sequence[Node]]) -> list[list[int]]:
    """Stages next to each other that look alike; of too many the first, the fullest and the last."""
    rooms = {room["stage"]: room["high"]["value"] for room in phase["room"]}
    groups: list[list[int]] = []
    for stage in sorted(rooms):
        look, before = (
            [_gigabytes(_on(of, at)) for of in amounts] for at in (stage, groups[-1][0] if groups else stage)
        )
        if groups and look == before and groups[-1][-1] == stage - 1:
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
    return _between(*((None if end["value"] is None else str(end["text"])) for end in (low, high)))


def _gigabytes(ends: Node) -> str:
    """A cell of the table: both ends in GB, without the unit."""
    values = [None if end["value"] is None else Fraction(end["value"]) / 10**9 for end in (ends["low"], ends["high"])]
    return _between(*(None if value is None else _number(value) for value in values))


def _between(low: str | None, high: str | None) -> str:
    """Two ends as one, the unit said once where it is the same."""
    if low == high:
        return "?" if low is None else low
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    number, _, unit = low.partition(" ")
    return f"{number} to {high}" if unit and high.endswith(f" {unit}") else f"{low} to {high}"


def _number(value: Fraction) -> str:
    """With three digits after the point below 0.1, two up to 100, one up to 1,000, none beyond."""
    size = abs(value)
    if not size:
        return "0"
    if size < _LEAST_SHOWN:
        return f"{'-' if value < 0 else ''}<0.001"
    places = 3 if size < Fraction(1, 10) else 2 if size < 100 else 1 if size < 1000 else 0
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{number:.{places}f}" if size < _MOST_SHOWN else f"{number:.3e}"


def _stages(stages: Sequence[int], pipeline: int) -> str:
    if pipeline == 1:
        return "all stages"
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


def _notes(plan: Node) -> Iterator[str]:
    """What is missing, what would narrow a range, and where sources disagree; each where there is something to say."""
    missing = [f"{about(one['path'])} ({one['cause']}: {count(one['amounts'], 'amount')})" for one in plan["unknown"]]
    shape = [one for one in plan["unknown"] if one["path"].startswith("/model/")]
    narrowing = [f"{about(one['path'])} ({', '.join(one['amounts'])})" for one in plan["open"]]
    disagreeing = [f"{about(one['path'])} is {' or '.join(one['labels'])}" for one in plan["alternatives"]]
    yield from _listed("missing", missing)
    if len(shape) > 2:
        yield from paragraph("model.catalog says all of the model, where a catalog has it", "  ")
    yield from _listed("narrower if stated", narrowing)
    yield from _listed("sources disagree", disagreeing)
    if missing or narrowing or disagreeing:
        yield ""


def _listed(what: str, texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    more = f"; {len(texts) - _MOST_NAMED} more" if len(texts) > _MOST_NAMED else ""
    return paragraph(f"{what}: {'; '.join(texts[:_MOST_NAMED])}{more}", "", "  ")

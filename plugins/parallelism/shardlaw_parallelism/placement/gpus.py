"""GPUs and nodes of an explicit placement: each GPU once, none missing, no node overfull."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from shardlaw.plugins import Answer, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict, listed
from shardlaw_parallelism.placement.entries import Entries, column, position, steps, union
from shardlaw_parallelism.placement.views import attention_grid

_ENTRIES = "phases[].placement"
_SEARCH = "the first entry that contradicts another is found by a search"


@calculator(
    "placement.repeated_gpu", parameters={"entries": _ENTRIES, "chunks": "count"}, result="text", reason=_SEARCH
)
def repeated_gpu(entries: Entries, chunks: int) -> Answer:
    """The first GPU that is placed more often than it may be, with both its places; else `none`.

    A GPU may stand in `chunks` different stages: the virtual stages of an interleaved pipeline.
    """
    gpus, stages = column(entries, "gpu"), column(entries, "stage").values
    seen: dict[int, list[int]] = defaultdict(list)
    for place, gpu in enumerate(gpus.values):
        if gpu is None:
            continue
        before = seen[gpu]
        same = [other for other in before if stages[place] is not None and stages[other] == stages[place]]
        if same or len(before) >= chunks:
            other = same[0] if same else before[0]
            text = f"GPU {gpu} is placed at {position(entries[other])} and at {position(entries[place])}"
            return conflict(text, steps(entries, (other, place), "gpu", "stage"))
        before.append(place)
    return agreement(gpus.missing)


@calculator("placement.missing_gpu", parameters={"entries": _ENTRIES, "gpus": "count"}, result="text", reason=_SEARCH)
def missing_gpu(entries: Entries, gpus: int) -> Answer:
    """The first GPU of 0 to `gpus` - 1 that no entry places, or that is placed and not among them; else `none`."""
    numbers = column(entries, "gpu")
    for place, number in enumerate(numbers.values):
        if number is not None and number >= gpus:
            text = f"GPU {number} is placed; {gpus} GPUs are numbered 0 to {gpus - 1}"
            return conflict(text, steps(entries, (place,), "gpu"))
    placed = set(numbers.values)
    if numbers.missing is None and len(placed) < gpus:
        absent = next(number for number in count() if number not in placed)
        return conflict(f"{len(placed)} of {gpus} GPUs are placed; GPU {absent} is the first without a place")
    return agreement(numbers.missing)


@calculator("placement.overfull_node", parameters={"entries": _ENTRIES, "size": "count"}, result="text", reason=_SEARCH)
def overfull_node(entries: Entries, size: int) -> Answer:
    """The first node with more GPUs than `size`, with their numbers; else `none`."""
    nodes, gpus = column(entries, "node"), column(entries, "gpu")
    held: dict[int, dict[int, int]] = defaultdict(dict)
    for place, (node, gpu) in enumerate(zip(nodes.values, gpus.values, strict=True)):
        if node is not None and gpu is not None:
            held[node].setdefault(gpu, place)
    for node in sorted(held):
        if len(held[node]) > size:
            text = f"node {node} holds {len(held[node])} GPUs ({listed(held[node])}); a node has {size}"
            return conflict(text, steps(entries, tuple(held[node].values()), "node"))
    return agreement(union([nodes.missing, gpus.missing]))


@calculator(
    "placement.misplaced_gpu",
    parameters={"entries": _ENTRIES, "order": "text", "pp": "count", "tp": "count", "cp": "count", "dp": "count"},
    result="text",
    reason="a rank map is compared entry by entry",
)
def misplaced_gpu(entries: Entries, order: str, pp: int, tp: int, cp: int, dp: int) -> Answer:
    """The first GPU that an entry puts elsewhere than the order of the axes does; else `none`."""
    grid = attention_grid(order, pp, tp, cp, dp)
    gpus = column(entries, "gpu")
    axes = [(column(entries, name), axis) for name, axis in (("stage", "pp"), ("tp_rank", "tp"), ("dp_rank", "dp"))]
    stated = [(values, axis) for values, axis in axes if values.stated]
    for place, gpu in enumerate(gpus.values):
        for values, axis in stated:
            said = values.values[place]
            if gpu is None or said is None:
                continue
            expected = grid.coordinate(gpu, axis)
            if said % grid.degree(axis) != expected:
                text = f"GPU {gpu} is placed at {values.label} {said}; {order} puts it at {expected}"
                return conflict(text, steps(entries, (place,), "gpu", values.name))
    return agreement(union([gpus.missing, *(values.missing for values, _ in stated)]))

"""Stages and groups of an explicit placement: complete, equally large, and inside one stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count

from shardlaw.plugins import Answer, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict, listed
from shardlaw_parallelism.placement.entries import Column, Entries, column, holder, steps, union

_ENTRIES = "phases[].placement"
_REASON = "groups are collected over all entries"

# Of a group, by its key: the entries that hold each rank.
_Holders = Mapping[int, list[int]]


@calculator(
    "placement.stage_conflict",
    parameters={"entries": _ENTRIES, "pp": "count", "chunks": "count"},
    result="text",
    reason=_REASON,
)
def stage_conflict(entries: Entries, pp: int, chunks: int) -> Answer:
    """The first stage that PP does not have, that has no GPU, or that has more GPUs than another; else `none`.

    With `chunks` virtual stages on each pipeline rank, entries may number the ranks or the virtual stages.
    """
    stages = column(entries, "stage")
    beyond = _beyond(entries, stages, pp * chunks)
    if beyond is not None:
        return beyond
    if stages.missing is not None:
        return agreement(stages.missing)
    held = _by_rank(stages.values)
    expected = pp if max(held, default=0) < pp else pp * chunks
    sizes = {stage: len({entries[place]["gpu"] for place in places}) for stage, places in held.items()}
    if len(sizes) < expected:
        absent = next(stage for stage in count() if stage not in sizes)
        return conflict(f"stage {absent} of {expected} has no GPU; entries name the stages {listed(sizes)}")
    first = min(sizes, default=0)
    for stage in sorted(sizes):
        if sizes[stage] != sizes[first]:
            text = f"stage {first} has {sizes[first]} GPUs and stage {stage} has {sizes[stage]}"
            return conflict(text, steps(entries, (held[first][0], held[stage][0]), "stage"))
    return agreement()


@calculator(
    "placement.tp_group_conflict", parameters={"entries": _ENTRIES, "tp": "count"}, result="text", reason=_REASON
)
def tp_group_conflict(entries: Entries, tp: int) -> Answer:
    """The first TP group that lacks a rank, or has one more often than another; else `none`.

    A group is the GPUs of one stage with one DP rank, as far as entries say these.
    """
    return _group_conflict(entries, "tp_rank", ("stage", "dp_rank"), tp)


@calculator(
    "placement.dp_group_conflict", parameters={"entries": _ENTRIES, "dp": "count"}, result="text", reason=_REASON
)
def dp_group_conflict(entries: Entries, dp: int) -> Answer:
    """The first DP group that lacks a rank, or has one more often than another; else `none`.

    A group is the GPUs of one stage with one TP rank, as far as entries say these.
    """
    return _group_conflict(entries, "dp_rank", ("stage", "tp_rank"), dp)


@calculator(
    "placement.ep_group_conflict", parameters={"entries": _ENTRIES, "ep": "count"}, result="text", reason=_REASON
)
def ep_group_conflict(entries: Entries, ep: int) -> Answer:
    """The first stage that lacks an EP rank which no other stage has either, or has ranks unequally often; else `none`.

    An EP group whose ranks are spread over stages is another conflict: `placement.split_ep_group`.
    """
    ranks, stages = column(entries, "ep_rank"), column(entries, "stage")
    if ranks.missing is None and (not stages.stated or stages.missing is None):
        held = _by_rank(ranks.values)
        if len(held) == ep and max(held) < ep and _spread(_by_stage(stages, ranks)):
            return agreement()
    return _group_conflict(entries, "ep_rank", ("stage",), ep)


@calculator("placement.split_ep_group", parameters={"entries": _ENTRIES, "ep": "count"}, result="text", reason=_REASON)
def split_ep_group(entries: Entries, ep: int) -> Answer:
    """The stages over which one EP group is spread, with the EP ranks of the first two; else `none`.

    An EP group exchanges tokens within a layer, so each stage needs all its ranks.
    """
    ranks, stages = column(entries, "ep_rank"), column(entries, "stage")
    missing = union([ranks.missing, stages.missing])
    if missing is not None:
        return agreement(missing)
    by_stage = _by_stage(stages, ranks)
    if not _spread(by_stage):
        return agreement()
    first, second, *_ = sorted(by_stage)
    held = f"stage {first} holds EP ranks {listed(by_stage[first])}, stage {second} holds {listed(by_stage[second])}"
    places = (stages.values.index(first), stages.values.index(second))
    return conflict(
        f"the EP group of {ep} ranks is spread over stages: {held}", steps(entries, places, "stage", "ep_rank")
    )


def _group_conflict(entries: Entries, name: str, keys: Sequence[str], degree: int) -> Answer:
    """The first group, by its key, in which the ranks 0 to degree - 1 do not all stand equally often."""
    ranks = column(entries, name)
    beyond = _beyond(entries, ranks, degree)
    if beyond is not None:
        return beyond
    columns = [key for key in (column(entries, key) for key in keys) if key.stated]
    missing = union([ranks.missing, *(key.missing for key in columns)])
    if missing is not None:
        return agreement(missing)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place in range(len(entries)):
        groups[tuple(value for key in columns if (value := key.values[place]) is not None)].append(place)
    for key in sorted(groups):
        places = groups[key]
        holders = _by_rank([ranks.values[place] for place in places])
        where = ", ".join(f"{values.label} {value}" for values, value in zip(columns, key, strict=True))
        text = _incomplete(ranks.label, holders, degree)
        if text is not None:
            gpus = [gpu for place in places if isinstance(gpu := entries[place]["gpu"], int)]
            group = f"the {ranks.label} group of {where}" if where else f"the {ranks.label} group"
            return conflict(f"{group} {text}; it is on GPUs {listed(gpus)}", steps(entries, places[:8], name))
    return agreement()


def _incomplete(label: str, holders: _Holders, degree: int) -> str | None:
    """What is wrong with the ranks of one group."""
    if len(holders) < degree:
        absent = next(rank for rank in count() if rank not in holders)
        return f"lacks {label} rank {absent} of {degree}"
    for rank in sorted(holders):
        if len(holders[rank]) != len(holders[0]):
            return f"has {label} rank 0 on {len(holders[0])} GPUs and {label} rank {rank} on {len(holders[rank])}"
    return None


def _beyond(entries: Entries, ranks: Column, degree: int) -> Answer | None:
    """The first entry whose rank the degree does not have."""
    for place, rank in enumerate(ranks.values):
        if rank is not None and rank >= degree:
            who = holder(entries, place)
            text = f"{who} is {ranks.label} {rank}; {degree} are numbered 0 to {degree - 1}"
            return conflict(text, steps(entries, (place,), ranks.name))
    return None


def _by_rank(ranks: Sequence[int | None]) -> dict[int, list[int]]:
    """The positions of each rank in a sequence."""
    held: dict[int, list[int]] = defaultdict(list)
    for place, rank in enumerate(ranks):
        if rank is not None:
            held[rank].append(place)
    return held


def _by_stage(stages: Column, ranks: Column) -> dict[int, set[int]]:
    """The ranks that each stage has."""
    found: dict[int, set[int]] = defaultdict(set)
    for stage, rank in zip(stages.values, ranks.values, strict=True):
        if stage is not None and rank is not None:
            found[stage].add(rank)
    return found


def _spread(by_stage: Mapping[int, set[int]]) -> bool:
    """Whether no stage has all the ranks that the stages have together."""
    together = set().union(*by_stage.values())
    return bool(together) and all(ranks != together for ranks in by_stage.values())

"""Experts of an explicit placement: each somewhere in every stage, none that the model does not have, equal shares."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from shardlaw.plugins import Answer, Step, Unknown, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict, listed
from shardlaw_parallelism.placement.entries import Entries, column, holder, steps, union

_ENTRIES = "phases[].placement"
_REASON = "the experts of a stage are collected over all entries"

_Held = list[tuple[int, ...] | Unknown]


def _experts(entries: Entries) -> _Held:
    """The numbers of the experts that each entry holds; unknown where it does not say all."""
    return [_numbers(entry["experts"]) for entry in entries]


def _numbers(said: object) -> tuple[int, ...] | Unknown:
    if isinstance(said, Unknown):
        return said
    items = said if isinstance(said, tuple) else ()
    unknown = union([item for item in items if isinstance(item, Unknown)])
    return tuple(item for item in items if isinstance(item, int)) if unknown is None else unknown


@calculator(
    "placement.missing_expert", parameters={"entries": _ENTRIES, "experts": "count"}, result="text", reason=_REASON
)
def missing_expert(entries: Entries, experts: int) -> Answer:
    """The first expert of 0 to `experts` - 1 that is on no GPU of a stage, with the stage; else `none`.

    A stage whose GPUs are all said to hold no experts has none, as the dense layers of a model do; but some stage has.
    """
    stages, held = column(entries, "stage"), _experts(entries)
    if stages.stated and stages.missing is not None:
        return agreement(stages.missing)
    found: dict[int, set[int]] = defaultdict(set)
    unknown: dict[int, list[Unknown]] = defaultdict(list)
    for stage, numbers in zip(stages.values, held, strict=True):
        if isinstance(numbers, Unknown):
            unknown[stage or 0].append(numbers)
        else:
            found[stage or 0].update(numbers)
    if not unknown and not any(found.values()):
        return conflict("no GPU holds any expert")
    for stage in sorted(found):
        present = {number for number in found[stage] if number < experts}
        if stage not in unknown and present and len(present) < experts:
            absent = next(number for number in count() if number not in present)
            where = f"of stage {stage}" if stages.stated else "of the placement"
            return conflict(f"expert {absent} of {experts} is on no GPU {where}, which holds {listed(present)}")
    incomplete = [stage for stage in unknown if len(found[stage]) < experts]
    return agreement(union([cause for stage in incomplete for cause in unknown[stage]]))


@calculator(
    "placement.unknown_expert", parameters={"entries": _ENTRIES, "experts": "count"}, result="text", reason=_REASON
)
def unknown_expert(entries: Entries, experts: int) -> Answer:
    """The first expert that an entry holds and 0 to `experts` - 1 does not have; else `none`."""
    held = _experts(entries)
    for place, numbers in enumerate(held):
        for index, number in enumerate(() if isinstance(numbers, Unknown) else numbers):
            if number >= experts:
                where = Step("expert", number, fact=f"{entries[place].at('experts')}/{index}")
                text = f"{holder(entries, place)} holds expert {number}; {experts} are numbered 0 to {experts - 1}"
                return conflict(text, [where])
    return agreement(union([numbers for numbers in held if isinstance(numbers, Unknown)]))


@calculator("placement.uneven_experts", parameters={"entries": _ENTRIES}, result="text", reason=_REASON)
def uneven_experts(entries: Entries) -> Answer:
    """The first two GPUs of a stage that hold different numbers of experts, or different ones on one EP rank.

    `none` where all GPUs of each stage hold equally many.
    """
    stages, ranks, held = column(entries, "stage"), column(entries, "ep_rank"), _experts(entries)
    known: dict[int, tuple[int, ...]] = {}
    first: dict[int | None, int] = {}
    peers: dict[tuple[int | None, int], int] = {}
    for place, numbers in enumerate(held):
        stage, rank = stages.values[place], ranks.values[place]
        if isinstance(numbers, Unknown) or (stages.stated and stage is None):
            continue
        known[place] = numbers
        other = first.setdefault(stage, place)
        if len(numbers) != len(known[other]):
            counts = f"{holder(entries, other)} holds {len(known[other])} experts and {holder(entries, place)}"
            return conflict(f"{counts} {len(numbers)}", steps(entries, (other, place), "gpu"))
        if rank is not None:
            peer = peers.setdefault((stage, rank), place)
            if sorted(numbers) != sorted(known[peer]):
                both = f"{holder(entries, peer)} and {holder(entries, place)} are EP rank {rank}"
                text = f"{both} and hold different experts, {listed(known[peer])} and {listed(numbers)}"
                return conflict(text, steps(entries, (peer, place), "gpu", "ep_rank"))
    unknown = [numbers for numbers in held if isinstance(numbers, Unknown)]
    return agreement(union([stages.missing if stages.stated else None, *unknown]))

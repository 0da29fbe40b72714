"""Pipeline schedules run event by event: the second derivation of bubbles and of micro-batches in flight.

A schedule is the order of passes on each rank, as Megatron-LM's schedules.py runs them; a pass starts when its rank is
free and what it depends on has finished. Nothing is known here about the length of a bubble.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple


class Pass(NamedTuple):
    """The forward or backward pass of a micro-batch through one chunk of a rank's layers."""

    direction: Literal["forward", "backward"]
    micro_batch: int
    chunk: int


@dataclass(frozen=True)
class Run:
    """How long a step took, and how many chunks of micro-batches each rank held at most."""

    time: int
    held: tuple[int, ...]


def gpipe(pp: int, micro_batches: int) -> list[list[Pass]]:
    """All forward passes, then all backward passes."""
    every = range(micro_batches)
    return [[*(Pass("forward", at, 0) for at in every), *(Pass("backward", at, 0) for at in every)] for _ in range(pp)]


def one_f_one_b(pp: int, micro_batches: int) -> list[list[Pass]]:
    """Forward passes for the ranks behind, then one forward and one backward pass in turn."""
    every = range(micro_batches)
    forward, backward = ([Pass(way, at, 0) for at in every] for way in ("forward", "backward"))
    return [list(_warmed_up(forward, backward, pp - rank - 1)) for rank in range(pp)]


def interleaved(pp: int, micro_batches: int, virtual: int) -> list[list[Pass]]:
    """PP micro-batches through each chunk in turn; the chunks of a rank are PP stages apart."""
    forward = [_chunk_pass("forward", at, pp, virtual) for at in range(micro_batches * virtual)]
    backward = [_chunk_pass("backward", at, pp, virtual) for at in range(micro_batches * virtual)]
    return [list(_warmed_up(forward, backward, 2 * (pp - rank - 1) + (virtual - 1) * pp)) for rank in range(pp)]


def run(orders: Sequence[Sequence[Pass]], virtual: int, forward: int, backward: int) -> Run:
    """The step that these orders make where a pass of a chunk takes `forward` or `backward`."""
    pp, times = len(orders), {"forward": forward, "backward": backward}
    finished: dict[tuple[str, int, int], int] = {}
    free, place = [0] * pp, [0] * pp
    while any(place[rank] < len(orders[rank]) for rank in range(pp)):
        before = sum(place)
        for rank, order in enumerate(orders):
            while place[rank] < len(order):
                step = order[place[rank]]
                stage = step.chunk * pp + rank
                ready = [finished.get(needed) for needed in _needs(step, stage, pp * virtual)]
                if None in ready:
                    break
                free[rank] = max([free[rank], *(time for time in ready if time is not None)]) + times[step.direction]
                finished[step.direction, step.micro_batch, stage] = free[rank]
                place[rank] += 1
        assert sum(place) > before, "the orders wait for each other"
    return Run(max(free), tuple(_most_held(order) for order in orders))


def _needs(step: Pass, stage: int, stages: int) -> Iterator[tuple[str, int, int]]:
    """What has to be finished before a pass: its neighbour's, and forward before backward."""
    if step.direction == "forward":
        if stage > 0:
            yield "forward", step.micro_batch, stage - 1
    else:
        yield "forward", step.micro_batch, stage
        if stage < stages - 1:
            yield "backward", step.micro_batch, stage + 1


def _warmed_up(forward: Sequence[Pass], backward: Sequence[Pass], ahead: int) -> Iterator[Pass]:
    """`ahead` forward passes, then a forward and a backward pass in turn, then the backward passes that are left."""
    ahead = min(ahead, len(forward))
    yield from forward[:ahead]
    for there, back in zip(forward[ahead:], backward, strict=False):
        yield there
        yield back
    yield from backward[len(forward) - ahead :]


def _chunk_pass(way: Literal["forward", "backward"], at: int, pp: int, virtual: int) -> Pass:
    group, inside = divmod(at, pp * virtual)
    chunk = inside // pp
    return Pass(way, group * pp + inside % pp, chunk if way == "forward" else virtual - 1 - chunk)


def _most_held(order: Sequence[Pass]) -> int:
    held = most = 0
    for step in order:
        held += 1 if step.direction == "forward" else -1
        most = max(most, held)
    return most


def zero_bubble(pp: int, micro_batches: int, forward: int, inputs: int, weights: int) -> int:
    """How long a step takes whose backward pass is split: gradients of inputs first, those of weights when all waits.

    No order is given. A free rank takes a backward pass for inputs if one is ready, else a forward pass if it holds no
    more micro-batches than in 1F1B, else a backward pass for weights: ZB1P, as a greedy rule.
    """
    finished: dict[tuple[str, int, int], int] = {}
    free = [0] * pp
    counts = {kind: [0] * pp for kind in ("forward", "inputs", "weights")}
    times = {"forward": forward, "inputs": inputs, "weights": weights}

    def ready(kind: str, at: int, stage: int, now: int) -> bool:
        return finished.get((kind, at, stage), now + 1) <= now

    def chosen(rank: int, now: int) -> str | None:
        ahead, back, updated = (counts[kind][rank] for kind in counts)
        if ready("forward", back, rank, now) and (rank == pp - 1 or ready("inputs", back, rank + 1, now)):
            return "inputs"
        room = ahead < micro_batches and ahead - back < pp - rank
        if room and (rank == 0 or ready("forward", ahead, rank - 1, now)):
            return "forward"
        return "weights" if updated < back else None

    moments = {0}
    while moments:
        now = min(moments)
        moments.remove(now)
        for rank in range(pp):
            kind = chosen(rank, now) if free[rank] <= now else None
            if kind is not None:
                free[rank] = finished[kind, counts[kind][rank], rank] = now + times[kind]
                counts[kind][rank] += 1
                moments.add(free[rank])
    assert all(count == micro_batches for count in counts["weights"])
    return max(free)

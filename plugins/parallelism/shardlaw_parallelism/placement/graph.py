"""The directed graph of stages and collectives: what one micro-batch runs, and what each operation waits for.

All ranks of a stage do the same at the same time, each in its own groups, so one node stands for an operation of a
whole stage. Where a pipeline is interleaved a stage is a virtual one: a rank holds several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from shardlaw.dataclass import dataclass
from shardlaw_parallelism.placement.views import World

Graph = Mapping[str, Sequence[str]]  # each operation, with those that have to be done before it


@dataclass(frozen=True, slots=True)
class Sorted:
    """A graph without cycles: its operations in an order in which they can run, and the length of its longest path."""

    order: tuple[str, ...]
    longest: int


def operations(world: World, stages: int, *, training: bool) -> Graph:
    """The operations of `stages` stages, virtual ones included, for one micro-batch."""
    forward = [[f"stage {stage} {name}" for name in _forward(world)] for stage in range(stages)]
    chain = _linked(forward)
    if not training:
        return _waiting(chain)
    backward = [[f"stage {stage} {name} backward" for name in _forward(world)] for stage in range(stages)]
    graph = _waiting([*chain, *reversed(_linked(backward, " backward"))])
    ranks = world.attention.degree("pp")
    for rank in range(ranks):
        done = [backward[stage][0] for stage in range(rank, stages, ranks)]
        for axis, grid in (("dp", world.attention), ("edp", world.experts)):
            if grid.degree(axis) > 1:
                graph[f"stage {rank} {axis.upper()} gradient reduction"] = done
    return graph


def _forward(world: World) -> list[str]:
    """The operations of one stage on the way forward; a collective only where its group has several ranks."""
    attention, experts = world.attention, world.experts
    names = ["CP exchange"] if attention.degree("cp") > 1 else []
    names.append("attention")
    if attention.degree("tp") > 1:
        names.append("TP reduction")
    if experts.degree("ep") == 1:
        return [*names, "MLP"]
    names += ["EP dispatch", "experts"]
    if experts.degree("etp") > 1:
        names.append("ETP reduction")
    return [*names, "EP combine"]


def _linked(stages: Sequence[Sequence[str]], suffix: str = "") -> list[str]:
    """The operations of all stages one after the other, with the transfers between stages."""
    chain: list[str] = []
    for stage, names in enumerate(stages):
        if stage:
            chain.append(f"transfer {stage - 1} to {stage}{suffix}")
        chain += names
    return chain


def _waiting(chain: Sequence[str]) -> dict[str, Sequence[str]]:
    return {name: chain[place - 1 : place] if place else () for place, name in enumerate(chain)}


def sort(graph: Graph) -> Sorted | tuple[str, ...]:
    """An order in which the operations can run; or a cycle, its first operation repeated at the end."""
    try:
        order = tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return _from_first(tuple(error.args[1]))
    longest: dict[str, int] = {}
    for name in order:
        longest[name] = 1 + max((longest[before] for before in graph.get(name, ())), default=0)
    return Sorted(order, max(longest.values(), default=0))


def edges(graph: Graph) -> int:
    return sum(len(before) for before in graph.values())


def _from_first(cycle: Sequence[str]) -> tuple[str, ...]:
    """The same cycle, begun at the name that sorts first, so that it does not depend on how it was found."""
    names = cycle[:-1]
    start = names.index(min(names))
    return (*names[start:], *names[:start], names[start])


def arrows(cycle: Iterable[str]) -> str:
    """A cycle as people draw it: `a -> b -> a`."""
    return " -> ".join(cycle)

"""The order of stages: embedding, layers and loss follow each other, so that no stage waits for itself."""

from __future__ import annotations

from collections.abc import Collection

from shardlaw.plugins import Answer, Record, Step, Unknown, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict
from shardlaw_parallelism.placement.entries import union
from shardlaw_parallelism.placement.graph import arrows, sort


def dataflow_cycle(stages: int, embeddings: Collection[int], losses: Collection[int]) -> tuple[str, ...] | None:
    """The stages that wait for each other; None where each waits for earlier ones only.

    Stages hand on their output in their order. The first waits for the embedding and the loss waits for the last, so
    that an embedding elsewhere than in the first stage, or a loss elsewhere than in the last, closes a cycle. Copies
    elsewhere (of tied embeddings) do not: the stage that needs one has its own.
    """
    graph: dict[str, list[str]] = {f"stage {stage}": [f"stage {stage - 1}"] if stage else [] for stage in range(stages)}
    if embeddings and 0 not in embeddings:
        graph["stage 0"].append(f"stage {min(embeddings)}")
    if losses and stages - 1 not in losses:
        graph[f"stage {max(losses)}"].append(f"stage {stages - 1}")
    order = sort(graph)
    return order if isinstance(order, tuple) else None


@calculator(
    "placement.stage_cycle",
    parameters={"stages": "phases[].stages"},
    result="text",
    reason="a cycle of a graph is found by a search",
)
def stage_cycle(stages: tuple[Record, ...]) -> Answer:
    """The stages that wait for each other because embedding or loss stand in the wrong one; else `none`."""
    held = {
        name: [place for place, stage in enumerate(stages) if stage[name] is True] for name in ("embedding", "loss")
    }
    cycle = dataflow_cycle(len(stages), held["embedding"], held["loss"])
    if cycle is None:
        return agreement()
    decisive = [stages[place][name] for name, place in (("embedding", 0), ("loss", -1)) if held[name]]
    missing = union([value for value in decisive if isinstance(value, Unknown)])
    if missing is not None:
        return agreement(missing)
    where = ", ".join(f"the {name} is in stage {places[0]}" for name, places in held.items() if places)
    steps = [Step(name, f"stage {place}", fact=stages[place].at(name)) for name in held for place in held[name]]
    return conflict(f"{arrows(cycle)}: {where} of {len(stages)}", steps)

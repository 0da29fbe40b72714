"""Pipeline layouts as Megatron-LM writes them: `Et*4|(t*7|)*5t*8|tmL`.

`E` is the embedding, `t` a layer, `m` a layer of multi-token prediction, `L` the loss. `|` ends a stage, `*n` repeats
what stands before it, brackets keep together, commas mean nothing.
"""

from __future__ import annotations

import re

from shardlaw.plugins import Answer, Step, Unknown, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict
from shardlaw_parallelism.placement.graph import arrows
from shardlaw_parallelism.placement.stages import dataflow_cycle

LONGEST = 65_536  # symbols after all repetition
_TOKEN = re.compile(r"[EtmL|()]|\*([0-9]{1,6})|[,\s]")
_REASON = "a layout is a text with repetition"


def stages_of(layout: str) -> list[str] | None:
    """What each stage holds, `Ett` for one, virtual stages in their order; None where it is no layout."""
    open_groups: list[list[str]] = [[]]
    end = 0
    while end < len(layout):
        token = _TOKEN.match(layout, end)
        if token is None:
            return None
        word, times, end = token.group(), token.group(1), token.end()
        parts = open_groups[-1]
        if word == "(":
            open_groups.append([])
        elif word == ")":
            if len(open_groups) == 1:
                return None
            open_groups.pop()
            open_groups[-1].append("".join(parts))
        elif times is not None:
            if not parts or len(parts[-1]) * int(times) > LONGEST:
                return None
            parts[-1] *= int(times)
        elif word in "EtmL|":
            parts.append(word)
        if sum(map(len, open_groups[-1])) > LONGEST:
            return None
    return "".join(open_groups[0]).split("|") if len(open_groups) == 1 else None


def _unreadable(layout: str) -> Answer:
    return Answer(Unknown.because("no answer", f"`{layout:.60}` is no layout of E, t, m, L and |"))


@calculator("placement.layout_stages", parameters={"layout": "text"}, result="count", reason=_REASON)
def layout_stages(layout: str) -> Answer:
    """How many stages a pipeline layout has, virtual ones included."""
    stages = stages_of(layout)
    return _unreadable(layout) if stages is None else Answer(len(stages))


@calculator("placement.layout_layers", parameters={"layout": "text"}, result="count", reason=_REASON)
def layout_layers(layout: str) -> Answer:
    """How many layers a pipeline layout places, those of multi-token prediction left out."""
    stages = stages_of(layout)
    if stages is None:
        return _unreadable(layout)
    held = ", ".join(str(stage.count("t")) for stage in stages[:64])
    return Answer(sum(stage.count("t") for stage in stages), (Step("layers of the stages", held),))


@calculator("placement.layout_cycle", parameters={"layout": "text"}, result="text", reason=_REASON)
def layout_cycle(layout: str) -> Answer:
    """The stages of a layout that wait for each other because embedding or loss stand in the wrong one; else `none`."""
    stages = stages_of(layout)
    if stages is None:
        return _unreadable(layout)
    embeddings = [place for place, stage in enumerate(stages) if "E" in stage]
    losses = [place for place, stage in enumerate(stages) if "L" in stage]
    cycle = dataflow_cycle(len(stages), embeddings, losses)
    return agreement() if cycle is None else conflict(arrows(cycle))

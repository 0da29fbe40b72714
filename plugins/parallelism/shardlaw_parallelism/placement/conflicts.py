"""Whether the degrees of a plan give one world: both views of the same ranks, and the same stages in both."""

from __future__ import annotations

from shardlaw.plugins import Answer, Number, Step, Unknown, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict
from shardlaw_parallelism.placement.graph import edges, operations, sort
from shardlaw_parallelism.placement.grid import Grid
from shardlaw_parallelism.placement.views import AXES, Degrees, World, attention_grid, expert_grid, whole

LONGEST_PIPELINE = 4096  # stages, virtual ones included


@calculator(
    "placement.graph_conflict",
    parameters={
        "gpus": "count",
        "order": "text",
        "pp": "count",
        "chunks": "count",
        "tp": "count",
        "cp": "count",
        "dp": "count",
        "etp": "count",
        "ep": "count",
        "edp": "count",
        "training": "bool",
    },
    result="text",
    reason="a graph of stages and collectives is built and sorted",
)
def graph_conflict(
    gpus: Number,
    order: str,
    pp: Number,
    chunks: Number,
    tp: Number,
    cp: Number,
    dp: Number,
    etp: Number,
    ep: Number,
    edp: Number,
    training: bool,
) -> Answer:
    """Why no graph of stages and collectives can be built, with the first ranks that contradict each other.

    `none` where both views hold the same ranks; the steps then tell the groups of the rank map and the size of the
    graph. DP and EDP may be what is left of the GPUs, and are no whole numbers where that does not come out even.
    """
    given = [whole(number) for number in (gpus, pp, chunks, tp, cp, etp, ep)]
    if any(number is None for number in given):
        return Answer(Unknown.because("no answer", "degrees that are not whole numbers"))
    total, stages, virtual, *rest = (number for number in given if number is not None)
    degrees = Degrees(stages, rest[0], rest[1], dp, rest[2], rest[3], edp)
    steps = [Step("ranks of attention", degrees.attention), Step("ranks of the experts", degrees.experts)]
    text = _disagreement(total, degrees)
    if text is not None:
        return conflict(text, steps)
    if stages * virtual > LONGEST_PIPELINE:
        return Answer(Unknown.because("no answer", f"a pipeline of more than {LONGEST_PIPELINE} stages"))
    world = World(
        attention_grid(order, stages, degrees.tp, degrees.cp, int(dp)),
        expert_grid(order, stages, degrees.etp, degrees.ep, int(edp)),
    )
    return agreement(None, [*steps, *_described(world, stages * virtual, training=training)])


def _disagreement(gpus: int, degrees: Degrees) -> str | None:
    """The first thing in which the number of GPUs and the two views contradict each other."""
    pp, tp, cp, etp, ep = degrees.pp, degrees.tp, degrees.cp, degrees.etp, degrees.ep
    block, grid = pp * tp * cp, etp * ep
    if whole(degrees.dp) is None:
        over = gpus % block
        return f"{gpus} GPUs in blocks of PP {pp} x TP {tp} x CP {cp} = {block} leave {_ranks(gpus - over, gpus)} over"
    attention = f"attention sees PP {pp} x TP {tp} x CP {cp} x DP {degrees.dp} = {degrees.attention} ranks"
    experts = f"the experts see PP {pp} x ETP {etp} x EP {ep} x EDP {degrees.edp} = {degrees.experts}"
    if whole(degrees.edp) is None:
        experts = f"the experts see grids of PP {pp} x ETP {etp} x EP {ep} = {pp * grid}"
    if degrees.attention != gpus:
        unmatched = _unmatched("attention", int(degrees.attention), gpus)
        return f"{attention}, {experts}, and {gpus} GPUs are stated: {unmatched}"
    if whole(degrees.edp) is None:
        return f"{attention}, {experts}: {_broken_grid(gpus // pp, pp, grid)}"
    if degrees.experts != gpus:
        return f"{attention}, {experts}: {_unmatched('expert', int(degrees.experts), gpus)}"
    return None


def _unmatched(view: str, ranks: int, gpus: int) -> str:
    """Which ranks have no GPU, or are in no group of a view."""
    if ranks < gpus:
        return f"{_ranks(ranks, gpus)} are in no {view} group"
    return f"{_ranks(gpus, ranks)} have no GPU"


def _broken_grid(stage: int, pp: int, grid: int) -> str:
    """Where the expert grids of a stage do not fit its ranks."""
    if grid <= stage:
        return f"{_ranks(stage - stage % grid, stage)} of stage 0 are in no whole EP group"
    if grid <= stage * pp:
        return f"the first EP group takes {_ranks(0, grid)}, and stage 0 ends at rank {stage - 1}"
    return f"the first EP group takes {_ranks(0, grid)}, and there are {stage * pp}"


def _ranks(first: int, end: int) -> str:
    return f"rank {first}" if first == end - 1 else f"ranks {first} to {end - 1}"


def _described(world: World, stages: int, *, training: bool) -> list[Step]:
    """The groups of the rank map, and the graph with its size and its longest path."""
    axes = [(world.attention, axis) for axis in ("pp", "tp", "cp", "dp")]
    axes += [(world.experts, axis) for axis in ("etp", "ep", "edp")]
    steps = [Step("ranks of a stage", world.stage_ranks)]
    steps += [Step(f"{axis.upper()} groups", _group(grid, axis)) for grid, axis in axes if grid.degree(axis) > 1]
    graph = operations(world, stages, training=training)
    order = sort(graph)
    longest = 0 if isinstance(order, tuple) else order.longest
    return [*steps, Step("operations", len(graph)), Step("edges", edges(graph)), Step("longest path", longest)]


def _group(grid: Grid, axis: str) -> str:
    """How many groups an axis has, and the first of them: `4 of 2 ranks, the first 0, 4`."""
    first = grid.group(0, axis)
    members = ", ".join(map(str, first[:4])) + (", ..." if len(first) > 4 else "")
    return f"{grid.size // len(first)} of {len(first)} ranks, the first {members}"


@calculator(
    "placement.order_gap",
    parameters={"order": "text", "pp": "count", "tp": "count", "cp": "count", "dp": "count", "ep": "count"},
    result="text",
    reason="an order of axes is a text",
)
def order_gap(order: str, pp: Number, tp: Number, cp: Number, dp: Number, ep: Number) -> Answer:
    """The first thing that is wrong with an order of axes: a word that is none, one twice, one left out; else `none`.

    An axis of degree 1 may be left out: it has one place only.
    """
    named = order.lower().split("-")
    for place, word in enumerate(named):
        if word not in AXES:
            return conflict(f"`{word}` is no axis; the axes are {', '.join(AXES)}")
        if word in named[:place]:
            return conflict(f"{word.upper()} stands twice")
    for axis, degree in zip(("pp", "tp", "cp", "dp", "ep"), (pp, tp, cp, dp, ep), strict=True):
        if axis not in named and degree > 1:
            return conflict(f"{axis.upper()} {degree} has no place")
    return agreement()


@calculator(
    "placement.stage_split",
    parameters={
        "order": "text",
        "pp": "count",
        "tp": "count",
        "cp": "count",
        "dp": "count",
        "etp": "count",
        "ep": "count",
        "edp": "count",
    },
    result="text",
    reason="two rank maps are compared",
)
def stage_split(order: str, pp: int, tp: int, cp: int, dp: int, etp: int, ep: int, edp: int) -> Answer:
    """The first rank that attention and experts put into different stages under an order of axes; else `none`.

    Only an order that names PP elsewhere than last can do that.
    """
    attention = attention_grid(order, pp, tp, cp, dp)
    experts = expert_grid(order, pp, etp, ep, edp)
    strides = attention.stride("pp"), experts.stride("pp")
    steps = [Step("ranks between stages, attention", strides[0]), Step("ranks between stages, experts", strides[1])]
    if pp == 1 or strides[0] == strides[1]:
        return agreement(None, steps)
    rank = min(strides)
    places = attention.coordinate(rank, "pp"), experts.coordinate(rank, "pp")
    return conflict(
        f"rank {rank} is in stage {places[0]} for attention and in stage {places[1]} for the experts", steps
    )

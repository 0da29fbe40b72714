"""Rank maps: every rank in one group of every axis, strides, both views of a world, and published examples."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations, product
from math import lcm, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.values import value

from shardlaw_parallelism.placement.conflicts import graph_conflict, stage_split
from shardlaw_parallelism.placement.grid import Grid
from shardlaw_parallelism.placement.views import attention_grid, axes_of, expert_grid

Coordinates = dict[int, dict[str, int]]


def counted(axes: tuple[tuple[str, int], ...]) -> Coordinates:
    """The coordinates of every rank, found by counting like an odometer: the second derivation, without strides."""
    wheel = dict.fromkeys((name for name, _ in axes), 0)
    found: Coordinates = {}
    for rank in range(prod(degree for _, degree in axes)):
        found[rank] = dict(wheel)
        for name, degree in axes:
            wheel[name] += 1
            if wheel[name] < degree:
                break
            wheel[name] = 0
    return found


def gathered(coordinates: Coordinates, names: tuple[str, ...]) -> list[tuple[int, ...]]:
    """The groups along some axes: the ranks that agree in all others."""
    groups: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for rank, place in coordinates.items():
        groups[tuple(item for item in place.items() if item[0] not in names)].append(rank)
    return sorted(map(tuple, groups.values()))


def held_to(grid: Grid, names: tuple[str, ...]) -> None:
    coordinates = counted(grid.axes)
    groups = list(grid.groups(*names))
    assert sorted(groups) == gathered(coordinates, names)
    assert groups == sorted(groups)
    assert sorted(rank for group in groups for rank in group) == list(range(grid.size))
    for rank, place in coordinates.items():
        assert {name: grid.coordinate(rank, name) for name, _ in grid.axes} == place


def test_every_small_grid_in_every_order():
    checked = 0
    for order in permutations(("tp", "cp", "dp", "pp")):
        for degrees in product((1, 2, 3), repeat=4):
            grid = Grid(tuple(zip(order, degrees, strict=True)))
            held_to(grid, (order[checked % 4],))
            checked += 1
    assert checked == 1944


@given(
    st.lists(st.integers(1, 6), min_size=4, max_size=4),
    st.permutations(["tp", "ep", "dp", "pp"]),
    st.sets(st.sampled_from(["tp", "ep", "dp", "pp"]), min_size=1),
)
def test_grids_along_several_axes(degrees, order, names):
    held_to(Grid(tuple(zip(order, degrees, strict=True))), tuple(names))


@given(st.lists(st.integers(1, 64), min_size=4, max_size=4), st.permutations(["tp", "cp", "dp", "pp"]), st.data())
def test_a_group_has_its_degree_its_stride_and_its_member(degrees, order, data):
    grid = Grid(tuple(zip(order, degrees, strict=True)))
    rank = data.draw(st.integers(0, grid.size - 1))
    for name, degree in grid.axes:
        group = grid.group(rank, name)
        assert (len(group), group.step, rank in group) == (degree, grid.stride(name), True)
        assert [grid.coordinate(member, name) for member in group] == list(range(degree))


# megatron/core/parallel_state.py at 00caa53a of NVIDIA/Megatron-LM: what its docstrings say of the groups.
PUBLISHED = [
    ((("tp", 2), ("pp", 2), ("dp", 2)), "dp", [[0, 4], [1, 5], [2, 6], [3, 7]]),
    ((("tp", 2), ("dp", 2), ("pp", 4)), "dp", [[0, 2], [1, 3], [4, 6], [5, 7], [8, 10], [9, 11], [12, 14], [13, 15]]),
    ((("tp", 2), ("dp", 2), ("pp", 4)), "tp", [[first, first + 1] for first in range(0, 16, 2)]),
    ((("tp", 2), ("dp", 2), ("pp", 4)), "pp", [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]]),
    ((("tp", 4), ("cp", 2)), "cp", [[0, 4], [1, 5], [2, 6], [3, 7]]),
]


@pytest.mark.parametrize(("axes", "name", "groups"), PUBLISHED)
def test_published_groups(axes, name, groups):
    assert [list(group) for group in Grid(axes).groups(name)] == groups


def test_published_groups_of_three_by_two_by_four():
    """parallel_size [2, 3, 4], data parallel in the middle: the first group is 0, 2, 4 and the last 19, 21, 23."""
    groups = list(Grid((("tp", 2), ("dp", 3), ("pp", 4))).groups("dp"))
    assert (groups[0], groups[-1], len(groups)) == ((0, 2, 4), (19, 21, 23), 8)


def test_groups_that_do_not_lie_in_one_node():
    """TP groups on nodes of 8: TP 6 breaks 2 of 4 groups, TP 3 breaks 1 of 4."""

    def broken(tp: int) -> int:
        return sum(group[0] // 8 != group[-1] // 8 for group in Grid((("tp", tp), ("dp", 4))).groups("tp"))

    assert (broken(6), broken(3), broken(4), broken(8)) == (2, 1, 0, 0)


@given(
    st.lists(st.integers(1, 6), min_size=3, max_size=3),
    st.permutations(["tp", "dp", "pp"]),
    st.integers(1, 48),
    st.sampled_from(["tp", "dp", "pp"]),
)
def test_groups_inside_nodes_are_those_that_no_node_splits(degrees, order, node, name):
    grid = Grid(tuple(zip(order, degrees, strict=True)))
    inside = all(len({rank // node for rank in group}) == 1 for group in grid.groups(name))
    said = value(f"layout.groups_inside_node({grid.degree(name)}, {grid.stride(name)}, {grid.size}, {node})")
    assert bool(said) == inside


# ---- two views of one world ---------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, int]:
    """Degrees whose two views hold the same ranks."""
    pp, tp, cp, etp, ep = (
        draw(st.sampled_from(sizes)) for sizes in ((1, 2, 4), (1, 2, 3, 4), (1, 2), (1, 2), (1, 2, 4, 6))
    )
    stage = lcm(tp * cp, etp * ep) * draw(st.sampled_from((1, 2, 3)))
    dp, edp = stage // (tp * cp), stage // (etp * ep)
    return {"pp": pp, "tp": tp, "cp": cp, "dp": dp, "etp": etp, "ep": ep, "edp": edp}


ORDERS = st.permutations(["tp", "cp", "ep", "dp", "pp"]).map("-".join)


@pytest.mark.parametrize("order", ["tp-cp-ep-dp-pp", "tp-cp-ep-pp-dp"])
def test_every_group_of_both_views_in_both_orders(order):
    """PP before or after DP, as Megatron-LM allows: 720 worlds, the experts without CP."""
    for pp, tp, cp, etp, ep, copies in product((1, 2, 4), (1, 2, 3, 4, 8), (1, 2), (1, 2), (1, 2, 4, 6), (1, 2, 3)):
        stage = lcm(tp * cp, etp * ep) * copies
        for grid in (
            attention_grid(order, pp, tp, cp, stage // (tp * cp)),
            expert_grid(order, pp, etp, ep, stage // (etp * ep)),
        ):
            assert grid.size == pp * stage
            coordinates = counted(grid.axes)
            for name, degree in grid.axes:
                groups = list(grid.groups(name))
                assert groups == gathered(coordinates, (name,))
                assert {len(group) for group in groups} == {degree}
                assert {tuple(range(group[0], group[-1] + 1, grid.stride(name))) for group in groups} == set(groups)


def stages(grid: Grid) -> list[set[int]]:
    coordinates = counted(grid.axes)
    return [{rank for rank, place in coordinates.items() if place["pp"] == stage} for stage in range(grid.degree("pp"))]


@given(worlds(), ORDERS)
def test_both_views_hold_the_same_ranks_and_split_is_what_the_sets_say(world, order):
    attention = attention_grid(order, world["pp"], world["tp"], world["cp"], world["dp"])
    experts = expert_grid(order, world["pp"], world["etp"], world["ep"], world["edp"])
    assert attention.size == experts.size
    answer = stage_split.call(order, *world.values())
    if stages(attention) == stages(experts):
        assert answer.value == "none"
        return
    mine, theirs = ({rank: at["pp"] for rank, at in counted(grid.axes).items()} for grid in (attention, experts))
    rank = next(rank for rank in mine if mine[rank] != theirs[rank])
    assert answer.value == (
        f"rank {rank} is in stage {mine[rank]} for attention and in stage {theirs[rank]} for the experts"
    )


@given(worlds(), ORDERS)
def test_with_pp_last_every_ep_group_is_inside_a_stage(world, order):
    order = order.replace("pp-", "").removesuffix("-pp") + "-pp"
    experts = expert_grid(order, world["pp"], world["etp"], world["ep"], world["edp"])
    inside = stages(attention_grid(order, world["pp"], world["tp"], world["cp"], world["dp"]))
    for group in experts.groups("ep"):
        assert any(stage.issuperset(group) for stage in inside)


@given(worlds(), st.booleans())
def test_a_world_has_a_graph_and_its_steps_tell_its_groups(world, training):
    order, gpus = "tp-cp-ep-dp-pp", world["pp"] * world["tp"] * world["cp"] * world["dp"]
    degrees = [world[name] for name in ("tp", "cp", "dp", "etp", "ep", "edp")]
    answer = graph_conflict.call(gpus, order, world["pp"], 1, *degrees, training)
    assert answer.value == "none"
    steps = {step.name: step.value for step in answer.steps}
    grids = (
        attention_grid(order, world["pp"], world["tp"], world["cp"], world["dp"]),
        expert_grid(order, world["pp"], world["etp"], world["ep"], world["edp"]),
    )
    for grid in grids:
        for name, degree in grid.axes:
            groups = gathered(counted(grid.axes), (name,))
            if degree > 1:
                assert str(steps[f"{name.upper()} groups"]).startswith(
                    f"{len(groups)} of {degree} ranks, the first 0, "
                )
            elif name != "pp":
                assert f"{name.upper()} groups" not in steps


def test_an_order_may_leave_axes_out():
    assert axes_of("tp-dp") == ("tp", "dp", "cp", "ep", "pp")
    assert axes_of("TP-CP-EP-DP-PP") == ("tp", "cp", "ep", "dp", "pp")

"""Worlds from degrees: when both views agree, what is said where they do not, orders, formulas and the graph."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shardlaw.language.environment import Answer
from shardlaw.language.values import Unknown
from shardlaw_parallelism.placement.conflicts import graph_conflict, order_gap
from shardlaw_parallelism.placement.formula import factors, mixes_views
from shardlaw_parallelism.placement.graph import Sorted, edges, operations, sort
from shardlaw_parallelism.placement.views import World, attention_grid, expert_grid

ORDER = "tp-cp-ep-dp-pp"


def judged(gpus: int, *, pp=1, tp=1, cp=1, dp=None, etp=1, ep=1, edp=None, chunks=1, training=False) -> Answer:
    """The answer for degrees, with DP and EDP as what is left of the GPUs where they are not given."""
    left = {"dp": Fraction(gpus, pp * tp * cp), "edp": Fraction(gpus, pp * etp * ep)}
    dp, edp = (
        given if given is not None else whole.numerator if whole.denominator == 1 else whole
        for given, whole in ((dp, left["dp"]), (edp, left["edp"]))
    )
    return graph_conflict.call(gpus, ORDER, pp, chunks, tp, cp, dp, etp, ep, edp, training)


def test_there_is_a_graph_exactly_where_both_views_are_the_gpus():
    small = (1, 2, 3)
    for gpus, pp, tp, dp, ep, etp in product(range(1, 19), small, small, small, small, (1, 2)):
        fits = pp * tp * dp == gpus and gpus % (pp * etp * ep) == 0
        value = judged(gpus, pp=pp, tp=tp, dp=dp, ep=ep, etp=etp).value
        assert (value == "none") == fits, (gpus, pp, tp, dp, ep, etp, value)


# Published layouts on so many GPUs, and the degrees that follow from them.
PUBLISHED = [
    # NVIDIA/Megatron-LM@d98e8a64 docs/user-guide/parallelism-guide.md, DeepSeek-V3: ETP 1 gives EDP 1, and DP is 32
    (1024, {"tp": 2, "pp": 16, "ep": 64}, {"DP": 32, "EDP": 1}),
    # the same file, megatron/core/transformer/moe/README.md: the largest EP with folding
    (256, {"tp": 4, "cp": 2, "pp": 4, "ep": 64}, {"DP": 8, "EDP": 1}),
    # yanring/Megatron-MoE-ModelZoo best_practice/qwen3/readme.md, H100
    (256, {"tp": 2, "pp": 8, "ep": 32}, {"DP": 16, "EDP": 1}),
    (256, {"tp": 2, "ep": 8}, {"DP": 128, "EDP": 32}),
    (256, {"tp": 2, "pp": 32, "ep": 8}, {"DP": 4, "EDP": 1}),
    (128, {"pp": 4, "ep": 32}, {"DP": 32, "EDP": 1}),
]


@pytest.mark.parametrize(("gpus", "degrees", "follow"), PUBLISHED)
def test_published_layouts_have_a_graph(gpus, degrees, follow):
    answer = judged(gpus, **degrees)
    assert answer.value == "none"
    groups = {step.name: str(step.value) for step in answer.steps}
    for axis, degree in follow.items():
        if degree == 1:
            assert f"{axis} groups" not in groups
        else:
            assert groups[f"{axis} groups"].startswith(f"{gpus // degree} of {degree} ranks")


def test_the_product_of_all_degrees_is_no_world():
    """The page with the DeepSeek-V3 row says Total = TP x PP x CP x EP x DP: 2048 for its own 1024 GPUs."""
    answer = judged(2048, tp=2, pp=16, ep=64, dp=32)
    assert answer.value == (
        "attention sees PP 16 x TP 2 x CP 1 x DP 32 = 1024 ranks, "
        "the experts see PP 16 x ETP 1 x EP 64 x EDP 2 = 2048, "
        "and 2048 GPUs are stated: ranks 1024 to 2047 are in no attention group"
    )


@pytest.mark.parametrize(
    ("gpus", "degrees", "says"),
    [
        (7, {"tp": 2}, "7 GPUs in blocks of PP 1 x TP 2 x CP 1 = 2 leave rank 6 over"),
        (16, {"pp": 2, "ep": 3}, "grids of PP 2 x ETP 1 x EP 3 = 6: ranks 6 to 7 of stage 0 are in no whole EP group"),
        (16, {"pp": 4, "ep": 8}, "the first EP group takes ranks 0 to 7, and stage 0 ends at rank 3"),
        (16, {"pp": 2, "ep": 64}, "the first EP group takes ranks 0 to 63, and there are 16"),
        (16, {"dp": 32}, "16 GPUs are stated: ranks 16 to 31 have no GPU"),
        (16, {"ep": 4, "edp": 2}, "x EP 4 x EDP 2 = 8: ranks 8 to 15 are in no expert group"),
    ],
)
def test_the_first_conflict_is_named(gpus, degrees, says):
    assert str(judged(gpus, **degrees).value).endswith(says)


def test_what_is_too_long_or_not_whole_has_no_answer():
    for answer in (judged(1 << 40, pp=1 << 40), graph_conflict.call(8, ORDER, Fraction(1, 2), 1, *[1] * 6, False)):
        assert isinstance(answer.value, Unknown)


# ---- orders and formulas ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "gap"),
    [
        ("tp-cp-ep-dp-pp", "none"),
        ("TP-DP-PP", "none"),
        ("tp-dp", "PP 2 has no place"),
        ("tp-pp", "DP 4 has no place"),
        ("tp-dp-pp-tp", "TP stands twice"),
        ("tp dp pp", "`tp dp pp` is no axis; the axes are tp, cp, ep, dp, pp"),
        ("", "`` is no axis; the axes are tp, cp, ep, dp, pp"),
    ],
)
def test_order_gap(order, gap):
    assert order_gap.call(order, 2, 2, 1, 4, 1).value == gap


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("ep_degree * pp_degree * tp_degree * dp_degree", ["ep", "pp", "tp", "dp"]),
        ("GPU_total = DP × TP × PP × EP × SP", ["dp", "tp", "pp", "ep", "sp"]),  # noqa: RUF001
        ("(TP x PP) * cp", ["tp", "pp", "cp"]),
        ("ep", ["ep"]),
        ("tp_size*pp_size", ["tp", "pp"]),
        ("max(tp, ep) * pp", None),
        ("tp + pp", None),
        ("", None),
    ],
)
def test_factors(formula, found):
    assert factors(formula) == found


@given(st.sets(st.sampled_from(["tp", "pp", "cp", "dp"])), st.booleans())
def test_a_formula_mixes_views_where_it_multiplies_ep_with_an_axis_of_attention(names, with_ep):
    formula = " * ".join([*sorted(names), *(["ep"] if with_ep else [])]) or "edp"
    assert mixes_views.call(formula).value == (with_ep and bool(names - {"pp"}))


def test_whether_another_formula_mixes_views_is_not_known():
    assert isinstance(mixes_views.call("max(tp, ep) * pp").value, Unknown)


# ---- the graph ----------------------------------------------------------------------------------------


def graph_of(gpus: int, stages: int, *, training: bool, **degrees: int):
    get = {"pp": 1, "tp": 1, "cp": 1, "etp": 1, "ep": 1} | degrees
    dp, edp = gpus // (get["pp"] * get["tp"] * get["cp"]), gpus // (get["pp"] * get["etp"] * get["ep"])
    world = World(
        attention_grid(ORDER, get["pp"], get["tp"], get["cp"], dp),
        expert_grid(ORDER, get["pp"], get["etp"], get["ep"], edp),
    )
    return operations(world, stages, training=training)


def test_the_graph_of_two_stages():
    graph = graph_of(16, 2, training=False, pp=2, tp=2, ep=4)
    order = sort(graph)
    assert isinstance(order, Sorted)
    stage = ["attention", "TP reduction", "EP dispatch", "experts", "EP combine"]
    assert order.order == (
        *(f"stage 0 {name}" for name in stage),
        "transfer 0 to 1",
        *(f"stage 1 {name}" for name in stage),
    )
    assert (len(graph), edges(graph), order.longest) == (11, 10, 11)


def test_a_rank_reduces_its_gradients_after_the_last_of_its_stages():
    graph = graph_of(8, 4, training=True, pp=2, tp=2)
    assert graph["stage 0 DP gradient reduction"] == ["stage 0 attention backward", "stage 2 attention backward"]
    order = sort(graph)
    assert isinstance(order, Sorted)
    place = {name: index for index, name in enumerate(order.order)}
    assert place["stage 3 attention"] < place["stage 3 attention backward"] < place["transfer 2 to 3 backward"]
    assert place["stage 0 attention backward"] < place["stage 0 DP gradient reduction"]


@given(
    st.sampled_from([1, 2, 4]), st.sampled_from([1, 2]), st.sampled_from([1, 2, 4]), st.integers(1, 3), st.booleans()
)
def test_no_graph_of_a_world_has_a_cycle(pp, tp, ep, chunks, training):
    graph = graph_of(32, pp * chunks, training=training, pp=pp, tp=tp, ep=ep)
    order = sort(graph)
    assert isinstance(order, Sorted)
    assert sorted(order.order) == sorted(graph)
    assert all(before in graph for waits in graph.values() for before in waits)
    assert order.longest <= len(graph)


def test_a_cycle_begins_at_the_name_that_sorts_first():
    assert sort({"c": ["b"], "a": ["c"], "b": ["a"], "d": ["a"]}) == ("a", "b", "c", "a")

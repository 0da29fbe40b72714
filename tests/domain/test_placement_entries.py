"""Explicit placements: a right one has no conflict, and whatever is changed in it is found and named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shardlaw.language.environment import Record
from shardlaw.language.values import Unknown
from shardlaw_parallelism.placement.experts import missing_expert, uneven_experts, unknown_expert
from shardlaw_parallelism.placement.gpus import misplaced_gpu, missing_gpu, overfull_node, repeated_gpu
from shardlaw_parallelism.placement.groups import (
    dp_group_conflict,
    ep_group_conflict,
    split_ep_group,
    stage_conflict,
    tp_group_conflict,
)
from shardlaw_parallelism.placement.views import attention_grid, expert_grid

ORDER = "tp-cp-ep-dp-pp"
Rows = list[dict[str, Any]]


def records(rows: Rows) -> tuple[Record, ...]:
    return tuple(Record(f"/phases/0/placement/{place}", row.get) for place, row in enumerate(rows))


def placement(pp: int, tp: int, dp: int, ep: int, *, share: int = 2, order: str = ORDER) -> Rows:
    """The entries of a world in which each EP rank holds `share` experts."""
    attention = attention_grid(order, pp, tp, 1, dp)
    experts = expert_grid(order, pp, 1, ep, tp * dp // ep)
    rows: Rows = []
    for gpu in range(attention.size):
        rank = experts.coordinate(gpu, "ep")
        rows.append(
            {
                "gpu": gpu,
                "node": gpu // 8,
                "stage": attention.coordinate(gpu, "pp"),
                "tp_rank": attention.coordinate(gpu, "tp"),
                "dp_rank": attention.coordinate(gpu, "dp"),
                "ep_rank": rank,
                "experts": tuple(range(rank * share, (rank + 1) * share)),
            }
        )
    return rows


def findings(rows: Rows, pp: int, tp: int, dp: int, ep: int, *, share: int = 2) -> dict[str, object]:
    """What every calculator says of some entries, those without a conflict left out."""
    entries = records(rows)
    answers = {
        "repeated": repeated_gpu.call(entries, 1),
        "missing": missing_gpu.call(entries, pp * tp * dp),
        "node": overfull_node.call(entries, 8),
        "stage": stage_conflict.call(entries, pp, 1),
        "tp": tp_group_conflict.call(entries, tp),
        "dp": dp_group_conflict.call(entries, dp),
        "ep": ep_group_conflict.call(entries, ep),
        "split": split_ep_group.call(entries, ep),
        "order": misplaced_gpu.call(entries, ORDER, pp, tp, 1, dp),
        "nowhere": missing_expert.call(entries, ep * share),
        "outside": unknown_expert.call(entries, ep * share),
        "uneven": uneven_experts.call(entries),
    }
    return {name: answer.value for name, answer in answers.items() if answer.value != "none"}


SIZES = st.tuples(
    st.sampled_from([1, 2, 3]), st.sampled_from([1, 2, 4]), st.sampled_from([2, 4]), st.sampled_from([1, 2])
)


@given(SIZES, st.randoms(use_true_random=False))
def test_a_right_placement_has_no_conflict_in_whatever_order_it_is_written(sizes, random):
    rows = placement(*sizes)
    random.shuffle(rows)
    assert findings(rows, *sizes) == {}


@given(SIZES, st.data())
def test_every_single_change_is_found(sizes, data):
    rows = placement(*sizes)
    row = data.draw(st.sampled_from(rows))
    field = data.draw(st.sampled_from(["gpu", "stage", "tp_rank", "dp_rank"]))
    row[field] = data.draw(st.integers(0, len(rows)).filter(lambda value: value != row[field]))
    assert findings(rows, *sizes)


@given(SIZES, st.data())
def test_a_missing_entry_is_found_in_its_groups(sizes, data):
    pp, tp, dp, _ = sizes
    rows = placement(*sizes)
    gone = rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    found = findings(rows, *sizes)
    assert found["missing"] == (
        f"{len(rows)} of {len(rows) + 1} GPUs are placed; GPU {gone['gpu']} is the first without a place"
    )
    assert ("dp" in found) == (dp > 1)
    assert ("stage" in found) == (pp > 1)
    if tp > 1:
        where = f"the TP group of stage {gone['stage']}, DP {gone['dp_rank']} lacks TP rank {gone['tp_rank']} of {tp}"
        assert str(found["tp"]).startswith(where)


def test_an_entry_that_does_not_say_a_column_leaves_it_open_but_not_what_contradicts():
    rows = placement(2, 2, 2, 4)
    del rows[5]["tp_rank"]
    found = findings(rows, 2, 2, 2, 4)
    missing = Unknown.because("not stated", "/phases/0/placement/5/tp_rank")
    assert found == {"tp": missing, "dp": missing, "order": missing}
    rows[6]["tp_rank"] = 7
    assert findings(rows, 2, 2, 2, 4)["tp"] == "GPU 6 is TP 7; 2 are numbered 0 to 1"


def test_columns_that_no_entry_says_split_no_groups():
    rows = [{"gpu": gpu, "tp_rank": gpu % 4} for gpu in range(8)]
    assert tp_group_conflict.call(records(rows), 4).value == "none"
    assert tp_group_conflict.call(records(rows), 8).value == ("the TP group lacks TP rank 4 of 8; it is on GPUs 0 to 7")


@pytest.mark.parametrize(
    ("ranks", "split", "incomplete"),
    [
        ([[0, 1], [0, 1]], "none", "none"),
        ([[0, 0], [1, 1]], "stage 0 holds EP ranks 0, stage 1 holds 1", "none"),
        ([[0, 1], [0, 0]], "none", "the EP group of stage 1 lacks EP rank 1 of 2; it is on GPUs 2 to 3"),
        ([[1, 1], [1, 1]], "none", "the EP group of stage 0 lacks EP rank 0 of 2; it is on GPUs 0 to 1"),
        ([[0, 0, 1], [0, 1, 1]], "none", "EP rank 0 on 2 GPUs and EP rank 1 on 1"),
        ([[0, 5], [1, 1]], "stage 0 holds EP ranks 0, 5, stage 1 holds 1", "GPU 1 is EP 5; 2 are numbered 0 to 1"),
    ],
)
def test_a_spread_ep_group_is_told_from_an_incomplete_one(ranks, split, incomplete):
    places = [(stage, rank) for stage, group in enumerate(ranks) for rank in group]
    entries = records([{"gpu": gpu, "stage": stage, "ep_rank": rank} for gpu, (stage, rank) in enumerate(places)])
    assert split in str(split_ep_group.call(entries, 2).value)
    assert incomplete in str(ep_group_conflict.call(entries, 2).value)


def test_virtual_stages_may_be_numbered_or_not():
    virtual = records([{"gpu": gpu % 2, "stage": gpu} for gpu in range(4)])
    assert stage_conflict.call(virtual, 2, 2).value == "none"
    assert repeated_gpu.call(virtual, 2).value == "none"
    assert repeated_gpu.call(virtual, 1).value == "GPU 0 is placed at stage 0 and at stage 2"
    again = records([{"gpu": 0, "stage": 1}, {"gpu": 0, "stage": 1}])
    assert repeated_gpu.call(again, 2).value == "GPU 0 is placed at stage 1 and at stage 1"
    ranks = records([{"gpu": gpu, "stage": gpu} for gpu in range(2)])
    assert stage_conflict.call(ranks, 2, 2).value == "none"
    assert stage_conflict.call(virtual[:3], 2, 2).value == "stage 3 of 4 has no GPU; entries name the stages 0 to 2"


def test_experts_are_somewhere_in_every_stage_that_has_any():
    def nowhere(*held: tuple[int, object]) -> object:
        rows = [{"gpu": gpu, "stage": stage, "experts": experts} for gpu, (stage, experts) in enumerate(held)]
        return missing_expert.call(records(rows), 3).value

    unknown = Unknown.because("not stated", "/phases/0/placement/1/experts")
    assert nowhere((0, ()), (1, (0, 1)), (1, (2,))) == "none"
    assert nowhere((0, (0, 1)), (1, (0, 1, 2))) == "expert 2 of 3 is on no GPU of stage 0, which holds 0 to 1"
    assert nowhere((0, ()), (1, ())) == "no GPU holds any expert"
    assert nowhere((0, (0, 1)), (0, unknown)) == unknown
    assert nowhere((0, (0, 1, 2)), (0, unknown)) == "none"
    assert nowhere((0, (0, 1)), (1, unknown)) == "expert 2 of 3 is on no GPU of stage 0, which holds 0 to 1"
    assert nowhere((0, (0, unknown, 2)), (0, (1,))) == unknown


def test_a_conflict_points_at_the_lines_of_its_entries():
    rows = placement(2, 2, 2, 4)
    rows[3]["gpu"] = 0
    steps = repeated_gpu.call(records(rows), 1).steps
    assert [(step.fact, step.value) for step in steps] == [
        ("/phases/0/placement/0/gpu", 0),
        ("/phases/0/placement/0/stage", 0),
        ("/phases/0/placement/3/gpu", 0),
        ("/phases/0/placement/3/stage", 0),
    ]


def test_sixteen_thousand_gpus():
    sizes = (16, 8, 128, 64)
    rows = placement(*sizes)
    assert len(rows) == 16384
    assert findings(rows, *sizes) == {}
    rows[9000]["tp_rank"] = (rows[9000]["tp_rank"] + 1) % 8
    found = findings(rows, *sizes)
    assert set(found) == {"tp", "dp", "order"}
    assert str(found["tp"]).startswith("the TP group of stage 8, DP 101 lacks TP rank 0 of 8")

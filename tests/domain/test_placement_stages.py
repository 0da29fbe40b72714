"""Stages and pipeline layouts: cycles of embedding, layers and loss, and layouts that were published."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shardlaw.language.environment import Record
from shardlaw.language.values import Unknown
from shardlaw_parallelism.placement.layout import LONGEST, layout_cycle, layout_layers, layout_stages, stages_of
from shardlaw_parallelism.placement.stages import dataflow_cycle, stage_cycle


def test_there_is_a_cycle_exactly_where_the_first_lacks_the_embedding_or_the_last_the_loss():
    for stages in range(1, 5):
        sets = list(chain.from_iterable(combinations(range(stages), size) for size in range(stages + 1)))
        for embeddings in sets:
            for losses in sets:
                wrong = (embeddings and 0 not in embeddings) or (losses and stages - 1 not in losses)
                cycle = dataflow_cycle(stages, embeddings, losses)
                assert (cycle is not None) == bool(wrong)
                assert cycle is None or cycle[0] == cycle[-1]


def test_the_cycle_is_the_shortest_that_is_closed():
    assert dataflow_cycle(4, [1, 3], []) == ("stage 0", "stage 1", "stage 0")
    assert dataflow_cycle(4, [], [0, 2]) == ("stage 2", "stage 3", "stage 2")


def test_a_stage_that_does_not_say_whether_it_has_the_embedding_leaves_it_open():
    stages = [
        Record(f"/phases/0/stages/{place}", said.get) for place, said in enumerate([{"layers": 2}, {"embedding": True}])
    ]
    assert stage_cycle.call(tuple(stages)).value == Unknown.because("not stated", "/phases/0/stages/0/embedding")


# Layouts, layers, and pipeline ranks with virtual stages where they are stated.
PUBLISHED = [
    # NVIDIA-NeMo/Megatron-Bridge@067f987d src/megatron/bridge/perf_recipes: deepseek_v4_pro, glm52, qwen3_next_80b_a3b
    ("Et*4|(tttt|)*14tmL", 61, 16, 4 * 4),
    (
        "Et|t||tttt|tttt|tttt|tttt||tttt|tttt|tttt|tttt||tttt|tttt|tttt|tttt||tttt|tttt|tttt|tttt||tttt|tttt|ttttmL",
        78, 26, 13 * 2,
    ),
    ("Et*4|(t*7|)*5t*8|tmL", 48, 8, 2 * 4),
    # yanring/Megatron-MoE-ModelZoo@e8650517 best_practice/kimi-k2/run_kimi_k2_gb200_128k_G128.sh, pp 2
    ("Et|t|(tt|)*29tL", 61, 32, None),
    # AMD-AGI/Primus@fd1eeabb examples/megatron/configs/MI355X: minimax_m2.5, qwen3_235B_A22B
    ("Et*7|t*8|t*8|t*8|t*8|t*8|t*8|t*7,L", 62, 8, 4 * 2),
    ("Et*5|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*6|t*5,L", 94, 16, None),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "layers", "stages", "pipeline"), PUBLISHED)
def test_published_layouts(layout, layers, stages, pipeline):
    assert layout_layers.call(layout).value == layers
    assert layout_stages.call(layout).value == stages
    assert pipeline in (None, stages)
    assert layout_cycle.call(layout).value == "none"


@pytest.mark.parametrize(
    "layout",
    [
        *("_get_moonlight_pipeline_layout(1)", "t*", "*3", "(tt", "tt)", "t**2", "T"),
        *(f"t*{LONGEST}t*2", "(t*65536)*65536", "t*9999999"),
    ],
)
def test_what_is_no_layout_has_no_answer(layout):
    for calculator in (layout_layers, layout_stages, layout_cycle):
        assert isinstance(calculator.call(layout).value, Unknown)


ATOMS = st.sampled_from("tmEL|")
LAYOUTS = st.recursive(
    st.lists(ATOMS, min_size=1, max_size=4).map(lambda symbols: ("".join(symbols),) * 2),
    lambda inner: st.lists(
        st.tuples(inner, st.integers(1, 3)).map(lambda part: (f"({part[0][0]})*{part[1]}", part[0][1] * part[1])),
        min_size=1,
        max_size=3,
    ).map(lambda parts: ("".join(written for written, _ in parts), "".join(meant for _, meant in parts))),
    max_leaves=6,
)


@given(LAYOUTS)
def test_a_layout_is_what_its_repetitions_write_out(layout):
    written, meant = layout
    assert stages_of(written) == meant.split("|")
    assert layout_layers.call(written).value == meant.count("t")

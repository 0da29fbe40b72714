"""All calculators of placement."""

from __future__ import annotations

from shardlaw.plugins import Declaration
from shardlaw_parallelism.placement.columns import ranks, says
from shardlaw_parallelism.placement.conflicts import graph_conflict, order_gap, stage_split
from shardlaw_parallelism.placement.experts import missing_expert, uneven_experts, unknown_expert
from shardlaw_parallelism.placement.formula import mixes_views
from shardlaw_parallelism.placement.gpus import misplaced_gpu, missing_gpu, overfull_node, repeated_gpu
from shardlaw_parallelism.placement.groups import (
    dp_group_conflict,
    ep_group_conflict,
    split_ep_group,
    stage_conflict,
    tp_group_conflict,
)
from shardlaw_parallelism.placement.layout import layout_cycle, layout_layers, layout_stages
from shardlaw_parallelism.placement.stages import stage_cycle

CALCULATORS: tuple[Declaration, ...] = (
    graph_conflict,
    order_gap,
    stage_split,
    mixes_views,
    stage_cycle,
    layout_cycle,
    layout_layers,
    layout_stages,
    says,
    ranks,
    repeated_gpu,
    missing_gpu,
    overfull_node,
    misplaced_gpu,
    stage_conflict,
    tp_group_conflict,
    dp_group_conflict,
    ep_group_conflict,
    split_ep_group,
    missing_expert,
    unknown_expert,
    uneven_experts,
)

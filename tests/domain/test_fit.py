"""What holds of what fits: ends in order, more shards never more, no verdict that more facts would reverse."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.golden.computing import catalogs, environment
from tests.domain.published import Row, plan_of
from tests.domain.test_memory_properties import models

from shardlaw.diagnostics import Source
from shardlaw.evaluation.derivation import derivation
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checker import check_expression
from shardlaw.language.parser import parse_expression
from shardlaw.plans.documents import read_document
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.manager import load_plugins
from shardlaw.workspace.amounts import Phase, Sheet

PUBLISHED = Path(__file__).parents[1] / "data" / "published" / "plans.jsonl"
# Of the models of the published plans, those that a catalog has under this name.
CATALOGS = {
    "DeepSeek-V3": "deepseek-ai/DeepSeek-V3",
    "DeepSeek-R1": "deepseek-ai/DeepSeek-R1",
    "Qwen3-235B-A22B": "Qwen/Qwen3-235B-A22B",
    "Mixtral-8x7B": "mistralai/Mixtral-8x7B-v0.1",
    "Llama-3.1-405B": "meta-llama/Llama-3.1-405B",
    "gpt-oss-120b": "openai/gpt-oss-120b",
    "GPT-OSS 120B": "openai/gpt-oss-120b",
    "Llama3 8B": "meta-llama/Llama-3.1-8B",
    "LLAMA3_8B": "meta-llama/Llama-3.1-8B",
    "Qwen3_30B_a3B": "Qwen/Qwen3-30B-A3B",
    "Kimi-K2": "moonshotai/Kimi-K2-Instruct",
    "deepseek3-671b": "deepseek-ai/DeepSeek-V3",
}


@cache
def sheet() -> Sheet:
    return Sheet(load_plugins().lines, environment())


def phases(document: dict[str, Any]) -> list[Phase]:
    read = read_document(json.dumps(document).encode(), "plan")
    plan = read_nodes(read.root, read.source, load_schema(), catalogs()).plan
    assert plan is not None
    return sheet().phases(plan)


def disordered(phase: Phase) -> list[tuple[str, int | None]]:
    """Amounts whose low end is above the high one."""
    return [
        (amount.line.name, ends.stage)
        for amount in phase.amounts
        for ends in amount.of
        if ends.low.value is not None and ends.high.value is not None and ends.low.value > ends.high.value
    ]


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """A phase of training or inference, more or less of it stated."""
    degree = st.sampled_from([1, 2, 4, 8])
    training = draw(st.booleans())
    stated: dict[str, Any] = {
        "mode": "training" if training else draw(st.sampled_from(["prefill", "decode", "serving"])),
        "gpus": 4096,
        "parallelism": {name: draw(degree) for name in draw(st.sets(st.sampled_from(["tp", "pp", "ep", "cp", "dp"])))},
        "batch": {"micro": draw(degree)} if training else {"concurrency": draw(st.integers(1, 4096))},
        "framework": {"name": draw(st.sampled_from(["megatron-lm", "vllm", "torchtitan"]))},
    }
    if training:
        stated["batch"] |= {"global": 4096} if draw(st.booleans()) else {}
        stated["pipeline"] = {"schedule": draw(st.sampled_from(["1f1b", "gpipe", "zb", "dualpipe", "unknown"]))}
        stated["recompute"] = {"granularity": draw(st.sampled_from(["none", "selective", "full", "unknown"]))}
        stated["optimizer"] = {"gradient_dtype": draw(st.sampled_from(["fp32", "bf16", "unknown"]))}
        stated["parallelism"] |= draw(st.sampled_from([{}, {"zero_stage": 1}, {"zero_stage": 3}, {"dp_shard": 8}]))
        stated["adaptation"] = draw(st.sampled_from([{}, {"method": "lora", "rank": 16}]))
    workload = {"input_length": "4096 tokens", "output_length": "512 tokens", "sequence_length": "4096 tokens"}
    hardware = {"memory": "80 GB"}
    return {"plan": "plan/1", "model": draw(models()), "hardware": hardware, "workload": workload, "phases": [stated]}


@settings(max_examples=12, deadline=None)
@given(plans())
def test_no_low_end_is_above_the_high_one(plan: dict[str, Any]):
    assert disordered(phases(plan)[0]) == []


@settings(max_examples=6, deadline=None)
@given(plans(), st.sampled_from(["tp", "ep"]))
def test_more_shards_never_need_more_weights_at_least(plan: dict[str, Any], axis: str):
    stated = plan["phases"][0]["parallelism"]
    few = {**plan, "phases": [{**plan["phases"][0], "parallelism": {**stated, axis: 1, "etp": 1, "dp": 8}}]}
    many = {**plan, "phases": [{**plan["phases"][0], "parallelism": {**stated, axis: 2, "etp": 1, "dp": 8}}]}
    for one, other in zip(phases(few), phases(many), strict=True):
        least, more = (max(Fraction(ends.low.value or 0) for ends in phase.parts[0].of) for phase in (one, other))
        assert more <= least


@settings(max_examples=8, deadline=None)
@given(plans(), st.data())
def test_more_facts_never_turn_a_verdict_into_its_opposite(plan: dict[str, Any], data: st.DataObject):
    full = plan["phases"][0]
    group = data.draw(st.sampled_from(["recompute", "optimizer", "batch"]))
    less = {**plan, "phases": [{name: value for name, value in full.items() if name != group}]}
    verdicts = {phases(less)[0].verdict, phases(plan)[0].verdict}
    assert verdicts != {"fits", "does not fit"}


def said(trace: Trace, source: Source) -> set[tuple[str, str, str]]:
    """Every step of a derivation. How often one stands there, and which use of a let is opened, is left out."""
    pending, found = [derivation(trace, source)], set()
    while pending:
        node = pending.pop()
        found.add((node["kind"], node["label"], node["text"]))
        pending += node["operands"]
    return found


@pytest.mark.parametrize("name", ["weights_high", "optimizer_low"])
def test_what_formulas_came_to_before_is_what_they_come_to(name: str):
    """A formula that is met again with the same arguments is not evaluated again; nothing else is seen of that."""
    model = {"catalog": "deepseek-ai/DeepSeek-V3", "dtype": "bf16"}
    phase = {"mode": "training", "gpus": 2048, "parallelism": {"pp": 16, "ep": 64}}
    read = read_document(json.dumps({"plan": "plan/1", "model": model, "phases": [phase]}).encode(), "plan")
    plan = read_nodes(read.root, read.source, load_schema(), catalogs()).plan
    source = Source("asked", f"fit.{name}(model, phases[0], 1)")
    parsed, _ = parse_expression(source)
    assert plan is not None
    assert parsed is not None
    expression = check_expression(parsed, source, environment()).value
    assert expression is not None
    applied: dict[tuple[object, ...], Trace] = {}
    anew, once, again = (
        evaluate(expression, Scope(source, plan.root, applied=memory)) for memory in (None, applied, applied)
    )
    assert anew.value == once.value == again.value
    assert said(anew, source) == said(once, source) == said(again, source)
    assert len(applied) > 40


def rows() -> list[Row]:
    """Plans that ran, on GPUs and with models of which enough is known to say something."""
    found = [json.loads(line) for line in PUBLISHED.read_text("utf-8").splitlines()]
    return [
        row
        for row in found
        if row["evidence"] in {"measured", "paper-run", "published-run"}
        and row.get("model", {}).get("name") in CATALOGS
    ]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_layout_that_ran_is_not_said_to_be_too_large(row: Row):
    document = plan_of(row)
    document["model"] |= {"catalog": CATALOGS[row["model"]["name"]]}
    document["model"].setdefault("dtype", "bf16" if row["phase"] == "training" else "fp4")
    found = phases(document)
    assert [phase.verdict for phase in found if phase.verdict == "does not fit"] == []
    assert [bad for phase in found for bad in disordered(phase)] == []

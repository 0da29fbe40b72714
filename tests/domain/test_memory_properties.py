"""What holds of memory for every model: more shards never need more, more context never less, parts make the whole."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.golden.computing import catalogs, environment

from shardlaw.diagnostics import Source
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.language.checker import check_expression
from shardlaw.language.parser import parse_expression
from shardlaw.language.values import Unknown
from shardlaw.plans.documents import read_document
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import load_schema

DIALECTS = st.sampled_from(["megatron", "vllm", "autotp"])
DEGREES = st.sampled_from([1, 2, 4, 8, 16])
POWERS = [1, 2, 4, 8, 16, 32, 64]


def worth(expression: str, model: dict[str, Any]) -> Fraction | Unknown:
    source = Source("expression", expression)
    parsed, found = parse_expression(source)
    assert parsed is not None, found
    checked = check_expression(parsed, source, environment())
    assert checked.value is not None, checked.diagnostics
    document = read_document(json.dumps({"model": model}).encode(), "model")
    plan = read_nodes(document.root, document.source, load_schema(), catalogs(), header=False).plan
    assert plan is not None
    return evaluate(checked.value, Scope(source, plan.root)).value


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """A dense, a mixture-of-experts or a latent-attention model of small shape."""
    heads = draw(st.sampled_from([8, 16, 32]))
    model: dict[str, Any] = {
        "family": draw(st.sampled_from(["llama", "qwen2", "qwen3_moe", "gpt_oss", "deepseek_v3", "gemma2"])),
        "kind": "dense",
        "dtype": "bf16",
        "layers": draw(st.integers(1, 96)),
        "hidden_size": 64 * heads,
        "attention_heads": heads,
        "kv_heads": draw(st.sampled_from([1, 2, 4, 8])),
        "head_dim": draw(st.sampled_from([64, 128])),
        "ffn_size": draw(st.sampled_from([1024, 4096])),
        "vocab_size": draw(st.sampled_from([32000, 200064])),
        "tied_embeddings": draw(st.booleans()),
    }
    if model["family"] in ("qwen3_moe", "gpt_oss", "deepseek_v3"):
        model |= {
            "kind": "moe",
            "experts": draw(st.sampled_from([8, 64])),
            "experts_per_token": 2,
            "expert_ffn_size": 512,
            "shared_experts": draw(st.integers(0, 2)),
            "first_dense_layers": draw(st.integers(0, model["layers"])),
        }
    if model["family"] == "deepseek_v3":
        model["mla"] = {"q_rank": 256, "kv_rank": 128, "rope_dim": 64, "nope_dim": 128, "v_dim": 128}
    return model


def weights(model: dict[str, Any], dialect: str, tp: int, pp: int, etp: int, ep: int) -> Fraction | Unknown:
    return worth(f'memory.gpu_weights(model, "{dialect}", {tp}, {pp}, {etp}, {ep}, 0)', model)


@settings(max_examples=25, deadline=None)
@given(models(), DIALECTS, DEGREES, DEGREES, DEGREES, st.sampled_from([0, 1, 2, 3]))
def test_more_shards_never_need_more_memory(model: Any, dialect: str, tp: int, pp: int, ep: int, axis: int):
    before = [tp, pp, 1, ep]
    after = [*before]
    after[axis] *= 2
    assert weights(model, dialect, *after) <= weights(model, dialect, *before)


@settings(max_examples=15, deadline=None)
@given(models(), DIALECTS, DEGREES, DEGREES, DEGREES)
def test_the_most_loaded_stage_holds_at_least_the_mean(model: Any, dialect: str, tp: int, pp: int, ep: int):
    most = worth(f'sharding.most_loaded_stage(model, "{dialect}", {tp}, {pp}, 1, {ep}, 0)', model)
    mean = worth(f'sharding.mean_stage(model, "{dialect}", {tp}, {pp}, 1, {ep}, 0)', model)
    assert most >= mean
    if pp == 1:
        assert most == mean


@settings(max_examples=15, deadline=None)
@given(models())
def test_parts_make_the_whole(model: Any):
    assert worth('sharding.only_stage(model, "megatron", 1, 1, 1, 0)', model) == worth("params.total(model)", model)
    assert worth("params.active(model) + params.idle_experts(model)", model) == worth("params.total(model)", model)
    assert worth("params.matrices(model)", model) <= worth("params.total(model)", model)
    assert worth('memory.gpu_weights(model, "vllm", 1, 1, 1, 1, 0) / 2 B', model) == worth(
        "params.total(model) / 1 parameter", model
    )


@settings(max_examples=15, deadline=None)
@given(models(), st.integers(1, 200_000), st.integers(0, 200_000), DEGREES, DEGREES)
def test_more_context_never_needs_less_cache(model: Any, length: int, more: int, tp: int, pp: int):
    def cache(tokens: int, tp: int, pp: int) -> Fraction | Unknown:
        return worth(f"memory.request_cache(model, {tokens} tokens, 2 B, {tp}, {pp}, 1)", model)

    assert cache(length, tp, pp) <= cache(length + more, tp, pp)
    assert cache(length, 2 * tp, pp) <= cache(length, tp, pp)
    assert cache(length, tp, 2 * pp) <= cache(length, tp, pp)


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_a_higher_zero_stage_and_more_ranks_never_keep_more(stage: int):
    def kept(stage: int, shards: int) -> Fraction | Unknown:
        widths = "2 B/parameter, 4 B/parameter, 12 B/parameter"
        return worth(f"states.per_parameter({widths}, {stage}, {shards})", {})

    assert [kept(stage, ranks) for ranks in POWERS] == sorted((kept(stage, ranks) for ranks in POWERS), reverse=True)
    assert all(kept(stage + 1, ranks) <= kept(stage, ranks) for ranks in POWERS)


def test_what_is_not_known_of_a_model_is_said():
    model = {"family": "mamba2", "layers": 4, "hidden_size": 8, "attention_heads": 1, "kv_heads": 1, "ffn_size": 8}
    unknown = worth("params.total(model)", model | {"kind": "dense", "vocab_size": 10})
    assert isinstance(unknown, Unknown)
    said = [cause.subject for cause in unknown.causes if cause.kind == "no answer"]
    assert said
    assert all("`mamba2`" in subject for subject in said)
    missing = worth("params.total(model)", {"family": "llama", "kind": "dense"})
    assert isinstance(missing, Unknown)
    assert "/model/hidden_size" in {cause.subject for cause in missing.causes}


@settings(max_examples=15, deadline=None)
@given(models(), DEGREES, DEGREES, DEGREES, st.sampled_from(["none", "selective", "full"]), st.sampled_from([0, 1, 2]))
def test_activations_grow_with_tokens_and_shrink_with_shards(
    model: Any, tp: int, pp: int, etp: int, how: str, axis: int
):
    def least(tokens: int, tp: int, pp: int, etp: int) -> Fraction | Unknown:
        return worth(f'activations.gpu_least(model, {tokens} tokens, {tp}, {pp}, {etp}, 1, "{how}", 1)', model)

    before = [tp, pp, etp]
    after = [*before]
    after[axis] *= 2
    assert least(1024, *after) <= least(1024, *before)
    assert least(1024, *before) < least(2048, *before)
    whole = f'activations.gpu_least(model, 1024 tokens, {tp}, {pp}, {etp}, 1, "none", 1)'
    inputs = f'activations.gpu_least(model, 1024 tokens, {tp}, {pp}, {etp}, 1, "full", 1)'
    assert worth(f"{inputs} <= {whole} + 1024 tokens * activations.one_layer(model, {tp}, {etp}, 1)", model) is True


@settings(max_examples=15, deadline=None)
@given(models(), DEGREES, DEGREES, DEGREES, st.sampled_from([1, 2, 3]), DEGREES, DEGREES)
def test_states_shrink_with_the_ranks_that_share_them(
    model: Any, tp: int, pp: int, ep: int, stage: int, dense: int, expert: int
):
    def states(stage: int, dense: int, expert: int) -> Fraction | Unknown:
        widths = "2 B/parameter, 4 B/parameter, 12 B/parameter"
        return worth(f'states.gpu(model, "megatron", {tp}, {pp}, 1, {ep}, {widths}, {stage}, {dense}, {expert})', model)

    kept = states(stage, dense, expert)
    assert states(stage, 2 * dense, expert) <= kept
    assert states(stage, dense, 2 * expert) <= kept
    assert kept <= states(stage - 1, dense, expert)

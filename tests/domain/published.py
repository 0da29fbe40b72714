"""Published layouts as plans: the rows of a corpus of real plans, written in the words of plan/1.

A row keeps what its source says. What it does not say stays unknown, but for the device: memory, bandwidth and peaks
come from a table of datasheet values, by the name of the GPU.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
Document = dict[str, Any]

# GiB, TB/s, dense TFLOP/s in bf16 and fp8.
DEVICES = {
    "A100": (80, 2.039, 312, None),
    "H100": (80, 3.35, 989, 1978),
    "H200": (141, 4.8, 989, 1978),
    "B200": (180, 8.0, 2250, 4500),
    "GB200": (185, 8.0, 2500, 5000),
    "B300": (268, 8.0, 2250, 4500),
    "GB300": (277, 8.0, 2500, 5000),
    "MI300X": (192, 5.3, 1307, 2614),
    "MI325X": (256, 6.0, 1307, 2614),
    "MI355X": (288, 8.0, 2500, 5000),
}
PRECISIONS = {
    "bf16": "bf16", "bfloat16": "bf16", "amp_bf16": "bf16", "fp16": "fp16", "float16": "fp16",
    "fp8": "fp8", "amp_fp8": "fp8", "fp8cs": "fp8", "fp8-cs": "fp8", "fp8mx": "mxfp8", "mxfp8": "mxfp8",
    "mxfp4": "mxfp4", "nvfp4": "nvfp4", "fp4": "fp4",
}  # fmt: skip
FRAMEWORKS = {
    "primus-megatron": "primus", "slime-megatron": "slime", "verl-megatron": "verl", "nemo-rl-megatron": "nemo-rl",
    "ms-swift-megatron": "ms-swift-megatron", "megablocks-megatron": "megablocks", "nemo1-launcher": "nemo1",
}  # fmt: skip
MODEL = {
    "layers": "layers", "hidden": "hidden_size", "heads": "attention_heads", "kv_heads": "kv_heads",
    "head_dim": "head_dim", "ffn": "ffn_size", "vocab": "vocab_size", "experts": "experts",
    "experts_per_token": "experts_per_token", "shared_experts": "shared_experts", "moe_ffn": "expert_ffn_size",
    "moe_layers": "moe_layers",
}  # fmt: skip
COUNTS = {"gpus": "gpus", "nodes": "nodes"}
BATCH = {"micro": "micro", "global": "global", "grad_accum": "accumulation", "per_device": "per_device"}
# Rows that write 0 mean that the axis is not there.
ZERO = ("zero_stage", "redundant_experts")
DEGREES = ("tp", "pp", "vpp", "ep", "etp", "edp", "dp", "cp", "dcp", "redundant_experts", "zero_stage")


def plan_of(row: Row) -> Document:
    """The plan/1 document of a row, with one phase at the top level."""
    document: Document = {"plan": "plan/1", "name": row["id"], "mode": row["phase"]}
    document["model"] = _model(row)
    document["hardware"] = _hardware(row)
    document["parallelism"] = _parallelism(row)
    document["framework"] = {"name": FRAMEWORKS.get(row["framework"], row["framework"])}
    if (compute := _compute_type(row)) is not None:
        document["precision"] = {"compute": compute}
    hardware, batch = row.get("hardware", {}), row.get("batch", {})
    if hardware.get("unit") != "TPU chips":
        document |= {ours: hardware[theirs] for theirs, ours in COUNTS.items() if isinstance(hardware.get(theirs), int)}
    document["batch"] = {ours: batch[theirs] for theirs, ours in BATCH.items() if theirs in batch}
    if "seq_len" in batch:
        document["sequence_length"] = f"{batch['seq_len']} tokens"
    document["claims"] = _claims(row)
    return document


def _model(row: Row) -> Document:
    facts = row.get("model", {})
    model = {ours: facts[theirs] for theirs, ours in MODEL.items() if facts.get(theirs)}
    total, active = facts.get("params_total"), facts.get("params_active")
    if total:
        model["parameters"] = int(total)
    if active:
        model["active_parameters"] = int(active)
    if facts.get("experts"):
        model["kind"] = "moe"
    elif total and total == active:
        model["kind"] = "dense"
    dtype = _compute_type(row)
    if row["phase"] != "training" and dtype not in (None, "fp8", "mxfp8"):
        model["dtype"] = dtype  # a recipe labelled fp8 may well hold its experts in 4 bits
    return model


def _hardware(row: Row) -> Document:
    facts = row.get("hardware", {})
    hardware: Document = {}
    if facts.get("gpu") in DEVICES:
        memory, bandwidth, bf16, fp8 = DEVICES[facts["gpu"]]
        hardware |= {"memory": f"{memory} GiB", "memory_bandwidth": f"{bandwidth} TB/s"}
        hardware["peak"] = {"bf16": f"{bf16} TFLOP/s", "fp16": f"{bf16} TFLOP/s"}
        if fp8:
            hardware["peak"]["fp8"] = f"{fp8} TFLOP/s"
    if facts.get("memory_gb"):
        hardware["memory"] = f"{facts['memory_gb']} GiB"  # the label of a card, which is neither GB nor GiB exactly
    if isinstance(facts.get("cluster_gpus"), int):
        hardware["gpus"] = facts["cluster_gpus"]
    if facts.get("gpus_per_node"):
        hardware["gpus_per_node"] = facts["gpus_per_node"]
    if peak := row.get("claims", {}).get("mfu_peak_tflops"):
        hardware["compute"] = f"{peak} TFLOP/s"
    return hardware


def _parallelism(row: Row) -> Document:
    stated = row.get("parallelism", {})
    degrees = {name: stated[name] for name in DEGREES if isinstance(stated.get(name), int)}
    degrees = {name: degree for name, degree in degrees.items() if degree or name in ZERO}
    if stated.get("dp_attention") and row["framework"] in ("sglang", "tensorrt-llm"):
        ranks = degrees.pop("dp", None) or degrees.get("tp", 1)  # attention runs on parts of the TP ranks
        if degrees.get("tp", 1) % ranks == 0:
            degrees["attention_dp"] = ranks
            degrees["tp"] = degrees.get("tp", 1) // ranks
    if isinstance(stated.get("sp"), bool):
        degrees["sequence_parallel"] = stated["sp"]
    if isinstance(stated.get("sp_ulysses"), int):
        degrees["ulysses"] = stated["sp_ulysses"]
    return degrees


def _compute_type(row: Row) -> str | None:
    return PRECISIONS.get(str(row.get("precision")).lower())


def _claims(row: Row) -> Document:
    stated = row.get("claims", {})
    claims: Document = {}
    for theirs, ours, unit in (
        ("tokens_per_s_per_gpu", "throughput_per_gpu", "tokens/s"),
        ("tokens_per_s_per_gpu_vanilla", "throughput_per_gpu", "tokens/s"),
        ("tokens_per_s_per_chip", "throughput_per_gpu", "tokens/s"),
        ("tflops_per_gpu", "achieved_compute_per_gpu", "TFLOP/s"),
        ("step_time_s", "step_time", "s"),
        ("mfu", "mfu", "%"),
        ("hfu", "hfu", "%"),
    ):
        if theirs in stated:
            claims[ours] = f"{stated[theirs]} {unit}"
    for theirs, ours, unit in (
        ("memory_per_gpu_gb", "total", "GB"),
        ("memory_per_gpu_gib", "total", "GiB"),
        ("memory_activations_gib", "activations", "GiB"),
    ):
        if theirs in stated:
            claims.setdefault("memory", {})[ours] = f"{stated[theirs]} {unit}"
    for theirs in ("tokens_per_s_per_node_input", "tokens_per_s_per_node_output"):
        if theirs in stated:
            claims["throughput_per_gpu"] = {"value": f"{stated[theirs]} tokens/s", "per": "node"}
    return claims

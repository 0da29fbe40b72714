"""The 24 rules by hand: one fused function that loads each field once, in floats. The ratios are to this."""

from __future__ import annotations

import re
from typing import Any

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*").fullmatch
_DTYPES = frozenset(("fp32", "bf16", "fp16", "fp8"))
_GPUS = frozenset(("A100", "H100", "H200", "B200"))
_SCHEDULES = frozenset(("1f1b", "interleaved", "gpipe"))


def violated(plan: dict[str, Any]) -> list[str]:
    """The rules that a plan of the comparison violates."""
    model, hardware, degrees, claims = plan["model"], plan["hardware"], plan["parallelism"], plan["claims"]
    heads, kv_heads, layers, experts = model["heads"], model["kv_heads"], model["layers"], model["experts"]
    params, gpus, per_node = model["params"], hardware["gpus"], hardware["gpus_per_node"]
    tp, pp, ep = degrees["tp"], degrees["pp"], degrees["ep"]
    found: list[str] = []
    add = found.append
    if heads % tp:
        add("R01")
    if kv_heads % tp and tp % kv_heads:
        add("R02")
    if layers % pp:
        add("R03")
    if experts % ep:
        add("R04")
    if model["hidden"] % tp:
        add("R05")
    if model["vocab"] % tp:
        add("R06")
    if not 1 <= tp <= per_node:
        add("R07")
    if not 1 <= pp <= layers:
        add("R08")
    if model["dtype"] not in _DTYPES:
        add("R09")
    if hardware["gpu"] not in _GPUS:
        add("R10")
    if experts > 1 and ep < 1:
        add("R11")
    if degrees["sp"] > 1 and tp <= 1:
        add("R12")
    if pp > 1 and not (degrees["schedule"] in _SCHEDULES and degrees["micro_batches"] >= pp):
        add("R13")
    expected = params * model["bytes_per_param"] / (tp * pp * ep) / 1e9
    if not abs(claims["memory_per_gpu_gb"] - expected) <= 0.1 * expected:
        add("R14")
    limit = 0.9 * hardware["gpu_memory_gb"]
    total, fits, filled = 0, True, True
    for stage in plan["stages"]:
        held = stage["layers"]
        total += held
        if held < 1:
            filled = False
        if stage["memory_gb"] > limit:
            fits = False
    if total != layers:
        add("R15")
    if gpus != (ep if experts > 1 else tp * pp * degrees["dp"]):
        add("R16")
    if gpus % per_node and gpus >= per_node:
        add("R17")
    if not fits:
        add("R18")
    if not filled:
        add("R19")
    if not _NAME(plan["name"]):
        add("R20")
    if not 0 <= claims["comm_overhead"] <= 0.5:
        add("R21")
    if not 0 < claims["mfu_pct"] <= 100:
        add("R22")
    compute = gpus * hardware["tflops"] * 1e12
    if not claims["tokens_per_ms"] * 1000 <= compute / (2 * params):
        add("R23")
    if not claims["ttft_s"] >= 2 * params * model["seq_len"] / compute:
        add("R24")
    return found

"""Three bundled rules that call formulas, by hand: what `memory` asks of the weights of an inference phase.

The plan is that of DeepSeek-V3 decoding on EP 144, as an importer would write it, with claims added so that all three
rules are judged. The hand-written function takes the same dict and works in floats.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the tests know how the bundled policies are checked

from tests.evaluation.bundled import policies, world

from shardlaw.dataclass import replace
from shardlaw.evaluation.compiled.documents import DocumentReader
from shardlaw.evaluation.compiled.layout import Row
from shardlaw.evaluation.compiled.program import Program, build

RULES = ("impossible-weights", "weights-do-not-fit", "weights-total-does-not-follow")
PLAN = {
    "plan": "plan/1",
    "name": "deepseek-v3-decode",
    "model": {"kind": "moe", "parameters": 671_000_000_000, "dtype": "fp8", "layers": 61},
    "hardware": {"memory": 80_000_000_000},
    "phases": [
        {
            "name": "decode",
            "mode": "decode",
            "gpus": 144,
            "parallelism": {"tp": 1, "pp": 1, "dp": 144, "ep": 144},
            "claims": {"memory": {"weights": 12_000_000_000}, "weights_total": 671_000_000_000},
        }
    ],
}
_BYTES = {"fp32": 4.0, "tf32": 4.0, "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "int4": 0.5, "fp4": 0.5}
_INFERENCE = frozenset(("prefill", "decode", "serving"))


def compiled() -> tuple[Program, Row]:
    """The three rules as a program, and the plan as its row."""
    memory = next(policy for policy in policies() if policy.id == "memory")
    program = build([replace(memory, rules=tuple(rule for rule in memory.rules if rule.name in RULES))], {})
    row = DocumentReader(program.layout, world()[0]).row(PLAN)
    if not isinstance(row, tuple) or program.run(row)[0] or by_hand(PLAN):
        raise SystemExit("the plan should pass all three rules")
    return program, row


def by_hand(plan: dict[str, Any]) -> list[str]:
    """The rules that a plan violates."""
    model, hardware = plan["model"], plan["hardware"]
    parameters, moe = model["parameters"], model["kind"] == "moe"
    whole = parameters * _BYTES[model["dtype"]]
    room = hardware["memory"]
    found: list[str] = []
    for phase in plan["phases"]:
        degrees, claims, gpus = phase["parallelism"], phase["claims"], phase["gpus"]
        dense_ways = degrees["pp"] * max(degrees["tp"] * degrees.get("attention_dp", 1), degrees.get("dense_tp", 1))
        expert_ways = dense_ways * degrees.get("ep", 1) * degrees.get("etp", 1)
        here = 1 - phase["offload"]["weights"] if "offload" in phase else 1
        if_dense = whole / min(dense_ways, gpus) * here
        if_experts = whole / min(expert_ways, gpus) * here
        if phase["mode"] in _INFERENCE:
            claimed = claims["memory"]["weights"] / 0.9
            if not (claimed >= if_experts and (moe or claimed >= if_dense)):
                found.append("impossible-weights")
            if not (if_experts <= room and (moe or if_dense <= room)):
                found.append("weights-do-not-fit")
        total = claims["weights_total"]
        if not abs(total - whole) <= 0.1 * whole:
            found.append("weights-total-does-not-follow")
    return found

"""The plans of the comparison: rows of plans.jsonl, and the same plans as plan/1.

A row has the plan in the comparison's own form, a nested dict that every engine is given, and the rules it violates.
What plan/1 has no field for, the memory of each stage, stands in a namespace as a plug-in would declare it.
"""

from __future__ import annotations

import json
import os
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from shardlaw.plans.schema import PlanSchema, load_schema

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "tests" / "data" / "performance" / "plans.jsonl"
NAMESPACES = {
    "comparison": {
        "type": "object",
        "properties": {
            "stage_memory": {
                "type": "array",
                "description": "What each stage needs of a GPU's memory.",
                "items": {"type": "number", "x-dimension": "B", "x-unit": "GB"},
            }
        },
    }
}

Tree = dict[str, Any]


def folder() -> Path | None:
    """Where the 2,000 plans are: beside the checkout, or where SHARDLAW_PERFORMANCE says."""
    named = os.environ.get("SHARDLAW_PERFORMANCE")
    found = Path(named) if named else HERE.parent.parent / "shared" / "data" / "performance"
    return found if (found / "plans.jsonl").exists() else None


def rows() -> list[Tree]:
    """All rows, or the sample of 200 that the repository carries."""
    found = folder()
    path = SAMPLE if found is None else found / "plans.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@cache
def schema() -> PlanSchema:
    return load_schema(NAMESPACES)


def plan_of(plan: Tree) -> Tree:
    """A plan of the comparison as plan/1, every number exactly as many base units as its decimals say."""
    model, hardware, degrees, claims = (plan[key] for key in ("model", "hardware", "parallelism", "claims"))
    schedule = {} if degrees["schedule"] == "none" else {"pipeline": {"schedule": degrees["schedule"]}}
    return {
        "plan": "plan/1",
        "name": plan["name"],
        "model": {
            "kind": "moe" if model["experts"] > 1 else "dense",
            "parameters": _base(model["params"], 1),
            "layers": model["layers"],
            "hidden_size": model["hidden"],
            "attention_heads": model["heads"],
            "kv_heads": model["kv_heads"],
            "experts": model["experts"],
            "vocab_size": model["vocab"],
            "dtype": model["dtype"],
        },
        "hardware": {
            "gpu": hardware["gpu"],
            "gpus": hardware["gpus"],
            "gpus_per_node": hardware["gpus_per_node"],
            "memory": _base(hardware["gpu_memory_gb"], 10**9),
            "compute": _base(hardware["tflops"], 10**12),
            "memory_bandwidth": _base(hardware["bandwidth_gbs"], 10**9),
        },
        "workload": {"sequence_length": model["seq_len"]},
        "phases": [
            {
                "name": "train",
                "mode": "training",
                "parallelism": {degree: degrees[degree] for degree in ("tp", "pp", "ep", "dp", "sp")},
                "batch": {"accumulation": degrees["micro_batches"]},
                **schedule,
                "stages": [{"layers": stage["layers"]} for stage in plan["stages"]],
                "claims": {
                    "memory": {"weights": _base(claims["memory_per_gpu_gb"], 10**9)},
                    "throughput": _base(claims["tokens_per_ms"], 1000),
                    "communication_overhead": claims["comm_overhead"],
                    "ttft": claims["ttft_s"],
                    "mfu": _base(claims["mfu_pct"], Fraction(1, 100)),
                },
            }
        ],
        "comparison": {"stage_memory": [_base(stage["memory_gb"], 10**9) for stage in plan["stages"]]},
    }


def _base(number: float, factor: int | Fraction) -> int | float:
    """A decimal times a factor, as JSON writes it."""
    exact = Fraction(repr(number)) * factor
    return exact.numerator if exact.denominator == 1 else float(exact)

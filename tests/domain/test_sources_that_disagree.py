"""A verdict that hangs on which source of the catalogs is right says so, and what each of them gives."""

from __future__ import annotations

import pytest
from tests.domain.golden.computing import catalogs

from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import load_schema

# 68.45 G parameters besides the embeddings, of 2 B on 8 GPUs, are 17.11 GB to read for a token: 2.14 ms at 8 TB/s,
# 2.22 ms at 7.7 TB/s.
DECODE = """
{{plan: plan/1, mode: decode, gpus: 8, parallelism: {{tp: 8}}, hardware: {{gpu: B200}},
  model: {{catalog: meta-llama/Meta-Llama-3.1-70B, dtype: bf16, parameters_count: with_embeddings}},
  claims: {{tpot: {claim}}}}}
"""
# 80 GB or 80 GiB, which are 85.9 GB.
MEMORY = "{{plan: plan/1, mode: decode, gpus: 8, hardware: {{gpu: H100-SXM}}, claims: {{memory: {{total: {claim}}}}}}}"
WEIGHT_READ = (
    "throughput",
    "decode-below-weight-read",
    DECODE,
    ["8.0 TB/s (ml-engineering)", "7.7 TB/s (aiconfigurator)"],
)
CAPACITY = ("memory", "memory-over-capacity", MEMORY, ["80 GB (ml-engineering)", "80 GiB (aiconfigurator)"])


@pytest.mark.parametrize(
    ("rule", "claim", "outcome", "readings"),
    [
        (WEIGHT_READ, "2.1 ms", "violation", ["violation", "violation"]),
        (WEIGHT_READ, "2.18 ms", "inconclusive", ["pass", "violation"]),
        (WEIGHT_READ, "2.3 ms", "pass", ["pass", "pass"]),
        (CAPACITY, "79 GB", "pass", ["pass", "pass"]),
        (CAPACITY, "82 GB", "inconclusive", ["violation", "pass"]),
        (CAPACITY, "86 GB", "violation", ["violation", "violation"]),
    ],
    ids=lambda part: part[1] if isinstance(part, tuple) else None,
)
def test_a_verdict_under_every_source(policies, rule, claim, outcome, readings):
    policy, name, plan, labels = rule
    read = read_plan(plan.format(claim=claim).encode(), "plan.yaml", load_schema(), catalogs())
    assert read.plan is not None
    result = audit_plan(read.plan, [one for one in policies if one.id == policy], {})
    assert isinstance(result, PlanResult)
    (record,) = [one for one in result.records if one.rule.name == name]
    assert record.outcome == outcome
    assert {one.reading.label: one.outcome for one in record.alternatives} == dict(zip(labels, readings, strict=True))

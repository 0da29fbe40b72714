"""Documents to prepared facts: what the short way says is what the plan reader says, and it refuses nothing else."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.published import plan_of as published_plan
from tests.evaluation.bundled import ROOT, policies, world

from shardlaw.evaluation.compiled.absent import OPEN, Absent
from shardlaw.evaluation.compiled.documents import ODD, DocumentReader, Unreadable
from shardlaw.evaluation.compiled.layout import prepare
from shardlaw.evaluation.compiled.program import build
from shardlaw.plans.reader import read_plan

PUBLISHED = (ROOT / "tests" / "data" / "published" / "plans.jsonl").read_text("utf-8").splitlines()


@cache
def reader() -> DocumentReader:
    return DocumentReader(build(policies(), {}).layout, world()[0])


@cache
def documents() -> tuple[dict[str, Any], ...]:
    ours = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    phases = world()[0].phase_keys
    normal = [document for document in ours if not any(name in document for name in phases)]
    return (*normal, *(published_plan(json.loads(row)) for row in PUBLISHED[::10]), FULL)


FULL = {
    "plan": "plan/1",
    "name": "llama-3-70b",
    "model": {"kind": "dense", "parameters": 70.6e9, "layers": 80, "dtype": "bf16", "hidden_size": 8192.0},
    "hardware": {"gpu": "H100", "gpus": 64, "memory": "80 GB", "compute": 989000000000000, "price": 2.5},
    "workload": {"sequence_length": 8192, "requirements": {"ttft": "< 10 s"}},
    "phases": [
        {
            "name": "train",
            "mode": "training",
            "gpus": 64,
            "parallelism": {"tp": 4, "pp": 4, "dp": 4, "sequence_parallel": True},
            "stages": [{"layers": 20}, {"layers": 20, "gpus": 16}, {"layers": 1}],
            "claims": {
                "memory": {"weights": 8900000000.0, "total": "60 GB", "kv_cache": "2-5 GB"},
                "communication_overhead": 0.1,
                "mfu": 0.4023,
                "throughput": 1630688.711,
                "ttft": 1e-05,
                "speedup_factors": [{"name": "tp", "factor": 1.5}],
            },
        }
    ],
}


def same(ours: object, theirs: object) -> bool:
    """Whether two cells are worth the same; the short way may leave one open that takes a plan."""
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(same(a, b) for a, b in zip(ours, theirs, strict=True))
    if isinstance(ours, Absent) or isinstance(theirs, Absent):
        return ours is theirs or ours is OPEN
    return (type(ours), ours) == (type(theirs), theirs)


def agree(document: dict[str, Any]) -> bool:
    """Whether the short way takes a document; if so, the plan reader has to, with the same values."""
    try:
        row = reader().load(document)
    except ODD:
        return False
    plan = read_plan(json.dumps(document).encode(), "document.json", world()[0]).plan
    assert plan is not None, document
    assert same(row, prepare(plan.root, reader().layout)), document
    return True


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.get("name", "plan"))
def test_the_same_values_as_the_plan_reader(document: dict[str, Any]) -> None:
    agree(document)


def test_most_documents_go_the_short_way() -> None:
    assert sum(agree(document) for document in documents()) > 0.7 * len(documents())
    assert agree(FULL)


def test_what_is_no_plan_is_said_by_the_reader() -> None:
    found = reader().row(FULL | {"modle": {}})
    assert isinstance(found, Unreadable)
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["P203"]


VALUES = st.one_of(
    st.integers(-2, 12),
    st.integers(2**29, 2**140),
    st.floats(-1, 1e3),
    st.floats(0, 1e300),
    st.decimals("0.0001", "1000", places=4).map(float),
    st.booleans(),
    st.none(),
    st.sampled_from(["unknown", "", "dense", "moe", "64 GB", "12%", "2-5 s", "< 5%", "10B", "x\x00y", "0.5.9"]),
    st.sampled_from([{}, [], {"min": 1, "max": 2}, {"value": 3, "per": "replica"}, [1], {"layers": 4}]),
)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_anything_odd_goes_to_the_plan_reader(data: st.DataObject) -> None:
    document = copy.deepcopy(data.draw(st.sampled_from([FULL, *documents()[:12]])))
    for _ in range(data.draw(st.integers(1, 2))):
        record, key = data.draw(st.sampled_from(list(places(document))))
        if data.draw(st.booleans()) and isinstance(record, dict):
            record.pop(key)
        elif data.draw(st.booleans()) and isinstance(record, dict):
            record["unheard_of"] = 1
        else:
            record[key] = copy.deepcopy(data.draw(VALUES))
    agree(document)


def places(tree: Any):
    """Every place of a document, as its container and key."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(value, dict | list):
            yield from places(value)

"""The policy `placement` on whole plans: the reviewed ones, published ones, and one that places every GPU."""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.bundled import ROOT
from tests.domain.published import plan_of

from shardlaw.diagnostics.render import render_all
from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.evaluation.records import Record
from shardlaw.evaluation.report import Audit, build_report
from shardlaw.evaluation.rules import evaluate_rule
from shardlaw.language import checked
from shardlaw.language.checker import Checked
from shardlaw.language.values import exact
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import PlanSchema
from shardlaw_parallelism.placement.conflicts import graph_conflict

PUBLISHED = ROOT / "tests" / "data" / "published"
LARGER = os.environ.get("SHARDLAW_PLANS")

Judge = Callable[[bytes, str], PlanResult]


@pytest.fixture(scope="session")
def policy(results: Mapping[str, Checked[checked.Policy]]) -> checked.Policy:
    found = results["policies/placement/0.1.0.law"].value
    assert found is not None
    return found


@pytest.fixture(scope="session")
def judge(policy: checked.Policy, schema: PlanSchema) -> Judge:
    def run(data: bytes, name: str) -> PlanResult:
        reading = read_plan(data, name, schema)
        assert reading.plan is not None, render_all(reading.diagnostics)
        result = audit_plan(reading.plan, [policy], {})
        assert isinstance(result, PlanResult)
        return result

    return run


def violations(result: PlanResult) -> dict[str, str]:
    return {record.rule.name: record.message for record in result.records if record.outcome == "violation"}


# What review 004 says under "DAG generation capability", of its plans and of its correction, and of the other reviews.
REVIEWED = {
    "000": {"no-graph": "1024 GPUs are stated: ranks 16 to 1023 are in no attention group"},
    "000-corrected": {
        "no-graph": "256 GPUs are stated: ranks 32 to 255 are in no attention group",
        "formula-multiplies-views": "= 256 with EP 8 attention sees 32 ranks, the experts 256",
    },
    "001": {},
    "001-corrected": {},
    "002": {},
    "002-corrected": {},
    "003": {},
    "003-corrected": {"no-graph": "24 GPUs are stated: ranks 12 to 23 are in no attention group"},
    "004-64": {
        "formula-multiplies-views": "no graph can be built, the two views disagree: "
        "by ep_degree * pp_degree * tp_degree * dp_degree = 64 with EP 16 attention sees 4 ranks, the experts 64",
    },
    "004-128": {"formula-multiplies-views": "= 128 with EP 16 attention sees 8 ranks, the experts 128"},
    "004-corrected": {"no-graph": "16 GPUs are stated: ranks 1 to 15 are in no attention group"},
}


@pytest.mark.parametrize("name", REVIEWED)
def test_reviewed_plans(judge: Judge, name: str):
    path = ROOT / "examples" / f"{name}.yaml"
    found = violations(judge(path.read_bytes(), path.name))
    assert set(found) == set(REVIEWED[name])
    for rule, says in REVIEWED[name].items():
        assert says in found[rule]


def test_every_reviewed_plan_is_here():
    assert set(REVIEWED) == {path.stem for path in (ROOT / "examples").glob("*.yaml")}


DEGREES = st.sampled_from([1, 2, 3, 4])
LEFT = st.sampled_from([None, 1, 2, 4])


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 24), DEGREES, DEGREES, LEFT, DEGREES, LEFT)
def test_the_rule_and_the_calculator_agree(schema: PlanSchema, policy: checked.Policy, gpus, pp, tp, dp, ep, edp):
    said = {"pp": pp, "tp": tp, "dp": dp, "ep": ep, "edp": edp}
    degrees = {name: degree for name, degree in said.items() if degree is not None}
    plan = {"plan": "plan/1", "name": "p", "mode": "training", "gpus": gpus, "parallelism": degrees}
    reading = read_plan(json.dumps(plan).encode(), "p.json", schema)
    assert reading.plan is not None
    rule = next(rule for rule in policy.rules if rule.name == "no-graph")
    (record,) = evaluate_rule(rule, policy, reading.plan, {})
    left = {"dp": Fraction(gpus, pp * tp), "edp": Fraction(gpus, pp * ep)}
    dp, edp = (exact(left[name]) if said[name] is None else said[name] for name in ("dp", "edp"))
    conflict = graph_conflict.call(gpus, "tp-cp-ep-dp-pp", pp, 1, tp, 1, dp, 1, ep, edp, True).value
    assert (record.outcome == "pass") == (conflict == "none")
    if record.outcome == "violation":
        assert record.message == f"training: {conflict}"


# ---- published plans ----------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def judged(judge: Judge, row: dict[str, Any]) -> PlanResult:
    return judge(json.dumps(plan_of(row)).encode(), f"{row['id']}.json")


def graphs(result: PlanResult) -> list[Record]:
    return [record for record in result.records if record.rule.name == "no-graph"]


def test_layouts_that_ran_have_a_graph(judge: Judge):
    decided = 0
    for row in rows(PUBLISHED / "plans.jsonl"):
        result = judged(judge, row)
        assert violations(result) == {}, row["id"]
        decided += any(record.outcome == "pass" for record in graphs(result))
    assert decided >= 50


@pytest.mark.skipif(not LARGER, reason="SHARDLAW_PLANS names no file of rows")
def test_no_layout_of_a_larger_collection_that_ran_breaks_a_rule(judge: Judge):
    good = [row for row in rows(Path(LARGER or "")) if row["expect"]["verdict"] == "pass"]
    assert {row["id"]: found for row in good if (found := violations(judged(judge, row)))} == {}


def test_layouts_that_cannot_start_have_none(judge: Judge):
    found = {row["id"]: violations(judged(judge, row)) for row in rows(PUBLISHED / "broken.jsonl")}
    assert found["mbridge-6083"]["no-graph"].endswith(
        "the experts see grids of PP 4 x ETP 1 x EP 64 = 256: the first EP group takes ranks 0 to 63, "
        "and stage 0 ends at rank 31"
    )


# ---- an explicit placement ----------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "placement.md").read_text("utf-8")
PLACED = textwrap.dedent(re.findall(r"(?:^    .*\n)+", PAGE[PAGE.index("    plan: plan/1") :], re.MULTILINE)[0])


def test_the_documentation_says_what_comes_out(judge: Judge):
    said = dict(re.findall(r"^\| `([a-z-]+)` \| `(.*)` \|$", PAGE, re.MULTILINE))
    found = violations(judge(PLACED.encode(), "placed.yaml"))
    assert found == {rule: f"serving: {text}" for rule, text in said.items()}


def test_the_report_shows_the_lines_that_contradict(judge: Judge):
    result = judge(PLACED.encode(), "placed.yaml")
    report = build_report(Audit((result,), (), (), {}, {}))
    (record,) = (record for record in report["plans"][0]["records"] if record["rule"] == "gpu-placed-twice")
    places = [(fact["path"], fact["line"]) for fact in record["facts"]]
    assert ("/phases/0/placement/2/gpu", 9) in places
    assert ("/phases/0/placement/3/gpu", 10) in places


def test_a_placement_of_many_gpus_is_judged_like_one_of_few(judge: Judge):
    """512 entries: degrees, groups and experts are read from them alone."""
    entries = [
        {
            "gpu": gpu,
            "node": gpu // 8,
            "stage": gpu // 128,
            "tp_rank": gpu % 8,
            "dp_rank": gpu // 8 % 16,
            "ep_rank": gpu % 64,
            "experts": [gpu % 64],
        }
        for gpu in range(512)
    ]
    plan: dict[str, Any] = {"plan": "plan/1", "name": "many", "mode": "training", "placement": entries}
    plan |= {"model": {"kind": "moe", "experts": 64}, "hardware": {"gpus_per_node": 8}}
    result = judge(json.dumps(plan).encode(), "many.json")
    assert violations(result) == {}
    assert sum(record.outcome == "pass" for record in result.records) == 11
    entries[100]["experts"] = [3]
    found = violations(judge(json.dumps(plan).encode(), "many.json"))
    assert found == {
        "uneven-expert-shares": "training: GPU 36 and GPU 100 are EP rank 36 and hold different experts, 36 and 3"
    }

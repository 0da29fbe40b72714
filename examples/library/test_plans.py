"""Tests of a repository that holds plans. `assert_compliant` comes with shardlaw; nothing has to be imported for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from submit import plan_of

from shardlaw import Gate
from shardlaw.pytest_plugin import AssertCompliant

HERE = Path(__file__).parent


@pytest.mark.parametrize("gpus", [8, 16, 64])
def test_what_we_submit_is_compliant(gpus: int, assert_compliant: AssertCompliant) -> None:
    assert_compliant(plan_of(gpus, tp=8), policies=["memory", HERE / "house.law"])


def test_more_reserve_than_usual(assert_compliant: AssertCompliant) -> None:
    plan = plan_of(8, tp=8)
    plan["phases"][0]["claims"]["memory"]["total"] = "60 GB"
    report = assert_compliant(
        plan,
        policies=HERE / "house.law",
        parameters={"house.reserve": "20%"},
        gate=Gate(must_conclude=["house/no-reserve"]),
    )
    assert [record.rule for record in report.records if record.outcome == "pass"] == ["partial-nodes", "no-reserve"]

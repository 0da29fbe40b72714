"""Screening many plans comes to what auditing each of them comes to."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest
from tests.domain.published import plan_of as published_plan
from tests.evaluation.bundled import ROOT, policies, reading_of, world

from shardlaw.evaluation import cost
from shardlaw.evaluation.audit import PlanResult, Unreadable, audit_plan
from shardlaw.evaluation.compiled import screening
from shardlaw.evaluation.compiled.screening import Screen, Screened, parsed

PUBLISHED = (ROOT / "tests" / "data" / "published" / "plans.jsonl").read_text("utf-8").splitlines()
TEXTS = {f"{row['id']}.json": json.dumps(published_plan(row)).encode() for row in map(json.loads, PUBLISHED[::60])}
TEXTS |= {path.name: path.read_bytes() for path in sorted((ROOT / "examples").glob("*.yaml"))}


@cache
def screen() -> Screen:
    return Screen(policies(), {}, world()[0])


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_outcomes_as_an_audit(name: str) -> None:
    plan = reading_of(TEXTS[name], name).plan
    assert plan is not None
    screened = (screen().quick(TEXTS[name], name) if name.endswith(".json") else None) or screen().plan(plan)
    audited = audit_plan(plan, policies(), {})
    assert isinstance(screened, Screened)
    assert isinstance(audited, PlanResult)
    assert screened.outcomes == Counter(record.outcome for record in audited.records)
    telling = [record for record in audited.records if record.outcome not in ("pass", "skipped")]
    wanted = Counter((record.policy.id, record.rule.name, record.outcome) for record in telling)
    found = {(each.policy.id, each.rule.name, each.outcome): each.subjects for each in screened.findings}
    assert found == wanted
    assert screened.name == plan.name


def test_what_is_no_plan_is_left_to_the_reader() -> None:
    assert screen().quick(b'{"plan": "plan/1", "modle": {}}', "plan.json") is None


def test_a_plan_that_is_decided_is_not_read() -> None:
    few = Screen([policy for policy in policies() if policy.id == "resources"], {}, world()[0])
    screened = few.quick(b'{"plan": "plan/1", "gpus": 8}', "folder/small.json")
    assert screened is not None
    assert (screened.name, screened.findings) == ("small", ())
    assert screened.compiled == len(few.program.rules)


def test_a_plan_that_could_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (screening, cost):
        monkeypatch.setattr(module, "LIMIT", 100)
    plan = reading_of(TEXTS["001.yaml"]).plan
    assert plan is not None
    found = Screen(policies(), {}, world()[0]).plan(plan)
    assert found == audit_plan(plan, policies(), {})
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"a": 0.1234567890123456789}', '{"a": -0}', '{"a": NaN}', "[1]", "\ufeff{}"]
)
def test_what_a_dict_does_not_keep_goes_to_the_reader(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        parsed(text.encode())

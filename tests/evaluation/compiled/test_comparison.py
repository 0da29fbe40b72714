"""The rules that other engines are compared on: the same verdicts compiled, by hand and in the data."""

from __future__ import annotations

import json

from benchmarks import handwritten, plans
from tests.evaluation.bundled import ROOT

from shardlaw.diagnostics import Source
from shardlaw.evaluation.compiled.documents import DocumentReader
from shardlaw.evaluation.compiled.layout import prepare
from shardlaw.evaluation.compiled.program import build
from shardlaw.language import tree
from shardlaw.language.checker import check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.plans.reader import read_plan

ROWS = [json.loads(line) for line in plans.SAMPLE.read_text("utf-8").splitlines()]


def test_all_verdicts_are_right() -> None:
    parsed = parse(Source("rules.law", (ROOT / "benchmarks" / "rules.law").read_text("utf-8"))).file
    assert isinstance(parsed, tree.Policy)
    policy = check_policy(parsed, Environment(plans.schema().facts)).value
    assert policy is not None
    program = build([policy], {})
    assert not program.left
    reader = DocumentReader(program.layout, plans.schema())
    for number, row in enumerate(ROWS):
        document = plans.plan_of(row["plan"])
        prepared = reader.short(document)
        if number < 20:
            plan = read_plan(json.dumps(document).encode(), "plan.json", plans.schema()).plan
            assert plan is not None
            assert prepared == prepare(plan.root, program.layout)
        events = [program.events[code] for code in program.run(prepared)[0]]
        assert {event.outcome for event in events} <= {"violation"}
        found = [f"R{program.rules[rule][1].name[1:3]}" for event in events for rule in event.rules]
        assert sorted(found) == sorted(row["violated"]) == sorted(handwritten.violated(row["plan"]))

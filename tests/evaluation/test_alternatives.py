"""Facts with several readings: a rule that reads one is decided only where it comes to the same under all of them."""

from __future__ import annotations

import pytest
from tests.evaluation.world import plan_of, policy_of

from shardlaw.dataclass import replace
from shardlaw.evaluation.alternatives import MOST
from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.evaluation.records import Record
from shardlaw.evaluation.report import Audit, build_report
from shardlaw.language.values import Cause, Unknown
from shardlaw.plans.facts import Branch, LabelledValue, Plan

POLICY = """\
edition 2026

policy counting version 0.1.0 {{ title "Counts" }}

rule counted "Parameters" {{
  kind     implausible
  severity error
  {clauses}
  message  "{{model.parameters_count}}"
  because  "b"
  example passes   "p" {{}}
  example violates "v" {{}}
}}
"""
EMBEDDINGS = 'let own = if model.parameters_count == "with_embeddings" then 2 Gparameter else 0 parameter'
MODEL = "model: {{parameters: 10B, vocab_size: 100000, hidden_size: 10000{more}}}, gpus: 8, parallelism: {{tp: 2}}"


def plan(more: str = "") -> Plan:
    return plan_of("{" + MODEL.format(more=more) + "}")


def judged(clauses: str, given: Plan | None = None) -> Record:
    result = audit_plan(given or plan(), [policy_of(POLICY.format(clauses=clauses))], {})
    assert isinstance(result, PlanResult)
    (record,) = result.records
    return record


def tried(record: Record) -> dict[str, str]:
    return {str(alternative.reading.value): alternative.outcome for alternative in record.alternatives}


def test_readings_that_agree_decide():
    passed = judged(f"{EMBEDDINGS} require model.parameters - own <= 11 Gparameter")
    assert passed.outcome == "pass"
    assert tried(passed) == {"with_embeddings": "pass", "without_embeddings": "pass"}
    violated = judged(f"{EMBEDDINGS} require model.parameters - own <= 7 Gparameter")
    assert violated.outcome == "violation"
    assert tried(violated) == {"with_embeddings": "violation", "without_embeddings": "violation"}


def test_readings_that_disagree_leave_the_rule_undecided_with_what_each_gives():
    record = judged(f"{EMBEDDINGS} require model.parameters - own <= 9 Gparameter")
    assert record.outcome == "inconclusive"
    assert record.unknowns == (Cause("alternatives disagree", "/model/parameters_count"),)
    assert tried(record) == {"with_embeddings": "pass", "without_embeddings": "violation"}
    assert record.message == "?"


def test_the_convention_can_be_asked_for_and_answers_hold_under_every_reading():
    record = judged(f"{EMBEDDINGS} require model.parameters - own <= 9 Gparameter")
    texts = [answer.text for answer in record.holds_if]
    assert texts == ["model.parameters_count = with_embeddings", "model.parameters <= 9 Gparameter"]
    violated = judged(f"{EMBEDDINGS} require model.parameters - own <= 7 Gparameter")
    assert [answer.text for answer in violated.holds_if] == ["model.parameters <= 7 Gparameter"]


def test_readings_that_wait_for_something_else_are_not_the_cause():
    record = judged(f"{EMBEDDINGS} require model.parameters - own <= 9 Gparameter and hardware.memory > 1 GB")
    assert record.outcome == "inconclusive"
    assert tried(record) == {"with_embeddings": "inconclusive", "without_embeddings": "violation"}
    record = judged(f"{EMBEDDINGS} require model.parameters - own <= 11 Gparameter and hardware.memory > 1 GB")
    assert record.unknowns == (Cause("not stated", "/hardware/memory"),)
    assert record.alternatives == ()


def test_a_convention_is_known_to_be_something():
    assert judged("require model.parameters_count is known").outcome == "pass"
    record = judged('require model.parameters_count default "without_embeddings" == "without_embeddings"')
    assert record.outcome == "inconclusive"


def test_a_condition_that_only_one_reading_meets_is_undecided():
    record = judged('when model.parameters_count == "with_embeddings" require model.parameters > 20 Gparameter')
    assert record.outcome == "inconclusive"
    assert tried(record) == {"with_embeddings": "violation", "without_embeddings": "skipped"}


@pytest.mark.parametrize(
    "given",
    [plan(", parameters_count: without_embeddings"), plan_of("{model: {parameters: 10B, vocab_size: 5}, gpus: 8}")],
    ids=["stated", "of nothing"],
)
def test_without_an_open_convention_nothing_is_tried(given: Plan):
    record = judged(f"{EMBEDDINGS} require model.parameters - own <= 9 Gparameter", given)
    assert record.alternatives == ()
    assert record.outcome == ("violation" if "/model/parameters_count" in given.facts else "inconclusive")


def test_what_a_rule_does_not_read_is_not_tried():
    record = judged("require model.parameters <= 9 Gparameter")
    assert (record.outcome, record.alternatives) == ("violation", ())


def test_a_rule_that_is_decided_anyway_is_not_tried():
    record = judged('require model.parameters_count == "with_embeddings" or model.parameters > 1 Gparameter')
    assert (record.outcome, record.alternatives) == ("pass", ())


def with_readings(given: Plan, pointer: str, values: dict[str, int]) -> Plan:
    """The plan in which a number has several sources that disagree."""
    readings = tuple(LabelledValue(label, value) for label, value in values.items())
    fact = replace(given.facts[pointer], value=Unknown.because("alternatives disagree", pointer), alternatives=readings)
    return replace(given, root=_written(given.root, pointer.split("/")[1:], fact), facts={**given.facts, pointer: fact})


def _written(tree, path: list[str], fact):
    if not path:
        return fact
    if isinstance(tree, tuple):
        return tuple(
            _written(part, path[1:], fact) if str(index) == path[0] else part for index, part in enumerate(tree)
        )
    branch: Branch = {**tree, path[0]: _written(tree[path[0]], path[1:], fact)}
    return branch


def test_sources_that_disagree_are_tried_in_all_combinations():
    two = with_readings(plan(), "/phases/0/gpus", {"the launcher": 8, "the readme": 16})
    both = with_readings(two, "/phases/0/parallelism/tp", {"the launcher": 2, "the readme": 4})
    assert judged("require phases[0].gpus >= 8", both).outcome == "pass"
    record = judged("require phases[0].gpus * phases[0].parallelism.tp <= 32", both)
    outcomes = [(a.fact.pointer, a.reading.label, a.outcome) for a in record.alternatives]
    assert outcomes == [
        ("/phases/0/gpus", "the launcher", "pass"),
        ("/phases/0/gpus", "the readme", "inconclusive"),
        ("/phases/0/parallelism/tp", "the launcher", "pass"),
        ("/phases/0/parallelism/tp", "the readme", "inconclusive"),
    ]


def test_more_combinations_than_can_be_tried_leave_the_rule_undecided():
    many = {f"source {number}": number for number in range(1, 10)}
    given = with_readings(plan(), "/phases/0/gpus", many)
    given = with_readings(given, "/phases/0/parallelism/tp", many)
    assert len(many) ** 2 > MOST
    record = judged("require phases[0].gpus + phases[0].parallelism.tp >= 1", given)
    assert (record.outcome, record.alternatives) == ("inconclusive", ())
    assert {cause.kind for cause in record.unknowns} == {"alternatives disagree"}


def test_the_report_says_what_each_reading_gives():
    policy = policy_of(POLICY.format(clauses=f"{EMBEDDINGS} require model.parameters - own <= 9 Gparameter"))
    result = audit_plan(plan(), [policy], {})
    assert isinstance(result, PlanResult)
    (record,) = build_report(Audit((result,), (), (policy,), {}, {}))["plans"][0]["records"]
    assert record["alternatives"][0] == {
        "fact": "/model/parameters_count",
        "label": "input embedding and output head are counted",
        "value": "with_embeddings",
        "unit": "",
        "text": "with_embeddings",
        "outcome": "pass",
    }
    (fact,) = [fact for fact in record["facts"] if fact["path"] == "/model/parameters_count"]
    assert (fact["value"], fact["text"], fact["stated"]) == (None, "with_embeddings or without_embeddings", False)

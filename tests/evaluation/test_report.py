"""The report: its schema, its bytes, and what it shows of a small audit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import jsonschema
import pytest
from tests.conformance.cases import cases
from tests.evaluation.world import policy_of, schema, traced

from shardlaw.diagnostics import Source
from shardlaw.evaluation.audit import PlanResult, Unreadable, audit_plan
from shardlaw.evaluation.derivation import derivation
from shardlaw.evaluation.report import Audit, Traces, build_report
from shardlaw.plans.reader import read_plan

FOLDER = Path(__file__).parent / "report"
ROOT = Path(__file__).parents[2]
REPORT = json.loads((ROOT / "schemas" / "report.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(REPORT)
TRACE = jsonschema.Draft202012Validator({"$ref": "#/$defs/trace", "$defs": REPORT["$defs"]})


def report(traces: Traces = "failed") -> dict:
    """The audit of both plans of the folder, of which one cannot be read."""
    policy = policy_of((FOLDER / "layout.law").read_text("utf-8"), "layout.law")
    settings = {("layout", "slack"): policy.params[0].high}
    results: list[PlanResult] = []
    unreadable: list[Unreadable] = []
    for path in (FOLDER / "plan.yaml", FOLDER / "broken.yaml"):
        reading = read_plan(path.read_bytes(), path.name, schema())
        if reading.plan is None:
            unreadable.append(Unreadable(path.name, reading.diagnostics))
            continue
        result = audit_plan(reading.plan, [policy], settings)
        assert isinstance(result, PlanResult)
        results.append(result)
    return build_report(Audit(tuple(results), tuple(unreadable), (policy,), {"testing": "4.5.6"}, settings), traces)


def as_text(tree: dict) -> str:
    return json.dumps(tree, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_golden(golden) -> None:
    tree = report()
    for record in tree["plans"][0]["records"]:
        record["holds_if"], record["hints"] = [], []  # solving has tests of its own
    golden(FOLDER / "report.json", as_text(tree))


@pytest.mark.parametrize("traces", ["failed", "all", "none"])
def test_schema(traces) -> None:
    VALIDATOR.validate(report(traces))


def test_which_derivations_are_shown() -> None:
    def shown(traces: Traces) -> list[tuple[str, bool]]:
        records = report(traces)["plans"][0]["records"]
        return [(part["outcome"], part["trace"] is not None) for record in records for part in record["requirements"]]

    assert {trace for _, trace in shown("none")} == {False}
    assert {(outcome, trace) for outcome, trace in shown("all") if outcome != "fault"} == {
        ("pass", True),
        ("violation", True),
        ("inconclusive", True),
    }
    assert ("violation", True) in shown("failed")
    assert ("inconclusive", True) in shown("failed")
    assert ("pass", False) in shown("failed")


def test_same_bytes_under_another_hash_seed_from_another_folder(tmp_path: Path) -> None:
    script = "from tests.evaluation.test_report import as_text, report; print(as_text(report()), end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(  # noqa: S603 - our own interpreter on our own text
        [sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, check=True
    )
    assert run.stdout.decode() == as_text(report())


def test_an_id_stays_when_lines_move() -> None:
    def ids(text: str) -> list[str]:
        policy = policy_of((FOLDER / "layout.law").read_text("utf-8"), "layout.law")
        reading = read_plan(text.encode(), "plan.yaml", schema())
        assert reading.plan is not None
        result = audit_plan(reading.plan, [policy], {})
        assert isinstance(result, PlanResult)
        return [record["id"] for record in build_report(Audit((result,), (), (policy,), {}, {}))["plans"][0]["records"]]

    text = (FOLDER / "plan.yaml").read_text("utf-8")
    assert len(set(ids(text))) == len(ids(text))
    assert ids(f"# a comment\n{text}") == ids(text)
    assert set(ids(text.replace("name: two phases", "name: other"))).isdisjoint(ids(text))
    # Without names, or with one name twice, subjects are told apart by their place.
    assert len(set(ids(text.replace("name: decode", "name: prefill")))) == len(ids(text))


OTHERS = [
    ("memory.share(10e9 parameters, 2 B/parameter, 4) > 1 GB", "{}"),
    ('memory.share(10e9 parameters, python.bytes("fp8"), 4)', "{}"),
    ('python.bytes("int3")', "{}"),
    ("5 in python.upto(6)", "{}"),
    ('"a b" matches "[a-z ]+" and 2^3 > 7', "{}"),
    ("ceil(7 / 2) + max(1, 2) - -1", "{}"),
    ("0.4645 rounds to 0.46 and 4 ~= 5 within 20%", "{}"),
]


BY_TOPIC = {
    topic: [(case.expression, case.given) for case in found if "diagnostic" not in case.parts]
    for topic, found in groupby(cases(), key=lambda case: case.topic)
}


@pytest.mark.parametrize("expressions", [*BY_TOPIC.values(), OTHERS], ids=[*BY_TOPIC, "calls"])
def test_every_derivation_fits_the_schema(expressions: list[tuple[str, str]]) -> None:
    for expression, given in expressions:
        node = derivation(traced(expression, given), Source("expression", expression))
        TRACE.validate(node)
        json.dumps(node, allow_nan=False)


def test_each_element_of_a_list_keeps_its_place() -> None:
    text = 'every p in phases where p.mode == "decode" satisfies p.gpus > 8'
    given = "{phases: [{mode: prefill}, {mode: decode, gpus: 4}, {gpus: 16}]}"
    shown = derivation(traced(text, given), Source("expression", text))["operands"]
    assert [(node["label"], node["operands"][0]["label"], node["text"]) for node in shown] == [
        ("==", "p.mode", "false"),
        (">", "p.gpus", "false"),
        (">", "p.gpus", "true"),
    ]

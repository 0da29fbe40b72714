"""What plans say, as data (readings.yaml), and what holds for every reading."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

from shardlaw.diagnostics.render import render_all
from shardlaw.language.values import Range, Unknown
from shardlaw.plans.facts import Branch, Fact, Plan
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import load_schema

SCHEMA = load_schema()
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("readings.yaml").read_text("utf-8"))


def read(text: str, name: str = "demo.yaml") -> Plan:
    reading = read_plan(f"plan: plan/1\n{text}".encode(), name, SCHEMA)
    assert reading.plan is not None, render_all(reading.diagnostics)
    return reading.plan


def shown(fact: Fact) -> str:
    """Value and unit, `added` where nobody stated it, the conversion and what it used."""
    match fact.value:
        case Range(low, high, low_open, high_open):
            value = f"{'(' if low_open else '['}{'...' if low is None else low}, "
            value += f"{'...' if high is None else high}{')' if high_open or high is None else ']'}"
        case Unknown(causes):
            return ", ".join(["unknown", *(f"{cause.kind} {cause.subject}" for cause in causes)])
        case str():
            value = f"text {fact.value}"
        case Version():
            value = f"version {fact.value}"
        case _:
            value = str(fact.value)
    words = " ".join([value, *([fact.unit] if fact.unit else []), *([] if fact.stated else ["added"])])
    return f"{words}; {fact.conversion}; {' '.join(fact.operands)}" if fact.conversion else words


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reading(case: dict[str, Any]) -> None:
    plan = read(case["plan"])
    facts = case["facts"]
    assert {pointer: shown(plan.facts[pointer]) for pointer in facts} == facts
    assert not plan.facts.keys() & set(case.get("absent", ()))


def test_a_written_number_keeps_its_digits_and_its_unit() -> None:
    facts = read(
        "hardware: {memory: 80.0 GB, price: 2.50 USD/h, compute: 4e14}\n"
        "claims: {memory: {weights: {value: 20 GB, per: replica}, total: 0.35 GiB}, ttft: 2.0-5 s, mfu: 12.5%}\n"
        "gpus: 8\nmodel: {parameters: 10B}\n"
    ).facts
    written = {
        "/hardware/memory": (10**8, "GB", "80.0 GB"),
        "/hardware/price": (Fraction(1, 360000), "USD/h", "2.50 USD/h"),
        "/hardware/compute": (10**14, "FLOP/s", "4e14"),
        "/model/parameters": (10**9, "Gparameter", "10B"),
        "/phases/0/gpus": (1, "", "8"),
        "/phases/0/claims/memory/weights": (125 * 10**6, "GB", "20 GB"),
        "/phases/0/claims/memory/total": (Fraction(2**30, 100), "GiB", "0.35 GiB"),
        "/phases/0/claims/ttft": (1, "s", "2.0-5 s"),
        "/phases/0/claims/mfu": (Fraction(1, 1000), "%", "12.5%"),
    }
    for pointer, (quantum, unit, text) in written.items():
        fact = facts[pointer]
        assert (fact.quantum, fact.written_unit, fact.text) == (quantum, unit, text)


def test_hardware_of_a_phase_is_laid_over_that_of_the_plan() -> None:
    plan = read(
        "hardware: {memory: 64 GB, gpus: 16, peak: {bf16: 400 TFLOP/s, fp8: 800 TFLOP/s}}\n"
        "phases:\n  - hardware: {memory: 80 GB, peak: {fp8: 900 TFLOP/s}}\n  - gpus: 8\n"
    )
    first, second = plan.root["phases"]  # type: ignore[misc]
    said = {
        ("memory",): "/phases/0/hardware/memory",
        ("gpus",): "/hardware/gpus",
        ("peak", "bf16"): "/hardware/peak/bf16",
        ("peak", "fp8"): "/phases/0/hardware/peak/fp8",
    }
    for path, pointer in said.items():
        assert at(first["hardware"], path) is plan.facts[pointer]
    assert at(second["hardware"], ("memory",)) is plan.facts["/hardware/memory"]
    assert plan.root["hardware"] == second["hardware"]


def at(branch: Branch, path: tuple[str, ...]) -> Any:
    found: Any = branch
    for part in path:
        found = found[part]
    return found


def test_one_length_stands_for_all_its_members() -> None:
    length = read("workload: {input_length: 1024}\n").root["workload"]["input_length"]  # type: ignore[index]
    assert {name: fact.pointer for name, fact in length.items()} == dict.fromkeys(
        ("min", "mean", "p50", "p99", "max"), "/workload/input_length"
    )


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        ("name: demo\n", "plans/a.yaml", "demo"),
        ("", "plans/prefill.v2.yaml", "prefill.v2"),
        ("", "<stdin>", "<stdin>"),
    ],
)
def test_a_plan_without_a_name_is_called_like_its_file(text: str, name: str, called: str) -> None:
    assert read(text, name).name == called


def test_an_empty_list_of_phases_is_stated() -> None:
    assert read("phases: []\n").root["phases"] == ()
    assert "phases" not in read("model: {layers: 2}\n").root


def test_the_digest_is_that_of_the_bytes() -> None:
    data = b"\xef\xbb\xbfplan: plan/1\r\n"
    reading = read_plan(data, "a.yaml", SCHEMA)
    assert reading.plan is not None
    assert reading.plan.sha256 == sha256(data).hexdigest()


def test_a_namespace_is_read_by_its_fragment() -> None:
    fragment = {
        "type": "object",
        "properties": {
            "budget": {"type": ["number", "string"], "x-dimension": "USD/h"},
            "teams": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        },
    }
    schema = load_schema({"org": fragment})
    text = b"plan: plan/1\norg: {budget: 100 USD/h, teams: [{name: a}, {name: b}]}\n"
    reading = read_plan(text, "a.yaml", schema)
    assert reading.plan is not None, render_all(reading.diagnostics)
    assert [shown(fact) for fact in reading.plan.facts.values()] == [
        "1/36 USD/s", "text a", "0 added", "text b", "1 added",
    ]  # fmt: skip


PRECISIONS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("precisions.yaml").read_text("utf-8"))


@pytest.mark.parametrize("label", PRECISIONS)
def test_a_label_of_a_precision_is_a_dtype_or_leads_to_one(label: str) -> None:
    reading = read_plan(f"plan: plan/1\nmodel: {{dtype: {label}}}\n".encode(), "a.yaml", SCHEMA)
    if reading.plan is not None:
        assert reading.plan.facts["/model/dtype"].value == PRECISIONS[label] == label
    else:
        assert [found.candidates[0] for found in reading.diagnostics] == [PRECISIONS[label]]

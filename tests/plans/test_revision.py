"""A plan with the one that it revises: both keep their facts and places, and no order of reading matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.plans.revising import read_following

from shardlaw.cli.main import main
from shardlaw.language.values import Unknown
from shardlaw.plans.facts import REVISED, Fact, Plan, canonical

FIRST = """\
plan: plan/1
name: first
hardware: {memory: 64 GB}
phases:
  - name: serve
    gpus: 8
    claims: {memory: {weights: {value: 4 GB, per: replica}, total: {value: 9 GB, per: unknown}}}
"""
SECOND = "plan: plan/1\nname: second\nrevises: earlier/first.yaml\ngpus: 4\n"
RULE = """\
edition 2026

policy fewer version 0.1.0 {
  title "Fewer GPUs"
  for   phase in phases
}

rule more-gpus "A correction takes more GPUs" {
  kind     wasteful
  severity error
  let was  = the p in revised.phases where p.index == phase.index
  require  phase.gpus <= was.gpus
  message  "{phase.gpus} after {was.gpus}"
  because  "A test."
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "earlier").mkdir()
    (tmp_path / "earlier" / "first.yaml").write_text(FIRST, "utf-8")
    (tmp_path / "second.yaml").write_text(SECOND, "utf-8")
    (tmp_path / "fewer.law").write_text(RULE, "utf-8")
    return tmp_path


@pytest.fixture
def plan(folder: Path) -> Plan:
    reading = read_following(SECOND.encode(), folder / "second.yaml", folder)
    assert reading.plan is not None
    return reading.plan


def test_every_fact_of_the_revised_plan_is_there_with_its_place(plan: Plan):
    revised = plan.revises
    assert revised is not None
    moved = {pointer.removeprefix(f"/{REVISED}") for pointer in plan.facts if pointer.startswith(f"/{REVISED}/")}
    assert moved == set(revised.facts)
    for pointer in moved:
        ours, theirs = plan.facts[f"/{REVISED}{pointer}"], revised.facts[pointer]
        assert (ours.source.name, ours.span, ours.text) == ("earlier/first.yaml", theirs.span, theirs.text)
    weights = plan.facts[f"/{REVISED}/phases/0/claims/memory/weights"]
    assert (weights.value, weights.operands) == (500_000_000, (f"/{REVISED}/phases/0/gpus",))
    total = plan.facts[f"/{REVISED}/phases/0/claims/memory/total"]
    assert total.value == Unknown.because("not stated", f"/{REVISED}/phases/0/claims/memory/total/per")


def test_what_a_phase_inherits_keeps_the_pointer_where_it_is_said(plan: Plan):
    phases = plan.root[REVISED]["phases"]  # type: ignore[index,call-overload]
    memory = phases[0]["hardware"]["memory"]
    assert isinstance(memory, Fact)
    assert memory.pointer == canonical(f"/{REVISED}/phases/0/hardware/memory") == f"/{REVISED}/hardware/memory"


def test_the_plan_keeps_its_own_facts_and_name(plan: Plan):
    assert plan.name == "second"
    assert plan.facts["/phases/0/gpus"].value == 4
    assert "revises" not in plan.root[REVISED]  # type: ignore[operator]


def audited(capsysbinary: pytest.CaptureFixture[bytes], *words: str) -> bytes:
    main(["audit", *words, "--policy", "fewer.law", "--format", "json", "--allow-empty"])
    return capsysbinary.readouterr().out


def test_the_order_of_plans_changes_no_byte(folder: Path, monkeypatch, capsysbinary):
    monkeypatch.chdir(folder)
    one = audited(capsysbinary, "second.yaml", "earlier/first.yaml")
    assert audited(capsysbinary, "earlier/first.yaml", "second.yaml") == one
    first, second = json.loads(one)["plans"]
    assert ("revises" in first, second["revises"]["path"]) == (False, "earlier/first.yaml")
    assert second["revises"]["sha256"] == first["sha256"]
    assert [record["outcome"] for record in second["records"]] == ["pass"]
    (unknown,) = first["records"][0]["unknowns"]
    assert unknown == {"path": "/revises", "cause": "not stated"}


def test_the_plan_alone_says_the_same(folder: Path, monkeypatch, capsysbinary):
    monkeypatch.chdir(folder)
    both = json.loads(audited(capsysbinary, "second.yaml", "earlier/first.yaml"))
    alone = json.loads(audited(capsysbinary, "second.yaml"))
    assert alone["plans"] == [both["plans"][1]]


def test_a_revised_plan_is_not_written_by_a_plan(folder: Path):
    reading = read_following(b"plan: plan/1\nrevised: {gpus: 4}\n", folder / "second.yaml", folder)
    (found,) = reading.diagnostics
    assert (found.code, found.candidates) == ("P203", ("revises",))


@pytest.mark.parametrize("name", ["loop.yaml", "dangling.yaml"])
def test_a_link_that_leads_nowhere_is_no_plan(folder: Path, name: str):
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "dangling.yaml").symlink_to(folder / "nowhere.yaml")
    reading = read_following(f"plan: plan/1\nrevises: {name}\n".encode(), folder / "second.yaml", folder)
    assert [found.code for found in reading.diagnostics] == ["P228"]


def test_a_circle_further_back_is_found_and_a_gap_there_is_not_asked_about(folder: Path):
    third = b"plan: plan/1\nrevises: second.yaml\n"
    first = folder / "earlier" / "first.yaml"
    for said, codes in (("../second.yaml", ["P229"]), ("../nowhere.yaml", [])):
        first.write_text(f"{FIRST}revises: {said}\n", "utf-8")
        reading = read_following(third, folder / "third.yaml", folder)
        assert [found.code for found in reading.diagnostics] == codes

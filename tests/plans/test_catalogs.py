"""Catalogs: what a plan leaves out of the GPU and the model that it names, and where sources disagree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shardlaw.cli.main import main
from shardlaw.diagnostics import PluginError, Source
from shardlaw.diagnostics.render import render_all
from shardlaw.language.values import Unknown
from shardlaw.plans.catalogs import Catalog, Catalogs
from shardlaw.plans.facts import Fact
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.manager import load_plugins

HEAD = "catalog: ours\nof: hardware\nversion: 1.2.0\ndate: 2026-01-01\nsources:\n  a: list A\n  b: list B\nentries:\n"
ENTRIES = """\
  X1:
    also: [Model X1]
    says:
      a: {memory: 80 GB, memory_bandwidth: 2 TB/s, peak: {bf16: 100 TFLOP/s}}
      b: {memory: 80 GiB, memory_bandwidth: 2000 GB/s}
  X2:
    says:
      a: {memory: 16 GB}
"""
SHIPPED = [Catalog(source) for source in load_plugins().catalogs]


def facts(plan: str, entries: str = ENTRIES) -> dict[str, Fact]:
    reading = read_plan(plan.encode(), "plan.yaml", load_schema(), Catalogs([Catalog(_source(entries))], load_schema()))
    assert reading.plan is not None, render_all(reading.diagnostics)
    return dict(reading.plan.facts)


def _source(entries: str) -> Source:
    return Source("ours.yaml", HEAD + entries)


@pytest.mark.parametrize("name", ["X1", "x1", "Model-X1", "model x1"])
def test_a_name_is_found_however_it_is_written(name: str):
    assert facts(f"plan: plan/1\nhardware: {{gpu: {name}}}")["/hardware/memory_bandwidth"].value == 2 * 10**12


def test_sources_that_agree_give_the_value_and_its_provenance():
    fact = facts("plan: plan/1\nhardware: {gpu: X1}")["/hardware/memory_bandwidth"]
    assert (fact.stated, fact.alternatives) == (False, ())
    assert fact.conversion == "X1 in the catalog ours 1.2.0: list A and list B, 2026-01-01"
    assert fact.source.line(fact.source.position(fact.span.start).line).strip().startswith("a: {memory: 80 GB")
    assert fact.source.text[fact.span.start : fact.span.end] == "2 TB/s"


def test_sources_that_disagree_give_alternatives():
    fact = facts("plan: plan/1\nhardware: {gpu: X1}")["/hardware/memory"]
    assert isinstance(fact.value, Unknown)
    assert [(one.label, one.value) for one in fact.alternatives] == [
        ("80 GB (a)", 80 * 10**9),
        ("80 GiB (b)", 80 * 2**30),
    ]


def test_what_the_plan_states_counts():
    found = facts("plan: plan/1\nhardware: {gpu: X1, memory: 64 GB, peak: {fp8: 300 TFLOP/s}}")
    assert (found["/hardware/memory"].value, found["/hardware/memory"].alternatives) == (64 * 10**9, ())
    assert found["/hardware/peak/fp8"].value == 300 * 10**12
    assert found["/hardware/peak/bf16"].value == 100 * 10**12


def test_a_name_that_no_catalog_has_says_nothing():
    assert set(facts("plan: plan/1\nhardware: {gpu: X9}")) == {"/hardware/gpu"}


def test_a_phase_has_its_own_gpu():
    plan = "plan: plan/1\nhardware: {gpu: X1}\nphases: [{name: a}, {name: b, hardware: {gpu: X2}}]"
    assert facts(plan)["/phases/1/hardware/memory"].value == 16 * 10**9


def test_an_entry_that_is_no_record_of_a_plan_is_the_fault_of_its_plugin():
    with pytest.raises(PluginError) as raised:
        facts("plan: plan/1\nhardware: {gpu: X3}", ENTRIES + "  X3:\n    says:\n      a: {memori: 16 GB}\n")
    (found,) = raised.value.diagnostics
    assert (found.source.name, found.source.position(found.span.start).line) == ("ours.yaml", 19)


@pytest.mark.parametrize("catalog", SHIPPED, ids=lambda catalog: catalog.name)
def test_every_entry_that_is_shipped_can_be_read(catalog: Catalog):
    for name in catalog.names:
        entry = catalog.entry(name, load_schema())
        assert entry is not None
        assert entry.diagnostics == (), render_all(entry.diagnostics)
        assert entry.record


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [("79 GB", "pass"), ("82 GB", "inconclusive"), ("90 GB", "violation")],
)
def test_a_verdict_that_depends_on_the_source_says_so(claim: str, outcome: str, tmp_path: Path, capsys):
    plan = (
        f"plan: plan/1\nname: p\nmode: serving\nhardware: {{gpu: H100-SXM}}\nclaims: {{memory: {{total: {claim}}}}}\n"
    )
    (tmp_path / "plan.yaml").write_text(plan, "utf-8")
    main(["audit", str(tmp_path / "plan.yaml"), "--format", "json", "--policy", "memory", "--policy", "sanity"])
    report = json.loads(capsys.readouterr().out)
    (record,) = [
        record
        for record in report["plans"][0]["records"]
        if "/hardware/memory" in {fact["path"] for fact in record["facts"]} and record["outcome"] != "skipped"
    ]
    assert record["outcome"] == outcome
    assert {one["label"] for one in record["alternatives"]} == {"80 GB (ml-engineering)", "80 GiB (aiconfigurator)"}
    assert [catalog["name"] for catalog in report["catalogs"]] == ["gpus"]

"""The optional plug-in that counts a model on the meta device: what it writes is a catalog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shardlaw_metacount.__main__ import USAGE, catalog, main
from shardlaw_metacount.counting import Counted

from shardlaw.diagnostics import Source
from shardlaw.plans.catalogs import Catalog, Catalogs
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.registration import _HEAD


def test_what_it_writes_is_a_catalog_that_completes_a_plan():
    text = catalog({"ours": Counted("jamba", 51570323328, "huggingface/transformers 5.23.0")}, "2026-11-21")
    assert _HEAD.match(text)
    known = Catalogs([Catalog(Source("models.yaml", text))], load_schema())
    reading = read_plan(b"plan: plan/1\nmodel: {catalog: ours}", "plan.yaml", load_schema(), known)
    assert reading.plan is not None
    fact = reading.plan.facts["/model/parameters"]
    assert fact.value == 51570323328
    assert fact.conversion == (
        "ours in the catalog counted-models 0.1.0: huggingface/transformers 5.23.0, meta device, 2026-11-21"
    )


@pytest.mark.parametrize("arguments", [[], ["config.json"], ["=config.json"], ["ours="]])
def test_an_argument_is_a_name_and_a_file(arguments: list[str], capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"{USAGE}\n"


def test_a_count_is_that_of_the_reference_implementation(tmp_path: Path, capsys):
    pytest.importorskip("transformers")
    pytest.importorskip("torch")
    config = {"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
              "intermediate_size": 128, "vocab_size": 100}  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    assert main([f"tiny={tmp_path / 'config.json'}"]) == 0
    assert "parameters: 95040 parameters" in capsys.readouterr().out
    assert main([f"tiny={tmp_path / 'none.json'}"]) == 2

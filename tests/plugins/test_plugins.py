"""Plug-ins as they are loaded: the first-party one, one of an organisation, and what the docs promise."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from shardlaw.cli.main import main
from shardlaw.language.types import NumberType, RecordType
from shardlaw.plans.facts import REVISED
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import FIRST_PARTY, Plugins, load_plugins
from shardlaw.plugins.registration import HOOKS, ROOTS

ROOT = Path(__file__).parents[2]
ORG = "examples/plugins/org.py"
POLICY = "examples/plugins/budget/1.0.0.law"
PLAN = "examples/plugins/plan.yaml"


@pytest.fixture(autouse=True)
def at_root(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)


def load(*extra: str) -> Plugins:
    plugins = load_plugins(extra)
    assert not plugins.diagnostics
    return plugins


def test_first_party_plug_ins_are_always_loaded_and_nothing_else_is():
    assert [plugin.name for plugin in load().loaded] == ["parallelism", "reporters"]
    assert [plugin.origin.wanted for plugin in load().loaded] == list(FIRST_PARTY)


def test_what_a_plug_in_adds_can_be_named_in_policies():
    plugins = load(ORG)
    environment = build_environment(plugins, load_schema(plugins.namespaces).facts).value
    assert environment is not None
    assert environment.plugins["org"] == "1.0.0"
    assert environment.formulas["site.running_cost"].library == "site@1.0.0"
    calculator = environment.calculators["site.contract_price"]
    assert (calculator.plugin, calculator.version) == ("org", "1.0.0")
    assert calculator.meaning == "The price of one GPU for an hour on a contract."
    org = environment.facts.members["org"].type
    assert isinstance(org, RecordType)
    assert isinstance(org.members["budget"].type, NumberType)
    assert str(org.members["budget"].type.dimension) == "USD/s"


def test_naming_a_plug_in_twice_loads_it_once():
    assert len(load(ORG, ORG).loaded) == len(load(ORG).loaded)


@pytest.mark.parametrize("wanted", ["shardlaw_example:plugin", "example"], ids=["attribute", "entry point"])
def test_an_installed_plug_in_is_found_by_attribute_and_by_entry_point(wanted, tmp_path, monkeypatch):
    text = (ROOT / ORG).read_text("utf-8")
    (tmp_path / "shardlaw_example.py").write_text(f"{text}\n\nimport sys\nplugin = sys.modules[__name__]\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    points = EntryPoints([EntryPoint("example", "shardlaw_example", "shardlaw.plugins")])
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: points)
    if wanted == "example":  # an entry point has the version of its package, and this one has no package
        assert [diagnostic.code for diagnostic in load_plugins([wanted]).diagnostics] == ["X104"]
    else:
        assert load(wanted).loaded[-1].name == "example"
    del sys.modules["shardlaw_example"]


def test_an_organisation_audits_with_its_own_facts_formulas_and_calculators(capsys):
    code = main(["audit", PLAN, "--plugin", ORG, "--policy", POLICY, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    (record,) = report["plans"][0]["records"]
    assert (code, record["outcome"]) == (1, "violation")
    assert record["message"] == "serving costs 48.00 USD/h; chat may spend 40 USD/h"
    assert {"name": "org", "version": "1.0.0"} in report["plugins"]


def test_without_the_plug_in_its_namespace_is_refused_where_it_stands(capsys):
    assert main(["audit", PLAN]) == 2
    assert "plan.yaml:6:1" in capsys.readouterr().err


def test_no_namespace_can_take_a_word_of_plans():
    document = json.loads((ROOT / "schemas" / "plan.schema.json").read_text("utf-8"))
    assert {*document["properties"], REVISED} == ROOTS


def test_loading_the_first_party_plug_ins_looks_up_no_entry_points():
    program = (
        "import sys; from shardlaw.plugins.manager import load_plugins; load_plugins();"
        "sys.exit('importlib.metadata' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603


def test_every_calculator_says_what_it_means_and_why_it_is_no_formula():
    for plugin in load().loaded:
        for calculator in plugin.calculators:
            assert calculator.meaning
            assert calculator.reason


def test_every_formula_says_why_it_is_right():
    environment = build_environment(load(), load_schema().facts).value
    assert environment is not None
    assert [name for name, formula in environment.formulas.items() if not formula.because] == []


# ---- the documentation --------------------------------------------------------------------------------


def test_the_documentation_shows_the_files_as_they_are():
    document = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    for path in (ORG, POLICY, PLAN):
        assert f"\n{(ROOT / path).read_text('utf-8')}```" in document
    assert set(re.findall(r"^\| `(\w+)` \|", document, re.MULTILINE)) == set(HOOKS)


def test_the_commands_of_the_documentation_run(capsys):
    document = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    commands = [line.split()[1:] for line in re.findall(r"^    (shardlaw .*)$", document, re.MULTILINE)]
    assert len(commands) == 3
    assert [main(words) for words in commands] == [1, 0, 0]
    assert capsys.readouterr().err == ""

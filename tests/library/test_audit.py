"""An audit of the library: the bytes of the command, typed results, and nothing read that was not given."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.library.conftest import PLAN, PROJECT

from shardlaw import Gate, Plan, PluginError, Policies, Report, UnreadablePlanError, audit, load_plan, load_policies
from shardlaw.cli.main import main
from shardlaw.library.results import Range
from shardlaw.policies.repository import bundled

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# What the command is asked, and what the library is asked for the same bytes.
ALIKE: list[tuple[list[str], dict[str, Any]]] = [
    (["plan.yaml", "--policy", "memory"], {"policies": "memory"}),
    (["plan.yaml", "--policy", "memory", "--policy", "house.law"], {"policies": ["memory", Path("house.law")]}),
    (["plan.yaml", "--policy", "house.law", "--param", "house.most=64"],
     {"policies": "house.law", "parameters": {"house.most": 64}}),
    (["plan.yaml", "--policy", "memory@0.1", "--param", "memory.tolerance=5%"],
     {"policies": ("memory@0.1",), "parameters": {"memory.tolerance": "5%"}}),
    (["plan.yaml", "--policy", "house.law", "--fail-on", "warning", "--inconclusive", "block"],
     {"policies": "house.law", "gate": Gate(fail_on="warning", inconclusive="block")}),
    (["plan.yaml", "--policy", "throughput", "--allow-empty"],
     {"policies": "throughput", "gate": Gate(allow_empty=True)}),
    (["plan.yaml", "--policy", "house.law", "--trace", "all"], {"policies": "house.law", "traces": "all"}),
]  # fmt: skip


def written(capsysbinary: pytest.CaptureFixture[bytes], words: list[str]) -> tuple[int, bytes]:
    code = main(["audit", "--format", "json", *words])
    return code, capsysbinary.readouterr().out


@pytest.mark.parametrize(("words", "asked"), ALIKE, ids=[" ".join(words) for words, _ in ALIKE])
def test_the_bytes_of_the_command(words: list[str], asked: dict[str, Any], folder: Path, capsysbinary):
    code, out = written(capsysbinary, words)
    report = audit(folder / "plan.yaml", **asked)
    assert (report.exit_code, report.to_json()) == (code, out)
    assert report.verdict == json.loads(out)["verdict"]
    assert report.to("json") == out
    everything = ["--trace", "all"] if "traces" in asked else []
    main(["audit", *words, *everything])
    text = capsysbinary.readouterr().out
    assert report.to("text") == text
    assert str(report) + "\n" == text.decode()


def test_the_bytes_of_the_command_in_a_project(folder: Path, capsysbinary):
    (folder / "shardlaw.toml").write_text(PROJECT)
    code, out = written(capsysbinary, ["plan.yaml"])
    for project in (folder, folder / "shardlaw.toml", "shardlaw.toml"):
        report = audit("plan.yaml", project=project)
        assert (report.exit_code, report.to_json()) == (code, out)
    code, out = written(capsysbinary, ["plan.yaml", "--fail-on", "never", "--param", "house.most=64"])
    loaded = load_policies(project=".")
    report = audit("plan.yaml", policies=loaded, gate=Gate(fail_on="never"), parameters={"house.most": "64"})
    assert (report.exit_code, report.to_json()) == (code, out)


REPORTERS = '''\
"""Formats of a team."""
from shardlaw.plugins import Reporter, hookimpl

__version__ = "1.0"


@hookimpl
def shardlaw_reporters():
    return [
        Reporter("sheet", "spreadsheets", lambda report, view: f"{report['verdict']},{view.everything}"),
        Reporter("broken", "nobody", lambda report, view: report["sheet"]),
    ]
'''


def test_every_format_of_the_command_and_of_plug_ins(folder: Path, capsysbinary):
    (folder / "org.py").write_text(REPORTERS)
    report = audit("plan.yaml", policies="house.law", plugins=["org.py"])
    for name in ("sarif", "junit", "github", "gitlab", "markdown", "sheet"):
        main(["audit", "plan.yaml", "--policy", "house.law", "--plugin", "org.py", "--format", name])
        assert report.to(name) == capsysbinary.readouterr().out, name
    assert report.to("sheet") == b"fail,False"
    assert audit("plan.yaml", policies="house.law", plugins=["org.py"], traces="all").to("sheet") == b"fail,True"
    with pytest.raises(PluginError, match="KeyError: 'sheet'"):
        report.to("broken")


def test_what_the_shell_and_the_folder_say_is_the_business_of_the_command(folder: Path, monkeypatch):
    plain = audit("plan.yaml", policies="house.law").to_json()
    (folder / "shardlaw.toml").write_text("policies = [nonsense")
    for name in ("SHARDLAW_POLICY", "SHARDLAW_FAIL_ON", "SHARDLAW_INCONCLUSIVE"):
        monkeypatch.setenv(name, "nonsense")
    monkeypatch.setenv("SHARDLAW_CACHE", str(folder / "cache"))
    assert audit("plan.yaml", policies="house.law").to_json() == plain
    assert not (folder / "cache").exists()


def test_it_says_nothing_by_itself(folder: Path, capfd):
    del folder
    audit("plan.yaml", policies="throughput")
    with pytest.raises(UnreadablePlanError):
        audit({"plan": "plan/2"}, policies="throughput")
    assert capfd.readouterr() == ("", "")


def test_typed_results(folder: Path):
    del folder
    report = audit("plan.yaml", policies="house.law")
    assert (report.verdict, report.exit_code, report.green) == ("fail", 1, False)
    (plan,) = report.plans
    assert (plan.path, plan.name, plan.verdict, plan.records) == ("plan.yaml", "several", "fail", report.records)
    assert dict(plan.summary) == json.loads(report.to_json())["plans"][0]["summary"]
    assert [record.rule for record in report.violations] == ["too-many", "whole-nodes"]
    assert report.undecided == ()

    record = next(record for record in report.violations if record.rule == "too-many")
    assert (record.policy, record.severity, record.kind) == ("house@0.1.0", "warning", "wasteful")
    assert (record.subject.name, record.subject.pointer, record.subject.variable) == ("prefill", "/phases/0", "phase")
    assert record.message == "prefill asks for 64 GPUs, more than 32"
    assert record.fix == "ask for 32"
    assert record.citations[0].title == "Handbook"
    assert record.slack is not None
    assert (record.slack.value, record.slack.ratio) == (-32, -1)
    assert record.holds_if[0].intervals == (Range(1, 32, min_open=False, max_open=False),)
    fact = next(fact for fact in record.facts if fact.path == "/phases/0/gpus")
    assert (fact.value, fact.text, fact.file, fact.line, fact.stated) == (64, "64", "plan.yaml", 6, True)
    assert str(record).startswith("warning[house/too-many]: A phase with too many GPUs\n  --> plan.yaml:6:42")


def test_what_is_not_known(folder: Path):
    del folder
    report = audit(PLAN.replace(", gpus_per_node: 8", ""), policies="house.law")
    assert [record.subject.name for record in report.undecided] == ["prefill", "decode"]
    assert [(cause.path, cause.cause) for cause in report.undecided[0].unknowns] == [
        ("/hardware/gpus_per_node", "not stated")
    ]
    (missing,) = report.plans[0].undecided
    assert (missing.fact, missing.cause, missing.rules) == ("/hardware/gpus_per_node", "not stated", 1)


def test_results_are_frozen(folder: Path, memory: Policies):
    del folder
    report = audit("plan.yaml", policies="house.law")
    plan = load_plan("plan.yaml", policies=memory)
    for thing, name in [(report, "verdict"), (report.records[0], "outcome"), (plan, "name"), (memory, "names")]:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, "pass")


def test_an_undecided_audit_is_green_until_it_is_asked_to_conclude(folder: Path):
    (folder / "plan.yaml").write_text(PLAN.replace(", gpus_per_node: 8", "").replace("gpus: 64", "gpus: 8"))
    report = audit("plan.yaml", policies="house.law")
    assert (report.verdict, report.exit_code, report.green) == ("undecided", 0, True)
    for rules in (["house"], ["house/whole-nodes"]):
        asked = audit("plan.yaml", policies="house.law", gate=Gate(must_conclude=rules))
        assert (asked.verdict, asked.exit_code, asked.green) == ("undecided", 3, False)
    asked = audit("plan.yaml", policies="house.law", gate=Gate(must_conclude=["house/too-many"]))
    assert asked.green


def test_an_audit_that_decided_nothing_is_not_green(memory: Policies):
    report = audit({"plan": "plan/1", "name": "bare"}, policies=memory)
    assert (report.verdict, report.exit_code, report.green) == ("failed", 2, False)


def outcomes(report: Report) -> list[tuple[str, str, str, str, str | None]]:
    return [
        (record.policy, record.rule, record.subject.pointer, record.outcome, record.fix) for record in report.records
    ]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_mapping_a_text_and_a_file_come_to_the_same(path: Path, memory: Policies):
    text = path.read_text("utf-8")
    mapping = {key: value for key, value in yaml.safe_load(text).items() if key != "revises"}
    shapes: list[str | Mapping[str, Any]] = [mapping, json.dumps(mapping), yaml.safe_dump(mapping)]
    reports = [audit(shape, policies=memory) for shape in (path, *shapes)]
    assert [outcomes(report) for report in reports[1:]] == [outcomes(reports[0])] * 3
    assert [report.plans[0].path for report in reports[1:]] == ["<plan>"] * 3


def test_a_plan_may_be_loaded_first(folder: Path, memory: Policies):
    for given in ("plan.yaml", folder / "plan.yaml", PLAN, yaml.safe_load(PLAN)):
        plan = load_plan(given)
        assert plan.name == "several"
        assert plan.facts["/model/parameters"].value == 10_000_000_000
        assert plan.facts["/phases/1/claims/memory/weights"].value == 530_000_000
        assert plan.facts["/phases/1/gpus"].text == "12"
        assert audit(plan, policies=memory).to_json() == audit(given, policies=memory).to_json()
    assert load_plan("plan.yaml").path == Path("plan.yaml")


def test_numbers_of_a_mapping_are_exact():
    facts = load_plan({"plan": "plan/1", "model": {"active_parameters": 0.1}, "labels": {"half": "1/2"}}).facts
    assert facts["/labels/half"].value == "1/2"
    assert facts["/model/active_parameters"].value == Fraction(1, 10)


def test_several_plans_without_a_file_have_names_of_their_own(memory: Policies):
    mapping = yaml.safe_load(PLAN)
    loaded = load_plan(mapping)
    report = audit([mapping, loaded, mapping], policies=memory)
    assert [plan.path for plan in report.plans] == ["<plan 1>", "<plan 2>", "<plan 3>"]
    assert len({tuple(plan.summary.items()) for plan in report.plans}) == 1
    assert report.records[0].facts[0].file == "<plan 1>"


def test_unreadable_plans_are_an_error_that_has_the_report_of_the_others(folder: Path, memory: Policies, capsysbinary):
    (folder / "broken.yaml").write_text("plan: plan/1\nmodel: {experts: many}\n")
    with pytest.raises(UnreadablePlanError) as caught:
        audit(["plan.yaml", "broken.yaml"], policies=memory)
    code, out = written(capsysbinary, ["plan.yaml", "broken.yaml", "--policy", "memory"])
    report = caught.value.report
    assert (report.exit_code, report.to_json(), caught.value.exit_code) == (code, out, 2)
    assert [plan.path for plan in report.plans] == ["plan.yaml"]
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["P206"]
    assert str(caught.value).startswith("error[P206]: `model.experts`")


def test_the_wrong_types_are_python_errors(memory: Policies):
    with pytest.raises(TypeError, match="a plan is a path"):
        audit(5, policies=memory)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="and no bytes"):
        audit(b"plan: plan/1", policies=memory)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no plan"):
        audit([], policies=memory)
    with pytest.raises(ValueError, match="no policy"):
        audit({}, policies=[])
    with pytest.raises(TypeError, match="and no str"):
        audit({}, policies=memory, gate="error")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="loaded with"):
        audit({}, policies=memory, plugins=["org"])


def test_without_selectors_it_is_the_default_set():
    names = [f"{file.id}@{file.version}" for file in bundled().default()]
    assert list(load_policies().names) == names


def test_rules_of_policies():
    policies = load_policies("memory", "sanity")
    assert [name.partition("@")[0] for name in policies.names] == ["memory", "sanity"]
    rule = next(rule for rule in policies.rules if rule.name == "impossible-weights")
    assert rule.policy == policies.names[0]
    assert rule.severity == "error"
    assert isinstance(load_plan(PLAN, policies=policies), Plan)


def test_importing_the_package_imports_nothing_of_it():
    script = "import sys; import shardlaw, shardlaw.pytest_plugin; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)  # noqa: S603
    ours = {name for name in ended.stdout.decode().split() if name.partition(".")[0] == "shardlaw"}
    assert ours == {"shardlaw", "shardlaw.pytest_plugin"}

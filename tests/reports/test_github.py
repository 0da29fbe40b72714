"""Workflow commands, read as the runner reads them."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from tests.reports.consumers import commands
from tests.reports.made import REPORTS
from tests.reports.test_formats import written

HERE = Path(__file__).parent


def stored(name: str) -> dict:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(REPORTS)
def test_no_text_of_a_report_is_a_command(report: dict):
    log = written("github", report)
    assert "##[" not in log
    for name, properties, _ in commands(log):
        assert name in {"error", "warning", "notice", "group", "endgroup"}
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert "col" not in properties or properties["line"] == properties["endLine"]


def test_texts_reach_the_runner_as_they_are():
    report = stored("violations")
    (plan,) = report["plans"]
    record = plan["records"][0]
    record["message"] = "50% of a: b, c\r\nsecond ::error::line"
    record["fix"] = None
    record["requirements"], record["binding"] = [], None
    for fact in record["facts"]:
        fact["file"] = plan["path"] = "a:b,100%.yaml"
    level, properties, message = commands(written("github", report))[0]
    assert (level, properties["file"], properties["title"]) == ("error", "a:b,100%.yaml", "memory/impossible-weights")
    assert message == "50% of a: b, c second ::error::line"


def test_of_more_than_ten_of_a_level_nine_and_their_number_are_annotations_and_the_others_in_the_log():
    report = stored("violations")
    (plan,) = report["plans"]
    for number, shown, grouped in [(10, 10, 0), (11, 10, 2), (40, 10, 31)]:
        plan["records"] = [{**plan["records"][0], "rule": f"rule-{at}"} for at in range(number)]
        log = written("github", report)
        assert sum(name == "error" for name, _, _ in commands(log)) == shown
        inside = log.partition("::group::")[2].partition("::endgroup::")[0]
        assert inside.count("memory/rule-") == grouped
        assert all(f"memory/rule-{at}" in log for at in range(number))


def test_the_name_of_a_file_is_no_command_in_the_log():
    report = stored("violations")
    (plan,) = report["plans"]
    plan["records"] = [plan["records"][0]] * 11
    for fact in plan["records"][0]["facts"]:
        fact["file"] = "::stop-commands::x"
    plan["path"] = "::stop-commands::x"
    assert {name for name, _, _ in commands(written("github", report))} == {"error", "group", "endgroup"}


def test_what_blocks_is_an_error_also_where_it_is_not_decided():
    report = stored("inconclusive")
    levels = [name for name, _, _ in commands(written("github", report))]
    assert set(levels) <= {"notice", "warning"}
    report["gate"]["inconclusive"] = "block"
    report["gate"]["fail_on"] = "note"
    assert "error" in [name for name, _, _ in commands(written("github", report))]


def test_a_waived_violation_is_no_annotation():
    report = stored("everything-else")
    titles = [properties.get("title") for _, properties, _ in commands(written("github", report))]
    assert titles == ["P101", "moe-structure/many-ranks"]


def test_what_a_baseline_knows_is_no_annotation():
    report = stored("violations")
    report["baseline"] = {"path": "before.json", "sha256": "0" * 64, "mended": 0}
    first, second = report["plans"][0]["records"]
    first["known"], second["known"] = True, False
    (annotation,) = commands(written("github", report))
    assert annotation[1]["title"] == "moe-structure/multiplied-gpu-total"

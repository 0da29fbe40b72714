"""The comment on a pull request, read by a Markdown parser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports.consumers import Page
from tests.reports.made import REPORTS, TEXTS
from tests.reports.test_formats import written

from shardlaw.reports import gfm

HERE = Path(__file__).parent
OURS = {
    "h3",
    "p",
    "em",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "code",
    "br",
    "details",
    "summary",
    "pre",
    "sub",
}


def stored(name: str) -> dict:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(REPORTS)
def test_no_text_of_a_report_is_markup(report: dict):
    page = Page(written("markdown", report))
    assert set(page.tags) <= OURS
    assert page.open == []
    records = [record for plan in report["plans"] for record in plan["records"]]
    shown = [record for record in records if record["outcome"] == "violation" and not record.get("known")]
    assert page.tags.count("details") == len(shown) + any(plan["undecided"] for plan in report["plans"])
    assert not any(re.search(r"[@#]\w", text) for text in page.texts)


def visible(text: str) -> str:
    """What a reader sees of a text: blanks are one, a character without a width is none, NUL is shown as a mark."""
    return " ".join(text.replace("\u200b", "").replace("\x00", "\ufffd").split())


@given(st.lists(TEXTS, max_size=8).map("".join))
def test_a_text_is_shown_as_it_is(text: str):
    text = " ".join(text.split())
    for form in (gfm.plain, gfm.code):
        page = Page("\n".join([*gfm.table(["", ""]), gfm.row([form(text), ""])]))
        assert page.rows == [2, 2]
        assert visible("".join([*page.texts, *page.code])) == visible(text)


def test_links_lead_to_the_lines():
    report = stored("violations")
    report["project"] = {"path": "shardlaw.toml", "folder": "infra/a b", "sha256": "0" * 64}
    links = [unquote(link) for link in Page(written("markdown", report)).links]
    assert len(links) == 2
    assert all(re.fullmatch(r"infra/a b/examples/004-64\.yaml#L\d+", link) for link in links)


@pytest.mark.parametrize("number", [1, 30, 150])
@pytest.mark.parametrize("length", [20, 2000])
def test_it_fits_into_a_comment_and_says_what_was_cut(number: int, length: int):
    report = stored("violations")
    (plan,) = report["plans"]
    record = plan["records"][0]
    record["message"] = "ä| " * length
    plan["records"] = [{**record, "rule": f"rule-{at}"} for at in range(number)]
    plan["undecided"] = [{"fact": f"/phases/{at}/gpus", "cause": "not stated", "rules": 1} for at in range(number)]
    report["plans"] = [{**plan, "path": f"plans/{at}.yaml"} for at in range(1 + number // 50)]
    comment = written("markdown", report)
    assert len(comment.encode("utf-8")) < 65_536
    page = Page(comment)
    assert page.open == []
    shown = sum(text.startswith("memory/rule-") for text in page.code if " " not in text)
    left = [int(found) for found in re.findall(r"and (\d+) violations? more", " ".join(page.texts))]
    assert shown + sum(left) == sum(len(plan["records"]) for plan in report["plans"])
    assert ("was cut to fit" in comment) == ("more*" in comment or "... cut" in comment)


def test_a_waived_violation_stands_apart_with_its_reason():
    comment = written("markdown", stored("everything-else"))
    waived = comment.partition("| waived |")[2]
    assert "memory/impossible-weights" in waived
    assert "memory/impossible-weights" not in comment.partition("| waived |")[0]
    assert stored("everything-else")["plans"][0]["records"][0]["waiver"]["reason"].split()[0] in waived

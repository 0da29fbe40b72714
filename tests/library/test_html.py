"""The report as a page: everything escaped, nothing fetched, and readable on light and on dark ground."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.library.conftest import HOUSE

from shardlaw import UnreadablePlanError, audit

NASTY = "<script>alert('x')</script>&amp;"
VOID = {"meta", "br"}


class Page(HTMLParser):
    """The tags and the texts of a fragment; every tag that is opened has to be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def policy(folder: Path) -> Path:
    (folder / "house.law").write_text(HOUSE.replace("There are no more.", f"There are {NASTY}"))
    return folder / "house.law"


def plan_of(name: str, gpus: int) -> dict[str, object]:
    return {"plan": "plan/1", "hardware": {"gpus_per_node": 8}, "phases": [{"name": name, "gpus": gpus}]}


def test_every_text_is_escaped(policy: Path):
    page = Page(audit(plan_of(NASTY, 33), policies=policy)._repr_html_())
    assert "script" not in page.tags
    assert sum(NASTY in text for text in page.texts) >= 3
    assert {name for name, _ in page.attributes} == {"class"}


def test_nothing_is_fetched(policy: Path):
    text = audit(plan_of("decode", 33), policies=policy)._repr_html_()
    assert not re.search(r"(src|href|url\(|@import|<script|<link)", text)


def test_what_is_shown(policy: Path):
    report = audit([plan_of("first", 33), plan_of("second", 16)], policies=policy)
    page = Page(report._repr_html_())
    said = "".join(page.texts)
    assert "fail: 2 violations (1 error, 1 warning); every rule that applies was decided" in said
    assert page.tags.count("details") == 2
    assert said.index("first asks for 33 GPUs") < said.index("first asks for 33 GPUs, more than 32")  # errors first
    assert all(str(record) in said for record in report.violations)
    everything = Page(audit(plan_of("second", 16), policies=policy, traces="all")._repr_html_())
    assert everything.tags.count("details") == 2


def test_a_plan_that_was_not_read_is_shown_with_the_reason(policy: Path):
    with pytest.raises(UnreadablePlanError) as caught:
        audit([plan_of("decode", 16), {"plan": "plan/1", "name": "x", NASTY: 1}], policies=policy)
    said = "".join(Page(caught.value.report._repr_html_()).texts)
    assert f"not read: a plan has no key `{NASTY}` <plan 2>:3:2" in said


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_stands_out_from_its_ground(policy: Path):
    style = audit(plan_of("decode", 16), policies=policy)._repr_html_()
    themes = set(re.findall(r"\{(--ground[^}]*)\}", style))
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+):(#\w+)", theme))
        for ground in ("ground", "code"):
            for role in ("text", "quiet", "error", "warning", "note", "good"):
                light, dark = sorted((luminance(colours[role]), luminance(colours[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (role, ground, theme)

"""The documents of docs/plans.md are plans, and what their comments say of claims is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.plans.test_readings import shown

from shardlaw.diagnostics.render import render_all
from shardlaw.plans.documents import read_document
from shardlaw.plans.facts import Plan
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import load_schema

PAGE = Path(__file__).parents[2] / "docs" / "plans.md"
BLOCKS = re.findall(r"(?:^(?:    .*)?\n)+", PAGE.read_text("utf-8"), re.MULTILINE)
DOCUMENTS = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in BLOCKS if block.strip()]


def read(text: str) -> Plan:
    document = read_document(text.encode(), "plans.md")
    assert document.root is not None, render_all(document.diagnostics)
    reading = read_nodes(document.root, document.source, load_schema(), header=False)
    assert reading.plan is not None, render_all(reading.diagnostics)
    return reading.plan


@pytest.mark.parametrize("text", DOCUMENTS, ids=lambda text: text.split("\n")[0])
def test_every_document_of_the_page_is_a_plan(text: str) -> None:
    assert read(text).facts


def test_claims_are_what_their_comments_say() -> None:
    ranges, scopes = (read(text) for text in DOCUMENTS if "claims:\n" in text)
    assert {pointer.rpartition("/")[2]: shown(fact) for pointer, fact in ranges.facts.items() if fact.stated} == {
        "ttft": "[2, 5] s",
        "step_time": "[2, 5] s",
        "communication_overhead": "[0, 1/20)",
        "prefill_latency": "(3, ...) s",
        "activation_total": "[34500000000, 35500000000] B",
    }
    claims = {pointer: shown(fact).split(";")[0] for pointer, fact in scopes.facts.items() if fact.conversion}
    assert claims == {
        "/phases/0/claims/memory/weights": "1250000000 B",
        "/phases/0/claims/throughput_per_gpu": "100 token/s",
        "/phases/0/claims/throughput": "[3000, 4000] token/s",
    }

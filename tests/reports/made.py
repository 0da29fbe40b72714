"""Reports as hypothesis makes them: any that the schema allows, with texts that mean something to every format."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st

OUTCOMES = ("pass", "violation", "inconclusive", "skipped", "waived", "fault")
SEVERITIES = ("error", "warning", "note")
KINDS = ("impossible", "illegal", "inconsistent", "implausible", "wasteful", "incomplete", "changed")
CAUSES = ("not stated", "division by zero", "too large", "alternatives disagree", "no answer")

_NASTY = "a B1|`<>&@#$%:,;[](){}\"'\n\r\t\x1b\x00\ud800é𝄞\u200b -*_~\\/."
TEXTS = st.text(st.sampled_from(_NASTY), max_size=12) | st.sampled_from(
    ["::error::x", "##[error]x", "@someone", "#12", "](1)", "```", "<script>alert(1)</script>", "| a |", "", " "]
)
FILES = st.sampled_from(["plan.yaml", "plans/a b.yaml", "<stdin>", "ä|`(1).json", "a:b,c%.yaml", "@x/#1.yaml"])
NAMES = st.sampled_from(["multiplied-gpu-total", "too-small", "idle-gpus", "a"])
POLICIES = st.sampled_from(["moe-structure@0.1.0", "memory@2.0.1", "budget@1.0.0-dev"])
POINTERS = st.sampled_from(["", "/phases/0", "/phases/1/gpus", "/hardware/gpu", "/model/a~1b"])
DIGESTS = st.sampled_from(["0" * 64, "f" * 64])
NUMBERS = st.integers(1, 30)


def objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


POSITIONS = objects(file=FILES, line=NUMBERS, column=NUMBERS)
SPANS = st.builds(
    lambda file, line, column, lines, columns: {
        "file": file,
        "line": line,
        "column": column,
        "end_line": line + lines,
        "end_column": columns if lines else column + columns,
    },
    FILES,
    NUMBERS,
    NUMBERS,
    st.integers(0, 2),
    NUMBERS,
)
UNKNOWNS = objects(path=POINTERS, cause=st.sampled_from(CAUSES))
CITATIONS = objects(id=TEXTS, title=TEXTS, at=st.none() | TEXTS, place=st.none() | TEXTS)
FACTS = st.builds(
    lambda span, rest: {**rest, **span},
    SPANS,
    objects(path=POINTERS, value=st.none() | TEXTS, unit=st.just(""), text=TEXTS, stated=st.booleans()),
)
LEAVES = objects(
    kind=st.sampled_from(["constant", "param", "let"]),
    label=TEXTS,
    source=SPANS,
    value=st.just(1),
    unit=st.just(""),
    text=TEXTS,
    operands=st.just([]),
) | objects(
    kind=st.just("fact"),
    label=TEXTS,
    source=SPANS,
    value=st.none(),
    unit=st.just(""),
    text=TEXTS,
    operands=st.just([]),
    fact=POINTERS,
)
TRACES = st.recursive(
    LEAVES,
    lambda inner: objects(
        kind=st.sampled_from(["compare", "let", "arithmetic"]),
        label=st.sampled_from(["<=", "+", "expected"]),
        source=SPANS,
        value=st.none() | st.booleans(),
        unit=st.just(""),
        text=TEXTS,
        operands=st.lists(inner, min_size=1, max_size=2),
    ),
    max_leaves=3,
)
REQUIREMENTS = objects(
    outcome=st.sampled_from(["pass", "violation", "inconclusive"]),
    message=st.none() | TEXTS,
    source=SPANS,
    slack=st.none()
    | objects(value=st.integers(-5, 5), unit=st.just("B"), ratio=st.none() | st.just("-1/3"), text=TEXTS),
    trace=st.none() | TRACES,
)
WAIVERS = objects(source=POSITIONS, reason=TEXTS, owner=st.none() | TEXTS, until=st.none() | st.just("2027-01-31"))
FAULTS = objects(calculator=TEXTS, plugin=TEXTS, message=TEXTS)


@st.composite
def record_trees(draw: st.DrawFn, *, compared: bool) -> dict[str, Any]:
    outcome = draw(st.sampled_from(OUTCOMES))
    requirements = draw(st.lists(REQUIREMENTS, max_size=2))
    return {
        "id": draw(TEXTS),
        **({"known": draw(st.booleans())} if compared else {}),
        "policy": draw(POLICIES),
        "rule": draw(NAMES),
        "title": draw(TEXTS),
        "severity": draw(st.sampled_from(SEVERITIES)),
        "kind": draw(st.sampled_from(KINDS)),
        "outcome": outcome,
        "subject": {
            "pointer": draw(POINTERS),
            "name": draw(st.none() | TEXTS),
            "variable": draw(st.none() | st.just("phase")),
            "source": draw(st.none() | POSITIONS),
        },
        "message": draw(TEXTS),
        "because": draw(TEXTS),
        "fix": draw(st.none() | TEXTS),
        "citations": draw(st.lists(CITATIONS, max_size=2)),
        "facts": draw(st.lists(FACTS, max_size=3)),
        "rule_source": draw(POSITIONS),
        "when": None,
        "requirements": requirements,
        "binding": draw(st.integers(0, len(requirements) - 1)) if requirements else None,
        "unknowns": draw(st.lists(UNKNOWNS, max_size=2)) if outcome == "inconclusive" else [],
        "alternatives": [],
        "holds_if": [],
        "hints": [],
        "waiver": draw(WAIVERS) if outcome == "waived" else None,
        "fault": draw(FAULTS) if outcome == "fault" else None,
    }


@st.composite
def plan_trees(draw: st.DrawFn, *, compared: bool) -> dict[str, Any]:
    records = draw(st.lists(record_trees(compared=compared), max_size=4))
    found = Counter(record["outcome"] for record in records)
    return {
        "path": draw(FILES),
        "sha256": draw(DIGESTS),
        "name": draw(TEXTS),
        "verdict": draw(st.sampled_from(["pass", "fail", "undecided", "failed"])),
        "summary": {outcome: found[outcome] for outcome in OUTCOMES},
        "empty": 0,
        "undecided": draw(st.lists(objects(fact=POINTERS, cause=st.sampled_from(CAUSES), rules=NUMBERS), max_size=2)),
        "records": records,
        "exhibits": [],
    }


DIAGNOSTICS = objects(
    code=st.sampled_from(["P203", "C201"]),
    severity=st.sampled_from(["error", "warning"]),
    message=TEXTS,
    file=FILES,
    line=NUMBERS,
    column=NUMBERS,
    found=st.none() | TEXTS,
    expected=st.none() | TEXTS,
    help=st.none() | TEXTS,
)
RULES = objects(
    policy=POLICIES,
    rule=NAMES,
    title=TEXTS,
    severity=st.sampled_from(SEVERITIES),
    kind=st.sampled_from(KINDS),
    because=TEXTS,
    fix=st.none() | TEXTS,
    citations=st.lists(CITATIONS, max_size=2),
    source=POSITIONS,
)
LINES = st.dictionaries(NUMBERS.map(str), TEXTS, max_size=3)
EXCERPTS = objects(
    sha256=DIGESTS,
    lines=LINES,
    line_hashes=st.dictionaries(NUMBERS.map(str), st.just("39fa2ee980eb94b0:1"), max_size=3),
)
VERSIONS = st.sampled_from(["0.1.0", "1.2.3.dev4"])

REST = objects(
    schema=st.just("report/1"),
    tool=objects(name=st.just("shardlaw"), version=VERSIONS),
    verdict=st.sampled_from(["pass", "fail", "undecided", "failed"]),
    gate=objects(
        fail_on=st.sampled_from(["error", "warning", "note", "never"]),
        inconclusive=st.sampled_from(["allow", "block"]),
        allow_empty=st.booleans(),
        must_conclude=st.just([]) | st.just(["memory/too-small"]),
    ),
    project=st.none()
    | objects(path=st.just("shardlaw.toml"), folder=st.sampled_from(["", "infra/a b"]), sha256=DIGESTS),
    unreadable=st.lists(objects(path=FILES, diagnostics=st.lists(DIAGNOSTICS, min_size=1, max_size=2)), max_size=1),
    policies=st.lists(objects(id=st.just("memory"), version=VERSIONS, sha256=DIGESTS), max_size=1),
    rules=st.lists(RULES, max_size=2, unique_by=lambda rule: (rule["policy"], rule["rule"])),
    plugins=st.lists(objects(name=st.just("org"), version=VERSIONS), max_size=1),
    catalogs=st.just([]),
    parameters=st.just({}),
    excerpts=st.dictionaries(FILES, EXCERPTS, max_size=2),
)


@st.composite
def report_trees(draw: st.DrawFn) -> dict[str, Any]:
    compared = draw(st.booleans())
    report = draw(REST)
    plans = st.lists(plan_trees(compared=compared), max_size=2, unique_by=lambda plan: plan["path"])
    baseline = {"baseline": {"path": draw(FILES), "sha256": "0" * 64, "mended": 1}} if compared else {}
    return {**report, **baseline, "plans": draw(plans)}


REPORTS = report_trees()

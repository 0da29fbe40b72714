"""Write docs/reference.md from the conformance suite: python docs/make_reference.py.

The reference of the expression language is made of cases that run in the tests, so it cannot say what is not so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parent
SUITE = DOCS.parent / "tests" / "conformance"
PAGE = DOCS / "reference.md"

# The order in which one would learn the language; a file that is not named here comes last.
ORDER = (
    "arithmetic", "units", "dimensions", "percent", "integers", "rounding", "comparison", "tolerance", "rounds-to",
    "ranges", "kleene", "unknown", "default", "conditionals", "quantifiers", "aggregates", "selection", "lists",
    "text", "matches", "versions", "limits",
)  # fmt: skip

HEAD = """# Reference of expressions, edition 2026

Made from `tests/conformance/*.yaml` by `python docs/make_reference.py`; every line is a case that the tests run, and
the suite holds more cases than this page. How a policy is built around expressions is told in
[language.md](language.md).

In the tables, *unknown* names the causes, and a code such as `L210` is the diagnostic of the checker (`shardlaw explain
L210`).
"""
MOST = 6  # cases shown of a group
LONGEST = 110  # characters of an expression that is shown; limits are tested with far longer ones


def reference() -> str:
    """The text of the page."""
    files = sorted(SUITE.glob("*.yaml"), key=lambda path: (_place(path.stem), path.stem))
    return "\n".join([HEAD, *(_topic(yaml.safe_load(path.read_text("utf-8"))) for path in files)])


def _place(topic: str) -> int:
    return ORDER.index(topic) if topic in ORDER else len(ORDER)


def _topic(suite: dict[str, Any]) -> str:
    return "\n".join([f"## {suite['topic']}", "", *(_group(group) for group in suite["groups"])])


def _group(group: dict[str, Any]) -> str:
    shown = [case for case in group["cases"] if len(case["expression"]) <= LONGEST][:MOST]
    if not shown:
        return f"{group['says']}\n"
    given = [f"Given `{_facts(group['given'])}`:", ""] if len(_facts(group.get("given", {}))) in range(3, 400) else []
    rows = [f"| {_code(_expression(case))} | {_outcome(case)} |" for case in shown]
    return "\n".join([group["says"], "", *given, "| expression | result |", "|---|---|", *rows, ""])


def _expression(case: dict[str, Any]) -> str:
    given = f"  # {_facts(case['given'])}" if "given" in case else ""
    return str(case["expression"]) + given


def _facts(given: dict[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False).replace('"', "")


def _outcome(case: dict[str, Any]) -> str:
    if "diagnostic" in case:
        return _code(case["diagnostic"])
    if "unknown" in case:
        return f"*unknown*: {'; '.join(_code(cause) for cause in case['unknown'])}"
    value = case["value"]
    return _code(json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value)


def _code(text: str) -> str:
    flat = " ".join(text.split()).replace("|", "\\|")
    return f"`` {flat} ``" if "`" in flat else f"`{flat}`"


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")

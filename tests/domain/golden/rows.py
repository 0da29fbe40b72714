"""The published rows, the mappings that compute them, and which belongs to which."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROWS = HERE.parents[1] / "data" / "golden.jsonl"
OTHER_ROWS = "SHARDLAW_GOLDEN"  # a file of further rows that are judged by the same mappings
NOT_TOPICS = ("not-covered", "units")


@dataclass(frozen=True, eq=False)
class Row:
    """One published number, what it is made from, and how it is judged."""

    id: str
    quantity: str
    unit: str
    value: Fraction | str
    check: str
    inputs: dict[str, Any]
    complete: bool  # whether the row that its inputs point at is there
    tolerance: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Mapping:
    """How the rows of some quantities are computed. `readings` are the expressions by label."""

    topic: str
    quantities: tuple[str, ...]
    ids: tuple[str, ...]
    excluded: tuple[str, ...]
    given: dict[str, str]
    readings: dict[str, str]
    unit: str | None
    side: str | None
    grade: str

    def covers(self, row: Row) -> bool:
        return (
            (row.complete or bool(self.ids))  # a pattern of ids may know from the name what the inputs lack
            and (not self.quantities or _matches(row.quantity, self.quantities))
            and (not self.ids or _matches(row.id, self.ids))
            and not _matches(row.id, self.excluded)
        )


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def rows() -> tuple[Row, ...]:
    """The rows that are judged, numbers exact."""
    return known_rows() if OTHER_ROWS not in os.environ else _rows(Path(os.environ[OTHER_ROWS]), _entries(ROWS))


@cache
def known_rows() -> tuple[Row, ...]:
    """The rows that are kept here."""
    return _rows(ROWS, [])


def _rows(path: Path, others: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Inputs that point at another row (`same`), of any file, have its inputs too; all have the row's id."""
    entries = _entries(path)
    inputs = {entry["id"]: entry["inputs"] for entry in (*others, *entries)}
    return tuple(_row(entry, inputs) for entry in entries)


def _entries(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line, parse_float=Fraction, parse_int=Fraction) for line in lines if line.strip()]


def _row(entry: dict[str, Any], inputs: dict[str, dict[str, Any]]) -> Row:
    given = entry["inputs"]
    return Row(
        id=entry["id"],
        quantity=entry["quantity"],
        unit=entry["unit"],
        value=entry["value"],
        check=entry["check"],
        inputs={**inputs.get(given.get("same"), {}), **given, "row": entry["id"]},
        complete=given.get("same") in (None, *inputs),
        tolerance=entry.get("tol_rel") or Fraction(0),
        low=entry.get("low_factor") or Fraction(1),
        high=entry.get("high_factor") or Fraction(1),
    )


@cache
def mappings() -> tuple[Mapping, ...]:
    """All mappings. What one file names under `given` is there for all."""
    files = sorted(path for path in HERE.glob("*.yaml") if path.stem not in NOT_TOPICS)
    topics = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in files}
    shared = {name: facts for topic in topics.values() for name, facts in topic.get("given", {}).items()}
    return tuple(_mapping(name, entry, shared) for name, topic in topics.items() for entry in topic["mappings"])


def _mapping(topic: str, entry: dict[str, Any], shared: dict[str, dict[str, str]]) -> Mapping:
    given = entry.get("given", {})
    return Mapping(
        topic=topic,
        quantities=_listed(entry.get("quantity", ())),
        ids=_listed(entry.get("id", ())),
        excluded=_listed(entry.get("except", ())),
        given=shared[given] if isinstance(given, str) else given,
        readings=entry.get("readings") or {"": entry["value"]},
        unit=entry.get("unit"),
        side=entry.get("side"),
        grade=entry["class"],
    )


def _listed(written: Any) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


@cache
def not_covered() -> dict[str, str]:
    """Patterns of row ids that no formula computes, and why."""
    return yaml.safe_load((HERE / "not-covered.yaml").read_text("utf-8")) or {}


@cache
def units() -> dict[str, str]:
    """The unit of the language for each unit that the rows print."""
    return yaml.safe_load((HERE / "units.yaml").read_text("utf-8"))


def reasons(row: Row) -> dict[str, str]:
    """Why a row has no formula, by the pattern that says so."""
    if not row.complete:
        return {row.id: "the row that its inputs point at is not among these"}
    return {pattern: reason for pattern, reason in not_covered().items() if fnmatchcase(row.id, pattern)}

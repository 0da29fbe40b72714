"""Plans with one value written over, read again like any plan."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import yaml
from tests.evaluation.bundled import reading_of

from shardlaw.diagnostics.pointers import dotted
from shardlaw.evaluation.display import base_unit
from shardlaw.evaluation.solving.answers import Answer
from shardlaw.evaluation.solving.sets import NumberSet
from shardlaw.plans.facts import Plan
from shardlaw.plans.revision import with_revised

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?")


class Raw(str):
    """A scalar that is written without quotes: a number or a truth value."""

    __slots__ = ()


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return scalar(node.value) if node.style is None else node.value


def scalar(text: str) -> str:
    return Raw(text) if _NUMBER.fullmatch(text) or text in ("true", "false") else text


def _json(value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    return json.dumps(value)


@dataclass(frozen=True)
class Document:
    """A plan as plain values, to write values into, and the plan that it revises."""

    tree: dict[str, Any]
    revises: Plan | None

    @staticmethod
    def of(text: str, revises: Plan | None) -> Document:
        return Document(_plain(yaml.compose(text, Loader=yaml.SafeLoader)), revises)

    def with_value(self, pointer: str, text: str) -> Plan | None:
        """The plan with that value at a pointer; None where the reader refuses it."""
        tree = deepcopy(self.tree)
        parts = pointer.split("/")[1:]
        if parts[0] == "phases" and "phases" not in tree:
            parts = parts[2:]
        branch: Any = tree
        for part in parts[:-1]:
            below = branch[int(part)] if isinstance(branch, list) else branch.setdefault(part, {})
            if not isinstance(below, dict | list):
                below = branch[part] = {}
            branch = below
        branch[parts[-1]] = scalar(text)
        plan = reading_of(_json(tree).encode(), "plan.json").plan
        return plan if plan is None or self.revises is None else with_revised(plan, self.revises)


def printed(answer: Answer) -> list[str]:
    """The values in the text of an answer, as it writes them; where any will do, one of them."""
    if answer.text.endswith("whatever it is"):
        return [f"3 {base_unit(answer.dimension)}".strip()]
    text = re.sub(r" \(of .*\)$", "", answer.text).replace(dotted(answer.pointer), "=")
    return [part for part in re.split(r"\s*(?:<=|>=|=|,|\bor\b|\.\.\.)\s*", text) if part]


def outside(answer: Answer) -> list[str]:
    """Values just outside the intervals of an answer, in base units."""
    numbers: set[Fraction] = set()
    for interval in answer.intervals:
        for end, towards in ((interval.low, -1), (interval.high, 1)):
            if end is not None:
                near = max(abs(Fraction(end)), Fraction(1, 1000)) / 10**9
                numbers.add(Fraction(round((end + towards * near) * 10**15), 10**15))
    unit = base_unit(answer.dimension)
    inside = [NumberSet.between(interval) for interval in answer.intervals]
    return [f"{_decimal(number)} {unit}".strip() for number in numbers if not any(number in part for part in inside)]


def _decimal(number: Fraction) -> str:
    return f"{(number * 10**15).numerator}e-15"

"""The conformance cases as data, for whoever runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Case:
    """One case: its parts as YAML nodes by key, and the facts it is given as YAML text."""

    topic: str
    says: str
    parts: dict[str, yaml.Node]
    given: str

    @property
    def expression(self) -> str:
        return self.parts["expression"].value

    def __str__(self) -> str:
        return f"{self.topic}: {self.expression}"


def cases() -> Iterator[Case]:
    """All cases. They are composed, not loaded: numbers keep their digits, and quotes remain where they stand."""
    for file in sorted(Path(__file__).parent.glob("*.yaml")):
        for group in entries(yaml.compose(file.read_text("utf-8")))["groups"].value:
            shared = entries(group)
            for node in shared["cases"].value:
                own = entries(node)
                given = own.get("given", shared.get("given"))
                facts = "{}" if given is None else yaml.serialize(given, allow_unicode=True)
                yield Case(file.stem, shared["says"].value, own, facts)


def entries(node: yaml.Node) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value}

"""What config.json does not say of an architecture: one calculator for each column of a table by family."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from shardlaw.plugins import Answer, Declaration, Unknown

NAMESPACE = "family"
TYPES = {bool: "bool", int: "count", str: "text"}


@cache
def table() -> dict[str, Any]:
    """The table as it is written: version, date, columns with meaning and usual value, families with their source."""
    text = (files(__package__) / "data" / "families.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def trait(column: str, family: str) -> Answer:
    """What the table says of a family. A family that it does not list is not guessed from another one."""
    row = table()["families"].get(family)
    if row is None:
        return Answer(Unknown.because("no answer", f"the table of families has no `{family}`: state model.parameters"))
    value = row.get(column, table()["columns"][column]["usual"])
    if value is None:
        said = f"the table of families leaves {column} of `{family}` open: state model.parameters"
        return Answer(Unknown.because("no answer", said))
    return Answer(value)


def calculators() -> tuple[Declaration, ...]:
    """`family.<column>(family)` for every column."""
    return tuple(_calculator(name, column) for name, column in table()["columns"].items())


def _calculator(name: str, column: dict[str, Any]) -> Declaration:
    def look_up(family: str) -> Answer:
        return trait(name, family)

    meaning = (
        f"{column['meaning'][0].upper()}{column['meaning'][1:]}. {table()['title']} (version {table()['version']})."
    )
    kind = TYPES[type(column["usual"])]
    return Declaration(
        f"{NAMESPACE}.{name}", {"family": "text"}, kind, "a table is not an expression", meaning, look_up
    )

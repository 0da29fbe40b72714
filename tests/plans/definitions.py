"""The part of the plan schema that is made from the table of units, and the one form in which the schema is written.

A definition is named for what it holds: `bandwidth` is a quantity in B/s, `positive_bandwidth` one above zero,
`signed_bandwidth` one of any sign, `range_bandwidth` also a range or a bound, `claimed_bandwidth` a claim about one,
`claimed_bandwidth_per_gpu` a claim whose `per` may be any scope and is `gpu` where nothing is said, and
`claimed_bandwidth_of_gpu` one that is never said per anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.numbers import NUMBER
from shardlaw.language.units import Unit, parse_unit, units_table
from shardlaw.plans.quantities import LONGEST

MEASURES = {
    "bytes": "B",
    "bandwidth": "B/s",
    "compute_rate": "FLOP/s",
    "compute_per_token": "FLOP/token",
    "bytes_per_token": "B/token",
    "tokens": "token",
    "token_rate": "token/s",
    "parameters": "parameter",
    "request_rate": "request/s",
    "duration": "s",
    "price": "USD/h",
    "token_price": "USD/token",
    "ratio": "ratio",
    "count": "count",
}
SCOPES = ("gpu", "node", "replica", "deployment")
UNSIGNED = NUMBER.pattern.removeprefix("[-+]?")
END = "$(?!\\n)"  # in some dialects `$` alone lets a final line break pass
_NAME = re.compile(
    rf"(?P<kind>positive|signed|range|claimed|)_?(?P<measure>{'|'.join(MEASURES)})"
    rf"(?:_(?P<word>per|of)_(?P<scope>{'|'.join(SCOPES)}))?"
)


@dataclass(frozen=True)
class Named:
    """What the name of a definition says."""

    kind: str
    measure: str
    scopes: tuple[str, ...]


def parse(name: str) -> Named | None:
    """What a name says; None for a definition that is not made from units."""
    match = _NAME.fullmatch(name)
    if match is None or name in {"count", "positive_count"}:
        return None
    scopes = SCOPES if match["word"] == "per" else (match["scope"],) if match["scope"] else ()
    return Named(match["kind"], match["measure"], scopes)


def definition(name: str) -> dict[str, Any] | None:
    """The definition of that name; None for a definition that is not made from units."""
    named = parse(name)
    if named is None:
        return None
    measure = named.measure
    match named.kind:
        case "claimed":
            return claim(measure, named.scopes)
        case "range":
            return a_range(measure)
        case "signed":
            text = {"maxLength": LONGEST, "pattern": claimed(measure, ranges=False)}
            return {"type": ["number", "string"], **text} if units(measure) else {"type": "number"}
        case kind:
            return quantity(measure, positive=kind == "positive")


def quantity(measure: str, *, positive: bool) -> dict[str, Any]:
    """A bare number in the unit of the field, or a text with a unit; no minus, no range."""
    some = "(?=[0-9_.]*[1-9])" if positive else ""
    pattern = f"^(?:unknown|\\+?{some}{UNSIGNED} *{units(measure)}){END}"
    bound = {"exclusiveMinimum": 0} if positive else {"minimum": 0}
    return {"type": ["number", "string"], **bound, "maxLength": LONGEST, "pattern": pattern}


def a_range(measure: str) -> dict[str, Any]:
    """A number of any sign, a range or a bound: a text, or an object with both ends."""
    end = {"$ref": f"#/$defs/signed_{measure}"}
    return {
        "type": ["number", "string", "object"],
        "maxLength": LONGEST,
        "pattern": claimed(measure, ranges=True),
        "additionalProperties": False,
        "minProperties": 2,
        "properties": {"min": end, "max": end},
    }


def claim(measure: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    """A claimed number, alone or in an object that says what it counts over and what it counts."""
    properties: dict[str, Any] = {"value": {"$ref": f"#/$defs/range_{measure}"}}
    if scopes:
        properties["per"] = {"enum": [*scopes, "unknown"]}
    properties |= {"counts": {"$ref": "#/$defs/text"}, "note": {"$ref": "#/$defs/text"}}
    return {
        "type": ["number", "string", "object"],
        **({"x-scopes": [*scopes, "unknown"]} if scopes else {}),
        "if": {"type": "object", "required": ["value"]},
        "then": {"additionalProperties": False, "properties": properties},
        "else": {"$ref": f"#/$defs/range_{measure}"},
    }


def claimed(measure: str, *, ranges: bool) -> str:
    """The pattern of a claimed text: `2 s`, and with `ranges` also `2-5 s`, `< 5%`, `~35 GB` and `unknown`."""
    number, unit, bound = NUMBER.pattern, units(measure), "(?:<=|>=|[≤≥<>~]) *"
    forms = [f"{number} *{unit}"] if unit else []
    if ranges and unit:
        forms = ["unknown", f"(?:{bound})?{number} *{unit}", f"{number}(?: *{unit})? *[-\\u2013] *{number} *{unit}"]
    if ranges:
        forms = ["unknown", *forms[1:], f"{bound}{number}", f"{number} *[-\\u2013] *{number}"]
    return f"^(?:{'|'.join(forms)}){END}"


def units(measure: str) -> str:
    """A pattern of all units of a measure; empty for counts, which have none."""
    either = ["|".join(names) for names in parts(measure)]
    return "/".join(f"(?:{names})" if "|" in names else names for names in either)


def parts(measure: str) -> list[list[str]]:
    """How each part of a measure's unit may be spelt: for B/s what may stand before the slash, and what after."""
    match MEASURES[measure]:
        case "count":
            return []
        case "ratio":
            return [["%"]]
        case dimension:
            return [_spellings(base) for base in dimension.split("/")]


def _spellings(base: str) -> list[str]:
    unit = parse_unit(base)
    assert isinstance(unit, Unit)
    names = sorted(name for name, dimension in _atoms() if dimension == unit.dimension != DIMENSIONLESS)
    return [*names, "B"] if base == "parameter" else names


def _atoms() -> Iterator[tuple[str, object]]:
    for symbol, aliases, prefixes, _ in units_table():
        for spelling in (symbol, *aliases):
            for prefix in ("", *prefixes):
                unit = parse_unit(prefix + spelling)
                assert isinstance(unit, Unit)
                yield prefix + spelling, unit.dimension


def with_definitions(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every made definition that it refers to, and no other made one."""
    own = {name: value for name, value in schema["$defs"].items() if definition(name) is None}
    made: dict[str, Any] = {}
    new = set(references(schema["properties"], own))
    while new:
        found = {name: value for name in new if (value := definition(name)) is not None}
        made |= found
        new = set(references(found)) - made.keys()
    tokens = definition("positive_tokens") or {}
    length = own["length"] | {key: tokens[key] for key in ("maxLength", "pattern")}
    return schema | {"$defs": own | {"length": length} | dict(sorted(made.items()))}


def references(*trees: Any) -> Iterator[str]:
    for tree in trees:
        if isinstance(tree, dict):
            if "$ref" in tree:
                yield tree["$ref"].removeprefix("#/$defs/")
            yield from references(*tree.values())
        elif isinstance(tree, list):
            yield from references(*tree)


def formatted(value: Any, indent: int = 0) -> str:
    """JSON with what fits on one line of 150 characters on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if indent + len(flat) <= 150 or not isinstance(value, dict | list) or not value:
        return flat
    if isinstance(value, list):
        lines = [formatted(item, indent + 2) for item in value]
    else:
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {formatted(item, indent + 2)}" for key, item in value.items()]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    inner = ",\n".join(f"{' ' * (indent + 2)}{line}" for line in lines)
    return f"{opening}\n{inner}\n{' ' * indent}{closing}"

"""Documents as Python values: drawn from the plan schema, broken on purpose, and written as YAML or JSON.

A number is an `int` or a `Decimal`, so that nothing passes through a float.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from tests.plans import definitions

from shardlaw.plans import scalars
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence

WORDS = st.sampled_from(["demo", "a b", "x/y.z", "no # comment", "note: colon", "- dash", "caf\u00e9", "\U0001f600"])
WHOLE = st.integers(1, 10**6)
NUMBERS = st.one_of(WHOLE, st.decimals(Decimal("0.001"), 10**6, places=3))
SIGNED = st.one_of(st.integers(-100, 100), st.decimals(-100, 100, places=2))
BOUNDS = st.sampled_from(["<", "<=", ">", ">=", "~", "\u2264", "\u2265"])
DASHES = st.sampled_from(["-", " - ", "\u2013"])
OWN: dict[str, st.SearchStrategy[Any]] = {
    "text": WORDS,
    "word": st.one_of(WORDS, st.just(""), NUMBERS, st.booleans()),
    "truth": st.booleans(),
    "version": st.sampled_from(["0.9.2", "25.4rc1", "v1.0", "2.0.0.post1", "1.0.dev3", "0.10.0+cu128", "1!2.0"]),
    "count": st.integers(0, 10**6),
    "positive_count": st.one_of(WHOLE, WHOLE.map(lambda number: Decimal(f"{number}.0"))),
    "zero_stage": st.integers(0, 3),
    "positive_number": NUMBERS,
}


@st.composite
def plans(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    """A plan that the schema accepts, in one of its two forms."""
    one_phase = {name for name, value in schema["properties"].items() if "/phase/" in value.get("$ref", "")}
    left_out = draw(st.sampled_from([one_phase, {"phases"}]))
    properties = {name: value for name, value in schema["properties"].items() if name not in left_out}
    return _Drawing(draw, schema).record(properties) | {"plan": "plan/1"}


class _Drawing:
    """Draws values that parts of a schema accept."""

    def __init__(self, draw: st.DrawFn, schema: dict[str, Any]) -> None:
        self.draw = draw
        self.schema = schema

    def record(self, properties: dict[str, Any]) -> dict[str, Any]:
        names = self.draw(st.lists(st.sampled_from(sorted(properties)), unique=True, max_size=5))
        return {name: self.value(properties[name]) for name in names}

    def value(self, schema: dict[str, Any]) -> Any:
        if "const" in schema:
            return schema["const"]
        if self.draw(st.integers(0, 9)) == 9:
            return "unknown"
        if "$ref" in schema:
            return self.definition(schema["$ref"].removeprefix("#/$defs/"))
        if "enum" in schema:
            return self.draw(st.sampled_from(schema["enum"]))
        if "items" in schema:
            return [self.value(schema["items"]) for _ in range(self.draw(st.integers(0, 2)))]
        if schema["additionalProperties"]:
            keys = self.draw(st.lists(WORDS, unique=True, max_size=2))
            return {key: self.value(schema["additionalProperties"]) for key in keys}
        return self.record(schema["properties"])

    def definition(self, name: str) -> Any:
        named = definitions.parse(name)
        if named is not None:
            return self.claim(named) if named.kind == "claimed" else self.quantity(named.measure, NUMBERS)
        if name in OWN:
            return self.draw(OWN[name])
        if name == "length" and self.draw(st.booleans()):
            return self.quantity("tokens", NUMBERS)
        if name == "length":
            return self.record(self.schema["$defs"][name]["properties"]) or {"max": 1}
        found: Any = self.schema["$defs"]
        for part in name.split("/"):
            found = found[part]
        return self.value(found)

    def quantity(self, measure: str, numbers: st.SearchStrategy[Any]) -> Any:
        number, unit = self.draw(numbers), self.unit(measure)
        return f"{number} {unit}" if unit and self.draw(st.booleans()) else number

    def claim(self, named: definitions.Named) -> Any:
        value = self.claimed(named.measure)
        if self.draw(st.booleans()):
            return value
        extra = {"note": WORDS, "counts": WORDS}
        if named.scopes:
            extra["per"] = st.sampled_from([*named.scopes, "unknown"])
        return self.draw(st.fixed_dictionaries({"value": st.just(value)}, optional=extra))

    def claimed(self, measure: str) -> Any:
        unit = self.unit(measure)
        low, high = self.draw(st.integers(0, 10)), self.draw(st.integers(11, 99))
        match self.draw(st.sampled_from(["number", "bound", "range", "ends"])):
            case "number":
                return self.quantity(measure, SIGNED)
            case "bound":
                return f"{self.draw(BOUNDS)} {high} {unit}".strip()
            case "range":
                return f"{low}{self.draw(DASHES)}{high} {unit}".strip()
            case _:
                return {"min": f"{low} {unit}" if unit else low, "max": f"{high} {unit}" if unit else high}

    def unit(self, measure: str) -> str:
        return "/".join(self.draw(st.sampled_from(names)) for names in definitions.parts(measure))


ODD: list[Any] = [
    None, True, 0, -1, Decimal("1.5"), Decimal("16.0"), 4, 10**45,
    "", "unknown", "16", "16 GPUs", "yes", "bf16", "BF16", "plan/1", "gpu", "~",
    "64 GB", "64 gb", "1.8 TB/s", "10B", "5%", "-0 %", "+64 GB", "0 %", "0 tokens", "1_000", "1_000 GB",
    "2-5 s", "5-2 s", "< 5%", "< 5", "~35 GB", "> 3 s", "2 s-5", "64 GB\n", " 64 GB", "64  GB", "2 GB*s/s", "3 B/s",
    "9" * 30 + " B",
    [], [None], ["unknown"], [{}],
    {}, {"min": 1, "max": 2}, {"min": 2, "max": 1}, {"min": 1}, {"min": "unknown", "max": 2}, {"mean": 5},
    {"per": "gpu"}, {"value": 1, "max": 2}, {"value": {"min": 1, "max": 2}, "per": "gpu"}, {"value": "unknown"},
    {"value": 1, "per": "pod"}, {"value": 1, "note": 5}, {"value": 1, "counts": ""}, {"value": {}},
    {"value": {"value": 1}}, {"value": None}, {"value": "unknown", "per": "unknown", "note": "unknown"},
]  # fmt: skip
ODD_KEYS = st.sampled_from(["tp", "memory", "min", "value", "per", "phases", "gpus", "plan", "odd"])


@st.composite
def broken(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """A document in which one value or one key was replaced by something odd."""
    document = draw(documents)
    places = list(_places(document))
    holder, key = draw(st.sampled_from(places))
    change = draw(st.sampled_from(["value", "key", "drop"]))
    if change == "value":
        holder[key] = draw(st.sampled_from(ODD))
    elif isinstance(holder, dict):
        value = holder.pop(key)
        if change == "key":
            holder[draw(ODD_KEYS)] = value
    return document


def fields(schema: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """For every definition of a field, the path of one field in a plan that has it."""
    found: dict[str, tuple[str, ...]] = {}
    _find(schema, schema, (), found)
    return found


def _find(
    schema: dict[str, Any], part: dict[str, Any], path: tuple[str, ...], found: dict[str, tuple[str, ...]]
) -> None:
    while "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        if definitions.parse(name) or name in OWN or name in {"length", "dtype"}:
            found.setdefault(name, path)
            return
        part = {"$defs": schema["$defs"]}
        for step in f"$defs/{name}".split("/"):
            part = part[step]
    for key, value in part.get("properties", {}).items():
        _find(schema, value, (*path, key), found)


def at(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A plan that holds nothing but a value at a path."""
    for key in reversed(path):
        value = {key: value}
    return {"plan": "plan/1", **value}


def _places(value: Any) -> Any:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


# ---- writing -----------------------------------------------------------------------------------------


def to_json(value: Any) -> str:
    """Strict JSON; decimals as they are."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {to_json(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(to_json(item) for item in value) + "]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value)


_PLAIN = re.compile(r"[\w.~<(][\w ./()%~<=*-]*(?<! )", re.ASCII)


def to_yaml(value: Any, indent: int = 0) -> str:
    """Block style, texts without quotes wherever they stay texts."""
    blank = "  " * indent
    match value:
        case dict() if value:
            return "".join(f"{blank}{_text(key)}:{_nested(item, indent)}" for key, item in value.items())
        case list() if value:
            return "".join(f"{blank}-{_nested(item, indent)}" for item in value)
        case str():
            return _text(value)
        case _:
            return to_json(value)


def _nested(value: Any, indent: int) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + to_yaml(value, indent + 1)
    return f" {to_yaml(value)}\n"


def _text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and scalars.kind(Scalar(text, True, None)) == "text"  # type: ignore[arg-type]
    return text if plain else json.dumps(text)


# ---- reading back ------------------------------------------------------------------------------------


def to_value(node: Node) -> Any:
    """What a JSON Schema validator sees of nodes: an integral number is an `int`."""
    match node:
        case Mapping(entries=entries):
            return {key.text: to_value(value) for key, value in entries}
        case Sequence(items=items):
            return [to_value(item) for item in items]
        case Scalar(text=text):
            kind = scalars.kind(node)
            if kind == "number":
                number = Decimal(int(text, 0)) if text.startswith(("0x", "0o")) else Decimal(text)
                return int(number) if number == number.to_integral_value() else number
            return {"null": None, "truth": scalars.truth(text), "not finite": Decimal("inf")}.get(kind, text)

"""Holds nodes to the project schema: what is wrong is reported, what is right is kept.

Of JSON Schema this knows what `project.schema.json` uses: `type`, `properties`, `additionalProperties`, `items`,
`minItems`, `enum`, and `false` for a key that a profile may not have. A `$ref` leads to the plan schema; whoever reads
plans holds what stands there to it.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

from shardlaw.diagnostics import Diagnostic, Source, alternatives, closest, listed
from shardlaw.plans import scalars
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.plans.wording import excerpt, found

Schema = Table[str, Any]

_OTHER = "other"  # dates and times, `inf` and `nan`: nothing in a project file is one
_WORDS = {
    "object": "a table",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "boolean": "`true` or `false`",
}


class Shape:
    """Checks the nodes of one document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def kept(self, node: Node, schema: Schema, path: str = "") -> Node | None:
        """The node without what the schema does not allow in it; None where it is not allowed itself."""
        if "$ref" in schema:
            schema = {**schema, "type": "object", "additionalProperties": {}}
        if "enum" in schema:
            return self.word(node, schema["enum"], path)
        types = schema.get("type", ())
        types = (types,) if isinstance(types, str) else types
        if types and _type(node) not in types:
            expected = alternatives(_WORDS[name] for name in types)
            self.add("C212", node, {"path": path, "found": _found(node), "expected": expected})
            return None
        match node:
            case Mapping() if types:
                return self.table(node, schema, path)
            case Sequence() if types:
                return self.listing(node, schema, path)
        return node

    def table(self, node: Mapping, schema: Schema, path: str) -> Mapping:
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        entries: list[tuple[Scalar, Node]] = []
        for key, value in node.entries:
            if key.text not in known and others is False:
                owner = f"`[{path}]`" if path else "a project file"
                arguments = {"owner": owner, "key": excerpt(key.text), "keys": listed(known)}
                self.add("C211", key, arguments, closest(key.text, known))
                continue
            schema_of_value = known.get(key.text, others)
            if schema_of_value is False:
                self.add("C214", key, {"key": key.text})
                continue
            kept = self.kept(value, schema_of_value, f"{path}.{key.text}" if path else key.text)
            if kept is not None:
                entries.append((key, kept))
        return Mapping(tuple(entries), node.span)

    def listing(self, node: Sequence, schema: Schema, path: str) -> Sequence:
        if len(node.items) < schema.get("minItems", 0):
            self.add("C212", node, {"path": path, "found": "an empty list", "expected": "at least one text"})
        items = (self.kept(item, schema["items"], f"{path}[{place}]") for place, item in enumerate(node.items))
        return Sequence(tuple(item for item in items if item is not None), node.span)

    def word(self, node: Node, words: list[str], path: str) -> Node | None:
        if isinstance(node, Scalar) and not node.plain and node.text in words:
            return node
        near = closest(node.text, words) if isinstance(node, Scalar) else ()
        self.add("C212", node, {"path": path, "found": _found(node), "expected": f"one of {listed(words)}"}, near)
        return None

    def add(self, code: str, node: Node, arguments: dict[str, str], candidates: tuple[str, ...] = ()) -> None:
        self.diagnostics.append(Diagnostic(code, self.source, node.span, arguments, candidates))


def _found(node: Node) -> str:
    return f"`{excerpt(node.text)}`" if isinstance(node, Scalar) and _type(node) == _OTHER else found(node)


def _type(node: Node) -> str:
    match node:
        case Mapping():
            return "object"
        case Sequence():
            return "array"
        case Scalar(plain=False):
            return "string"
        case Scalar():
            return {"number": "number", "truth": "boolean"}.get(scalars.kind(node), _OTHER)

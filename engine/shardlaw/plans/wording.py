"""How diagnostics of plans speak: what was found, what a field takes, where a key belongs."""

from __future__ import annotations

from shardlaw.diagnostics import listed
from shardlaw.plans import scalars
from shardlaw.plans.fields import Field, ListField, NumberField, RecordField, TextField, TruthField
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence

_QUOTED = 60


def excerpt(text: str) -> str:
    """A text as a diagnostic quotes it: on one line, without control characters, cut when long."""
    line = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text[:_QUOTED])
    return f"{line}..." if len(text) > _QUOTED else line


def dotted(pointer: str) -> str:
    """A JSON pointer as people write paths: `/phases/0/parallelism/tp` is `phases[0].parallelism.tp`."""
    path = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        path += f"[{name}]" if name.isdecimal() else f".{excerpt(name)}" if path else excerpt(name)
    return path


def found(node: Node) -> str:
    """What a node is: `` the number `16` ``, `a list`."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(text=text):
            return f"{_KINDS[scalars.kind(node)]} `{excerpt(text)}`"


_KINDS = {
    "null": "the null",
    "truth": "the truth value",
    "number": "the number",
    "not finite": "the number",
    "text": "the text",
}


def describe(field: Field) -> str:
    """What a field takes, with an example where a unit is needed."""
    match field:
        case NumberField():
            return _number(field)
        case TruthField():
            return "`true` or `false`"
        case TextField(values=None):
            return "a text"
        case TextField(values=values):
            return f"one of {listed(values or ())}"
        case ListField(element=RecordField()):
            return "a list of mappings"
        case ListField():
            return "a list"
        case RecordField(keys=keys, spread=None):
            return f"a mapping with the keys {listed(keys)}" if keys else "a mapping"
        case RecordField(keys=keys):
            return f"a number of tokens, or a mapping with the keys {listed(keys)}"


def _number(field: NumberField) -> str:
    if field.integer:
        return f"an integer of at least {field.least}" if field.most is None else f"{field.least} to {field.most}"
    kind = "a number" if field.above is None else "a number above 0"
    symbol = field.measure.bare.symbol
    if field.measure.percent:
        kind += " or a percentage, such as `12%`"
    elif symbol:
        example = "10B" if symbol == "parameter" else f"2 {field.unit or symbol}"
        kind += f" in {symbol}, such as `{example}`"
    return f"{kind}; also a range or a bound" if field.claim else kind

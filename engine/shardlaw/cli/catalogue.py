"""Every name that a policy may use, as `list` and `show` print it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shardlaw.language import checked
from shardlaw.language.checker.params import written
from shardlaw.language.types import (
    BoolType,
    ListType,
    Member,
    NumberType,
    RecordType,
    TextType,
    Type,
    VersionType,
)
from shardlaw.plans.facts import REVISED

GRADES = {
    "exact": "equals what it names",
    "bound": "what it names cannot pass it",
    "band": "what it names has been observed within it",
    "tolerance": "equals what it names but for a stated rounding",
}

_INDEX = re.compile(r"\[[0-9]*\]")


def type_name(kind: Type) -> str:
    """A type as signatures write it: `B/s`, `count`, `text`, `bool`; enums by their words."""
    match kind:
        case NumberType(dimension):
            return str(dimension)
        case BoolType():
            return "bool"
        case TextType(values):
            return "text" if values is None else " | ".join(values)
        case VersionType():
            return "version"
        case ListType(element):
            return f"list of {type_name(element)}"
        case RecordType(name=name):
            return name


def fact_paths(record: RecordType, prefix: str = "") -> Iterator[tuple[str, Member]]:
    """Every fact below a record, with its path: `phases[].parallelism.tp`.

    An open map is one path, `labels.*`, and so is the plan that is revised: it has the same facts again.
    """
    for name, member in record.members.items():
        path, kind = f"{prefix}{name}", member.type
        while isinstance(kind, ListType):
            path, kind = f"{path}[]", kind.element
        if path == REVISED:
            yield f"{path}.*", member
        elif isinstance(kind, RecordType):
            yield from fact_paths(kind, f"{path}.")
        else:
            yield path, member
    if record.rest is not None:
        yield f"{prefix}*", Member(record.rest, "any name")


def matching_facts(record: RecordType, name: str) -> list[tuple[str, Member]]:
    """The facts that a name may mean: the path itself, with or without indexes; all below a record's path; all with
    this stretch of a path (`parallelism.tp`, `mla`); and what a rule calls it that goes through a list (`phase.gpus`).
    """
    facts = list(fact_paths(record))
    plain = _INDEX.sub("", name.strip("/").replace("/", "."))
    plain = ".".join(part for part in plain.split(".") if not part.isdigit())
    first, dot, rest = plain.partition(".")
    if first == REVISED and rest:
        return [(f"{REVISED}.{path}", member) for path, member in matching_facts(record, rest)]
    lists = {path.partition("[]")[0] for path, _ in facts if "[]" in path}
    wanted = f"{first}s{dot}{rest}" if f"{first}s" in lists else plain
    bare = [(path.replace("[]", ""), path, member) for path, member in facts]
    whole = [(path, member) for short, path, member in bare if short == wanted or short.startswith(f"{wanted}.")]
    return whole or [(path, member) for short, path, member in bare if f".{wanted}." in f".{short}."]


def fact_names(record: RecordType) -> list[str]:
    """What did-you-mean chooses from: whole paths, and their last two words."""
    paths = [path for path, _ in fact_paths(record)]
    return paths + [".".join(path.replace("[]", "").split(".")[-2:]) for path in paths]


def domain(param: checked.Param) -> str:
    """What a parameter may be set to."""
    if param.one_of is not None:
        return f"one of {', '.join(written(choice) for choice in param.one_of)}"
    if param.low is None and param.high is None:
        return "any"
    low = "" if param.low is None else f"from {written(param.low)} "
    return f"{low}{'' if param.high is None else f'to {written(param.high)}'}".strip()


def signature(name: str, parameters: tuple[tuple[str, Type], ...], result: Type) -> str:
    """A formula or calculator as it is called: `memory.weights(n: parameter, tp: count) -> B`."""
    given = ", ".join(f"{parameter}: {type_name(kind)}" for parameter, kind in parameters)
    return f"{name}({given}) -> {type_name(result)}"


def citation(item: checked.Citation) -> str:
    """`KC sections 1 and 5: Knowledge constraints (docs/knowledge.md)`."""
    place = f" {item.place}" if item.place else ""
    at = f" ({item.at})" if item.at else ""
    return f"{item.id}{place}: {item.title}{at}"

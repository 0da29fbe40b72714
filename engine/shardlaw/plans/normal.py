"""The normal form of a plan: what phases inherit, what they are called, and claims in the scope of their field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import prod
from typing import cast

from shardlaw.dataclass import dataclass, replace
from shardlaw.language.values import Number, Range, Unknown, exact
from shardlaw.plans.facts import Branch, Fact, FactValue, Tree, canonical
from shardlaw.plans.fields import Scope

# The counts that make one scope out of GPUs: a node is `gpus_per_node` of them, a deployment `gpus` x `replicas`.
_COUNTS: Mapping[str, tuple[str, ...]] = {
    "gpu": (),
    "node": ("hardware/gpus_per_node",),
    "replica": ("gpus",),
    "deployment": ("gpus", "replicas"),
}


@dataclass(frozen=True, slots=True)
class Scoped:
    """A claim that was written per something: its pointer, the scope of its field, the word of `per`."""

    pointer: str
    scope: Scope
    per: str


# What a record is called by, for profiles and catalogs to say the rest of it.
NAMED_BY: Mapping[str, str] = {"hardware": "gpu", "model": "catalog"}

# The record under the name of a GPU or a model, or None: `profiles("hardware", "H100-SXM")`.
Profiles = Callable[[str, str], Branch | None]


def normalise(
    root: dict[str, Tree], facts: dict[str, Fact], claims: list[Scoped], profiles: Profiles | None = None
) -> None:
    """Complete a tree that was read, in place, and the facts by pointer with it.

    `profiles` say what the plan does not of the GPU and the model that it names.
    """
    phases = cast("tuple[dict[str, Tree], ...]", root.get("phases", ()))
    _name(phases, facts)
    hardware = root.get("hardware")
    for phase in phases:
        if hardware is not None or "hardware" in phase:
            phase["hardware"] = _overlay(hardware or {}, phase.get("hardware", {}))
    if profiles is not None:
        for owner in (root, *phases):
            for name in NAMED_BY:
                if name in owner:
                    owner[name] = _filled(name, owner[name], facts, profiles)
    for claim in claims:
        *path, key = claim.pointer.split("/")[1:]
        record: Tree = root
        for part in path:
            record = record[int(part)] if isinstance(record, tuple) else cast("Branch", record)[part]
        cast("dict[str, Tree]", record)[key] = facts[claim.pointer] = _converted(facts[claim.pointer], claim, phases)


def _name(phases: tuple[dict[str, Tree], ...], facts: dict[str, Fact]) -> None:
    """Give a phase without a name its mode, where that is unique among the phases."""
    called = [phase.get("name", phase.get("mode")) for phase in phases]
    uses = Counter(fact.value for fact in called if isinstance(fact, Fact))
    for phase, fact in zip(phases, called, strict=True):
        if isinstance(fact, Fact) and "name" not in phase and uses[fact.value] == 1:
            name = replace(fact, pointer=f"{fact.pointer.rpartition('/')[0]}/name", stated=False)
            phase["name"] = facts[name.pointer] = name


def _overlay(below: Tree, above: Tree) -> Tree:
    """Two records as one: what the upper one says, and the lower one where it says nothing."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    both = {key: _overlay(value, above[key]) for key, value in below.items() if key in above}
    return {**below, **above, **both}


def _filled(record: str, said: Tree, facts: dict[str, Fact], profiles: Profiles) -> Tree:
    """A record with what the profile of its name says besides, at the pointers where the plan would say it."""
    name = said.get(NAMED_BY[record]) if isinstance(said, Mapping) else None
    profile = profiles(record, str(name.value)) if isinstance(name, Fact) else None
    if profile is None or not isinstance(name, Fact):
        return said
    filled = _overlay(_moved(profile, name.pointer.rpartition("/")[0]), said)
    facts.update((fact.pointer, fact) for fact in _leaves(filled) if fact.pointer not in facts)
    return filled


def _moved(tree: Tree, pointer: str) -> Tree:
    """A record with its facts at another pointer."""
    if isinstance(tree, Fact):
        return replace(tree, pointer=pointer, value=_at(tree.value, pointer))
    return {key: _moved(value, f"{pointer}/{key}") for key, value in cast("Branch", tree).items()}


def _at(value: FactValue, pointer: str) -> FactValue:
    """The value of a fact that has another pointer: what is unknown says where."""
    if not isinstance(value, Unknown):
        return value
    return Unknown(tuple(replace(cause, subject=pointer) for cause in value.causes))


def _leaves(tree: Tree) -> Iterator[Fact]:
    if isinstance(tree, Fact):
        yield tree
    else:
        for value in cast("Branch", tree).values():
            yield from _leaves(value)


def _converted(fact: Fact, claim: Scoped, phases: tuple[Branch, ...]) -> Fact:
    """The claim in the scope of its field; unknown where a count that this takes is not stated."""
    parts = fact.pointer.split("/")
    if claim.per == claim.scope:
        return fact
    if claim.per == "unknown" or parts[1] != "phases":  # outside a phase nothing says how many GPUs there are
        return replace(fact, value=Unknown.because("not stated", f"{fact.pointer}/per"))
    ours, theirs = _COUNTS[claim.scope], _COUNTS[claim.per]
    up = [path for path in ours if path not in theirs]
    down = [path for path in theirs if path not in ours]
    counts = {path: _count(phases[int(parts[2])], path) for path in (*up, *down)}
    missing = [canonical("/".join([*parts[:3], path])) for path, count in counts.items() if count is None]
    if missing:
        causes = [Unknown.because("not stated", pointer) for pointer in missing]
        return replace(fact, value=causes[0].union(*causes[1:]))
    known = {path: count for path, count in counts.items() if count is not None}
    factor = Fraction(_product(known, up), _product(known, down))
    words = f"stated per {claim.per}{_phrase('multiplied', known, up)}{_phrase('divided', known, down)}"
    quantum = None if fact.quantum is None else exact(fact.quantum * factor)
    operands = tuple(count.pointer for count in known.values())
    return replace(fact, value=_scaled(fact, factor), quantum=quantum, conversion=words, operands=operands)


def _count(phase: Branch, path: str) -> Fact | None:
    tree: Tree | None = phase
    for key in path.split("/"):
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree if isinstance(tree, Fact) else None


def _product(counts: Mapping[str, Fact], paths: list[str]) -> int:
    return prod(cast("int", counts[path].value) for path in paths)


def _phrase(verb: str, counts: Mapping[str, Fact], paths: list[str]) -> str:
    named = [f"{path.rpartition('/')[2]} {counts[path].text}" for path in paths]
    return f", {verb} by {' x '.join(named)}" if named else ""


def _scaled(fact: Fact, factor: Fraction) -> Number | Range:
    value = cast("Number | Range", fact.value)
    if not isinstance(value, Range):
        return exact(value * factor)
    low = None if value.low is None else exact(value.low * factor)
    high = None if value.high is None else exact(value.high * factor)
    return replace(value, low=low, high=high)

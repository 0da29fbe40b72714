"""The plan that a plan revises: found, read, and put beside the facts of the plan that corrects it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, closest
from shardlaw.language.values import Unknown
from shardlaw.plans.facts import REVISED, Fact, Plan, Tree
from shardlaw.plans.reader import Reading

_REVISES = "/revises"


def follow(plan: Plan, path: Path, read: Callable[[Path], Reading], name: Callable[[Path], str]) -> Reading:
    """A plan with the one that it revises, if it revises any; what is wrong with `revises` stands at its place.

    `path` is the plan's own, which `revises` is relative to; `read` reads the plan at a path, `name` says what
    diagnostics call it. Plans that the revised one revises in turn are looked at for a circle, and only for that.
    """
    said = plan.facts.get(_REVISES)
    if said is None:
        return Reading(plan, ())
    revised: Plan | None = None
    seen: dict[str, Path] = {}
    current: Plan | None = plan
    while current is not None:
        seen[os.path.realpath(path)] = path
        earlier = current.facts.get(_REVISES)
        if earlier is None:
            break
        path = path.parent / str(earlier.value)
        if not os.path.lexists(path):
            if revised is None:
                return _wrong(_missing(said, path, name))
            break
        if os.path.realpath(path) in seen:
            chain = " -> ".join(map(name, (*seen.values(), path)))
            return _wrong(Diagnostic("P229", said.source, said.span, {"chain": chain}))
        reading = read(path)
        if reading.plan is None and revised is None:
            return _wrong(_broken(said, reading))
        current, revised = reading.plan, revised or reading.plan
    return Reading(plan if revised is None else with_revised(plan, revised), ())


def with_revised(plan: Plan, revised: Plan) -> Plan:
    """A plan with the facts of the one that it revises under `REVISED`, each still at its own place."""
    root = {name: _moved(tree) for name, tree in revised.root.items() if name != REVISED}
    facts = {fact.pointer: fact for fact in map(_under, revised.facts.values())}
    return replace(plan, root={**plan.root, REVISED: root}, facts={**plan.facts, **facts}, revises=revised)


def _wrong(diagnostic: Diagnostic) -> Reading:
    return Reading(None, (diagnostic,))


def _missing(said: Fact, path: Path, name: Callable[[Path], str]) -> Diagnostic:
    written = PurePosixPath(str(said.value))
    import glob  # noqa: PLC0415 - only for a plan that is not there

    beside = glob.glob("*", root_dir=path.parent)  # noqa: PTH207 - nothing where the folder cannot be read
    near = closest(written.name, sorted(beside))
    candidates = tuple(written.with_name(other).as_posix() for other in near)
    return Diagnostic("P227", said.source, said.span, {"path": name(path)}, candidates)


def _broken(said: Fact, reading: Reading) -> Diagnostic:
    first, *others = reading.diagnostics
    start = first.source.position(first.span.start)
    place = f"{first.source.name}:{start.line}:{start.column}" if first.source.text else first.source.name
    more = f", and {len(others)} more" if others else ""
    words = {"found": f"{place}: {first.message}{more}", "path": first.source.name}
    return Diagnostic("P228", said.source, said.span, words)


def _moved(tree: Tree) -> Tree:
    if isinstance(tree, Fact):
        return _under(tree)
    if isinstance(tree, tuple):
        return tuple(map(_moved, tree))
    return {name: _moved(part) for name, part in tree.items()}


def _under(fact: Fact) -> Fact:
    """A fact of the revised plan as the correction knows it."""
    value = fact.value
    if isinstance(value, Unknown):
        value = Unknown(tuple(replace(cause, subject=f"/{REVISED}{cause.subject}") for cause in value.causes))
    operands = tuple(f"/{REVISED}{pointer}" for pointer in fact.operands)
    return replace(fact, pointer=f"/{REVISED}{fact.pointer}", value=value, operands=operands)

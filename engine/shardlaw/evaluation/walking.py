"""What an expression is made of and what it reads, without evaluating it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from shardlaw.language import checked
from shardlaw.language.checked import Expression


def children(node: Expression) -> Iterator[Expression]:
    """The sub-expressions of a node, those of its binding included."""
    for name in node.__match_args__:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, checked.Node):
                yield cast("Expression", part)
            elif isinstance(part, checked.Bind):
                yield part.source
                if part.condition is not None:
                    yield part.condition


def let_depths(lets: Mapping[str, checked.Let], bindings: Sequence[checked.Bind]) -> Mapping[str, int]:
    """How many variables of `for` clauses have to be bound before each let can be evaluated."""
    places = {bind.name: place for place, bind in enumerate(bindings, 1)}
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = max((needed(leaf) for leaf in _leaves(lets[name].value)), default=0)
        return depths[name]

    def needed(leaf: Expression) -> int:
        if isinstance(leaf, checked.LetRef):
            return depth(leaf.name)
        return places.get(leaf.name, 0) if isinstance(leaf, checked.Element) else 0

    return {name: depth(name) for name in lets}


def _leaves(node: Expression) -> Iterator[Expression]:
    pending = [node]
    while pending:
        current = pending.pop()
        below = list(children(current))
        if not below:
            yield current
        pending += below

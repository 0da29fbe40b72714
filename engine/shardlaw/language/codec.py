"""Trees of known classes as plain data, and back, quickly.

A tree is written as columns. All values of one class that stand equally high above their leaves are one group: the
class, and for each field the numbers of its values in that order, where leaves and lower groups have the lower numbers.
So a group is read by one `map` over its columns, and equal parts of a tree are written once.

What is written is None, truths, integers, texts, tuples and lists of these, and bytes. What is read makes instances of
the classes that the codec was made with, and calls nothing else.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import Any

from shardlaw.dataclass import dataclass

# Leaves, groups, and the number of the root. A group is the place of its kind among the codec's, or -1 for tuples, the
# number of its values, and its columns.
Plain = tuple[list[Any], list[tuple[int, int, list[bytes]]], int]

_LEAVES = (bool, int, str, type(None))
_TUPLE = -1


class NotPlainError(TypeError):
    """A tree holds something that is not of a class that the codec knows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How the values of one class, known by its full name, are taken apart, and made again from the same parts."""

    name: str
    parts: Callable[[Any], tuple[object, ...]]
    make: Callable[..., object]


def full_name(kind: type) -> str:
    """The name of a class with its module."""
    return f"{kind.__module__}.{kind.__qualname__}"


def record(kind: type) -> Kind:
    """A dataclass: its parts are its fields."""
    names: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined] # every dataclass has it
    match len(names):
        case 0:
            return Kind(full_name(kind), lambda _: (), kind)
        case 1:
            only = attrgetter(*names)
            return Kind(full_name(kind), lambda value: (only(value),), kind)
    return Kind(full_name(kind), attrgetter(*names), kind)


def mapping() -> Kind:
    """A dict with texts for its keys."""

    def make(keys: tuple[str, ...], *values: object) -> dict[str, object]:
        return dict(zip(keys, values, strict=True))

    return Kind(full_name(dict), lambda value: (tuple(value), *value.values()), make)


def fractions() -> Kind:
    """An exact number that is no integer."""
    return Kind(full_name(Fraction), Fraction.as_integer_ratio, Fraction)


@dataclass(frozen=True)
class Codec:
    """Writes and reads trees of some classes."""

    kinds: Sequence[Kind]

    def encode(self, root: object, given: Sequence[object] = ()) -> Plain:
        """A tree as plain data. The objects that are `given` are not written: the reader has them in the same order.

        NotPlainError where it holds something of another class.
        """
        return _Writer(self.kinds, given).written(root)

    def decode(self, plain: Plain, given: Sequence[object] = ()) -> Any:
        """The tree. What is no such data raises whatever it comes to."""
        leaves, groups, root = plain
        values: list[Any] = [*given, *leaves]
        at = values.__getitem__
        for kind, size, columns in groups:
            parts = [map(at, memoryview(column).cast("I")) for column in columns]
            if not parts:
                values += [() if kind == _TUPLE else self.kinds[kind].make()] * size
            elif kind == _TUPLE:
                values += zip(*parts, strict=True)
            else:
                values += map(self.kinds[kind].make, *parts)
        return values[root]


# A value while it is written: a leaf, one that is given, or a node of a group.
_Key = tuple[Any, ...]
# Height above the leaves, place of the kind, keys of the parts.
_Node = tuple[int, int, tuple[_Key, ...]]


class _Writer:
    def __init__(self, kinds: Sequence[Kind], given: Iterable[object]) -> None:
        self.kinds: Mapping[str, tuple[int, Kind]] = {kind.name: (place, kind) for place, kind in enumerate(kinds)}
        self.numbers: dict[_Key, int] = {}
        self.given: dict[int, _Key] = {}
        for place, value in enumerate(given):
            self.given[id(value)] = ("given", place)
            self.numbers["given", place] = place
        self.leaves: dict[_Key, object] = {}
        self.nodes: dict[_Node, _Key] = {}
        self.seen: dict[int, tuple[object, int, _Key]] = {}  # with the object, so that its id stays its own

    def written(self, root: object) -> Plain:
        _, key = self.visit(root)
        for leaf in self.leaves:
            self.numbers[leaf] = len(self.numbers)
        groups: list[tuple[int, int, list[bytes]]] = []

        def group_of(node: _Node) -> tuple[int, int, int]:
            height, kind, parts = node
            return height, kind, len(parts)

        for (_, kind, width), members in groupby(sorted(self.nodes, key=group_of), group_of):
            nodes = list(members)
            for node in nodes:
                self.numbers[self.nodes[node]] = len(self.numbers)
            columns = [array("I", [self.numbers[parts[field]] for _, _, parts in nodes]) for field in range(width)]
            groups.append((kind, len(nodes), [column.tobytes() for column in columns]))
        return list(self.leaves.values()), groups, self.numbers[key]

    def visit(self, value: object) -> tuple[int, _Key]:
        """The height and key of a value, whose parts are noted by then."""
        given = self.given.get(id(value))
        if given is not None:
            return 0, given
        if type(value) in _LEAVES:
            key: _Key = ("leaf", type(value), value)
            self.leaves.setdefault(key, value)
            return 0, key
        if id(value) not in self.seen:
            place, parts = self.taken_apart(value)
            below = [self.visit(part) for part in parts]
            height = 1 + max((height for height, _ in below), default=0)
            node = (height, place, tuple(key for _, key in below))
            key = self.nodes.setdefault(node, ("node", len(self.nodes)))
            self.seen[id(value)] = value, height, key
        _, height, key = self.seen[id(value)]
        return height, key

    def taken_apart(self, value: object) -> tuple[int, tuple[object, ...]]:
        if type(value) is tuple:
            return _TUPLE, value
        try:
            place, kind = self.kinds[full_name(type(value))]
        except KeyError:
            raise NotPlainError(f"{type(value).__name__} is not plain") from None
        return place, kind.parts(value)

"""Ranks as a grid of named axes: who stands where, and who is in a group with whom. Arithmetic only."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

from shardlaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """The ranks 0 to size - 1; `axes` are names with their degrees, the one along which neighbours differ first."""

    axes: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        return prod(degree for _, degree in self.axes)

    def degree(self, name: str) -> int:
        return dict(self.axes)[name]

    def stride(self, name: str) -> int:
        """How far two ranks are apart that are neighbours along an axis."""
        names = [axis for axis, _ in self.axes]
        return prod(degree for _, degree in self.axes[: names.index(name)])

    def coordinate(self, rank: int, name: str) -> int:
        return rank // self.stride(name) % self.degree(name)

    def group(self, rank: int, name: str) -> range:
        """The ranks that differ from one along an axis only, that one among them."""
        stride, degree = self.stride(name), self.degree(name)
        first = rank - self.coordinate(rank, name) * stride
        return range(first, first + degree * stride, stride)

    def groups(self, *names: str) -> Iterator[tuple[int, ...]]:
        """The groups along some axes together, in the order of their first ranks; every rank is in one of them."""
        inside = self._offsets([axis for axis in self.axes if axis[0] in names])
        for first in self._offsets([axis for axis in self.axes if axis[0] not in names]):
            yield tuple(first + offset for offset in inside)

    def _offsets(self, axes: list[tuple[str, int]]) -> list[int]:
        """The ranks that are 0 along all but some axes, in order."""
        steps = [range(0, degree * self.stride(name), self.stride(name)) for name, degree in reversed(axes)]
        return [sum(steps) for steps in product(*steps)]

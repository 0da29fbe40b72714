"""One world, two grids: attention sees a stage as TP x CP x DP ranks, the experts see the same ranks as ETP x EP x EDP.

Megatron-LM lays both out in one order of axes and calls this parallel folding.
"""

from __future__ import annotations

from fractions import Fraction

from shardlaw.dataclass import dataclass
from shardlaw.plugins import Number
from shardlaw_parallelism.placement.grid import Grid

DEFAULT_ORDER = "tp-cp-ep-dp-pp"
AXES = tuple(DEFAULT_ORDER.split("-"))


@dataclass(frozen=True, slots=True)
class Degrees:
    """The degrees of both views. DP and EDP are fractions where they were divided out and do not come out even."""

    pp: int
    tp: int
    cp: int
    dp: Number
    etp: int
    ep: int
    edp: Number

    @property
    def attention(self) -> Number:
        """The ranks that attention places."""
        return self.pp * self.tp * self.cp * self.dp

    @property
    def experts(self) -> Number:
        """The ranks that the experts place."""
        return self.pp * self.etp * self.ep * self.edp


@dataclass(frozen=True, slots=True)
class World:
    """Both grids over the ranks of one world."""

    attention: Grid
    experts: Grid

    @property
    def stage_ranks(self) -> int:
        return self.attention.size // self.attention.degree("pp")


def whole(number: Number) -> int | None:
    """A number as an integer; None where it is none."""
    return None if isinstance(number, Fraction) else number


def axes_of(order: str) -> tuple[str, ...]:
    """The axes in the order that a text names, those that it leaves out at the end."""
    named = tuple(order.lower().split("-"))
    return (*named, *(axis for axis in AXES if axis not in named))


def attention_grid(order: str, pp: int, tp: int, cp: int, dp: int) -> Grid:
    degrees = {"tp": tp, "cp": cp, "dp": dp, "pp": pp}
    return Grid(tuple((axis, degrees[axis]) for axis in axes_of(order) if axis in degrees))


def expert_grid(order: str, pp: int, etp: int, ep: int, edp: int) -> Grid:
    """The grid of the experts: ETP and EDP stand where the order says TP and DP, and there is no CP."""
    degrees = {"tp": ("etp", etp), "ep": ("ep", ep), "dp": ("edp", edp), "pp": ("pp", pp)}
    return Grid(tuple(degrees[axis] for axis in axes_of(order) if axis in degrees))

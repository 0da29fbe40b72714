"""What folding two grids onto one set of ranks asks for beyond arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from shardlaw.plugins import Answer, Number, Step, Unknown, calculator


@calculator(
    "layout.smallest_total",
    parameters={"pp": "count", "attention": "count", "experts": "count"},
    result="count",
    reason="a least common multiple needs a loop",
)
def smallest_total(pp: Number, attention: Number, experts: Number) -> Answer:
    """The fewest GPUs on which a stage can be seen as whole attention grids and as whole expert grids.

    `attention` is TP x CP (x DP, where it is fixed), `experts` is ETP x EP; the answer is PP x lcm of the two.
    """
    if isinstance(pp, Fraction) or isinstance(attention, Fraction) or isinstance(experts, Fraction):
        return Answer(Unknown.because("no answer", "degrees that are not whole numbers"))
    stage = lcm(attention, experts)
    return Answer(pp * stage, (Step("ranks of a stage", stage),))

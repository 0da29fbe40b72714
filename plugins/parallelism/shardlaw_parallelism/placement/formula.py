"""The formula by which a plan counts its GPUs: a product of degrees, in the words of its author."""

from __future__ import annotations

import re

from shardlaw.plugins import Answer, Step, Unknown, calculator

_FACTOR = re.compile(
    r"(tp|pp|cp|dp|ep|etp|edp|sp|vpp)(_(degree|size|parallel|parallel_size|world_size))?", re.IGNORECASE
)
_TIMES = re.compile(r"\s*[*×·]\s*|\s+x\s+")  # noqa: RUF001 - the sign that people write
_ATTENTION = ("tp", "cp", "dp", "sp")


def factors(formula: str) -> list[str] | None:
    """The degrees that a formula multiplies, `["tp", "pp"]`; None where it is no product of degrees."""
    product = formula.rpartition("=")[2].replace("(", "").replace(")", "").strip()
    matches = [_FACTOR.fullmatch(word) for word in _TIMES.split(product)]
    found = [match[1].lower() for match in matches if match is not None]
    return found if len(found) == len(matches) else None


@calculator(
    "placement.mixes_views",
    parameters={"formula": "text"},
    result="bool",
    reason="a formula is a text of the plan",
)
def mixes_views(formula: str) -> Answer:
    """Whether a formula for the number of GPUs multiplies EP with TP, CP, DP or SP, the axes of attention."""
    named = factors(formula)
    if named is None:
        return Answer(Unknown.because("no answer", f"`{formula:.60}` is no product of degrees"))
    steps = [Step("degrees", " x ".join(name.upper() for name in named))]
    return Answer("ep" in named and any(name in _ATTENTION for name in named), tuple(steps))

"""The formula by which a plan counts its GPUs: a product of degrees, in the words of its author."""

from __future__ import annotations

import re

from shardlaw.plugins import Answer, Step, Unknown, calculator
from shardlaw_parallelism.placement.answers import agreement, conflict

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
    "placement.formula_conflict",
    parameters={"formula": "text", "gpus": "count", "ep": "count"},
    result="text",
    reason="a formula is a text of the plan",
)
def formula_conflict(formula: str, gpus: int, ep: int) -> Answer:
    """How attention and experts see different numbers of ranks where a formula multiplies EP with TP, CP or DP.

    `none` where it does not, or where EP is 1.
    """
    named = factors(formula)
    if named is None:
        return Answer(Unknown.because("no answer", f"`{formula:.60}` is no product of degrees"))
    shared = [name for name in named if name in _ATTENTION]
    if ep == 1 or "ep" not in named or not shared:
        return agreement()
    others = " x ".join(name.upper() for name in named if name != "ep")
    steps = [Step("degrees of attention", " x ".join(name.upper() for name in shared))]
    if gpus % ep:
        return conflict(f"EP {ep} does not even divide the {gpus} GPUs that {formula} gives", steps)
    return conflict(
        f"{formula} = {gpus} makes {others} = {gpus // ep} with EP {ep}: attention would see {gpus // ep} ranks, "
        f"the experts {gpus}, and both are the same GPUs",
        steps,
    )

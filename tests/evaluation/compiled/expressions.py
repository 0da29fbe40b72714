"""One expression through the compiled form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from shardlaw.evaluation.compiled.absent import UNDECIDED, Absent
from shardlaw.evaluation.compiled.fragments import Fragment, Names, Place, Plain, Sequence, Unpacked
from shardlaw.evaluation.compiled.layout import Layout, prepare
from shardlaw.evaluation.compiled.lowering import Lowering
from shardlaw.evaluation.compiled.program import namespace
from shardlaw.evaluation.compiled.quantities import Quantity, UnloweredError
from shardlaw.evaluation.compiled.traces import Traced, Traces
from shardlaw.language import checked
from shardlaw.language.values import exact
from shardlaw.plans.facts import Branch

OPEN = object()  # what the compiled form says of an expression that it does not decide


def compiled_value(expression: checked.Expression, root: Branch, *, tracing: bool = False) -> object:
    """The value of an expression by generated code; `OPEN` where it leaves it, None where it is not compiled."""
    lowered = _lowered(expression, tracing=tracing)
    if lowered is None:
        return None
    lowering, row, fragment = lowered
    match fragment:
        case Quantity():
            result = f"{fragment.over}, {fragment.under or 1}"
        case Plain() | Sequence(rows=None):
            result = fragment.text
        case _:
            return None
    try:
        value = _run(lowering, row, root, f"return {result}")
    except UNDECIDED:
        return OPEN
    parts = value if isinstance(fragment, Quantity) else (value,)
    if any(isinstance(part, Absent) for part in parts):
        return OPEN
    if isinstance(fragment, Quantity):
        return exact(Fraction(*value) * fragment.scale)
    if isinstance(fragment, Sequence) and fragment.scale is not None:
        return tuple(exact(Fraction(part, fragment.scale)) for part in value)
    return value


def compiled_trace(expression: checked.Expression, root: Branch) -> list[Traced] | None:
    """The values of all sub-expressions that generated code captures."""
    lowered = _lowered(expression, tracing=True)
    if lowered is None:
        return None
    lowering, row, _ = lowered
    names = tuple(dict.fromkeys(lowering.kept.get(lowering.scope, ())))
    traces = Traces(((lowering.scope, names),), tuple(lowering.captured), lowering.turns)
    return list(traces.values(_run(lowering, row, root, f"return ({', '.join(('0', *names))},)")))


def _lowered(expression: checked.Expression, *, tracing: bool) -> tuple[Lowering, Unpacked, Fragment] | None:
    lowering = Lowering(tracing=tracing)
    row = Unpacked(Layout(), "p")
    try:
        return lowering, row, lowering.lower(expression, Names(Place(row), {}, {}))
    except UnloweredError:
        return None


def _run(lowering: Lowering, row: Unpacked, root: Branch, last: str) -> Any:
    lines = [f"{row.target()} = row", *lowering.scope.lines(), last]
    names = namespace(lowering.globals)
    exec("\n ".join(["def run(row):", *lines]), names)  # noqa: S102
    return names["run"](prepare(root, row.layout))

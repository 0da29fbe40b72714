"""One expression through the compiled form."""

from __future__ import annotations

from fractions import Fraction

from shardlaw.evaluation.compiled.absent import UNDECIDED, Absent
from shardlaw.evaluation.compiled.fragments import Names, Place, Plain, Sequence, Unpacked
from shardlaw.evaluation.compiled.layout import Layout, prepare
from shardlaw.evaluation.compiled.lowering import Lowering
from shardlaw.evaluation.compiled.program import namespace
from shardlaw.evaluation.compiled.quantities import Quantity, UnloweredError
from shardlaw.language import checked
from shardlaw.language.values import exact
from shardlaw.plans.facts import Branch

OPEN = object()  # what the compiled form says of an expression that it does not decide


def compiled_value(expression: checked.Expression, root: Branch, *, tracing: bool = False) -> object:
    """The value of an expression by generated code; `OPEN` where it leaves it, None where it is not compiled."""
    lowering = Lowering(tracing=tracing)
    row = Unpacked(Layout(), "p")
    try:
        fragment = lowering.lower(expression, Names(Place(row), {}, {}))
    except UnloweredError:
        return None
    match fragment:
        case Quantity():
            result = f"{fragment.over}, {fragment.under or 1}"
        case Plain() | Sequence(rows=None):
            result = fragment.text
        case _:
            return None
    lines = ["def run(row):", f" {row.target()} = row", *(f" {line}" for line in lowering.scope.lines())]
    names = namespace(lowering.globals)
    exec("\n".join([*lines, f" return {result}"]), names)  # noqa: S102
    try:
        value = names["run"](prepare(root, row.layout))
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

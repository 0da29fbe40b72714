"""Calculators: called once for the same arguments, as late as the row allows and never in a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from packaging.version import Version

from shardlaw.evaluation.calculators import Fault, answered, typed
from shardlaw.evaluation.compiled import numeric
from shardlaw.evaluation.compiled.absent import FAULT, OPEN, Absent
from shardlaw.evaluation.compiled.blocks import joined
from shardlaw.evaluation.compiled.fragments import Fragment, Names, Place, Plain, Sequence
from shardlaw.evaluation.compiled.layout import Kind, element_scale, scale_of, scaled
from shardlaw.evaluation.compiled.quantities import FACT_BITS, Quantity, UnloweredError
from shardlaw.language import checked
from shardlaw.language.types import ListType, NumberType
from shardlaw.language.values import Number

if TYPE_CHECKING:
    from shardlaw.evaluation.compiled.lowering import Lowering


def calculate(lowering: Lowering, node: checked.Calculate, names: Names) -> Fragment:
    """The local that holds the answer: `OPEN` where an argument is not known, `FAULT` where the calculator fails."""
    fragments = [_argument(lowering, argument, names) for argument in node.arguments]
    needs = joined(*(fragment.needs for fragment in fragments))
    home = lowering.home(needs)
    if home is not lowering.scope:
        raise UnloweredError("a calculator in a loop")
    kind, scale = _kind(node)
    call = f"{node.calculator.name}({', '.join(fragment.text for fragment in fragments)})"
    name = lowering.calls.get((home, call))
    if name is None:
        leaf = lowering.globals.constant(_leaf(node, scale))
        text = f"{leaf}({', '.join(fragment.text for fragment in fragments)})"
        name = lowering.calls[home, call] = home.temporary(text, needs)
    lowering.called.setdefault(id(node), set()).add((home, name))
    if kind == "number":
        return Quantity(name, Fraction(1, scale), FACT_BITS, needs)
    if kind == "plain":
        return Plain(name, needs)
    return Sequence(name, needs, scale=scale if kind == "numbers" else None)


def reachable(node: checked.Expression, lets: tuple[checked.Let, ...]) -> Iterator[checked.Calculate]:
    """The calculators that an expression may call, those of its lets and formulas included."""
    seen: set[int] = set()
    pending: list[tuple[object, tuple[checked.Let, ...]]] = [(node, lets)]
    while pending:
        found, lets = pending.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        match found:
            case checked.LetRef(name=name):
                pending.extend((let.value, lets) for let in lets if let.name == name)
            case checked.Apply(formula=formula):
                pending.append((formula.body, formula.lets))
            case checked.Calculate():
                yield found
        if isinstance(found, checked.Node | checked.Bind):
            for field in found.__match_args__:
                part = getattr(found, field)
                parts = part if isinstance(part, tuple) else (part,)
                pending.extend((each, lets) for each in parts if isinstance(each, checked.Node | checked.Bind))


def _argument(lowering: Lowering, node: checked.Expression, names: Names) -> Plain:
    """An argument as a calculator is given it: numbers exact in base units, records as records of the plan."""
    if isinstance(node, checked.LetRef) and not isinstance(node.type, NumberType):
        return _argument(lowering, *names.let(node.name))
    fragment = lowering.lower(node, names)
    match fragment:
        case Quantity():
            return Plain(numeric.ratio(fragment), fragment.needs)
        case Plain():
            return fragment
        case Place(row=row, path=path):
            return Plain(row.cell(path, "raw"), row.needs)
    if isinstance(node, checked.Member):
        base = lowering.lower(node.base, names)
        if isinstance(base, Place):
            return Plain(base.row.cell((*base.path, node.name), "raw"), base.row.needs)
    raise UnloweredError("a list that a calculator is given")


def _kind(node: checked.Calculate) -> tuple[Kind, int]:
    match node.type:
        case NumberType() as kind:
            return "number", scale_of(None, kind)
        case ListType(element=NumberType(dimension)):
            return "numbers", element_scale(dimension)
        case ListType():
            return "plains", 1
    return "plain", 1


def _leaf(node: checked.Calculate, scale: int) -> Callable[..., object]:
    """A calculator as generated code calls it."""

    def call(*arguments: object) -> object:
        if any(isinstance(argument, Absent) for argument in arguments):
            return OPEN
        try:
            value = typed(node, answered(node, arguments).value, node.type, node.calculator)
        except Fault:
            return FAULT
        if isinstance(value, tuple):
            parts = tuple(_cell(part.value, scale) for part in value)
            return OPEN if any(part is OPEN for part in parts) else parts
        return _cell(value, scale)

    return call


def _cell(value: object, scale: int) -> object:
    if isinstance(value, bool | str | Version):
        return value
    return scaled(value, scale) if isinstance(value, Number) else OPEN

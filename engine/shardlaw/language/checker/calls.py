"""Calls: functions of the language, formulas and calculators by their full names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeGuard

from shardlaw.diagnostics import Label, Span, closest, listed
from shardlaw.language import checked, tree
from shardlaw.language.checker import arithmetic
from shardlaw.language.checker.agreement import no_such_word
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.names import callables, signature, unknown_function
from shardlaw.language.checker.scope import (
    FUNCTION_CALLS,
    FUNCTIONS,
    ROUNDINGS,
    NamespaceEntity,
    RefusedEntity,
)
from shardlaw.language.checker.signatures import spell
from shardlaw.language.checker.words import in_words
from shardlaw.language.types import ListType, RecordType, TextType, Type

Parameters = Sequence[tuple[str, Type]]


def call(context: Context, node: tree.Call) -> checked.Expression | None:
    match node.function:
        case tree.Name(text=name) if name in FUNCTIONS:
            return _function(context, node, name)
        case tree.Name(span, name):
            known = context.scope.find(name)
            if isinstance(known, RefusedEntity):
                pass
            elif known is None:
                names = callables(context)
                same = tuple(full for full in names if full.rpartition(".")[2] == name)[:5]
                candidates = same or closest(name, (*FUNCTIONS, *names))
                functions = None if candidates else listed(FUNCTIONS)
                context.report.add("L204", span, candidates=candidates, name=name, known=functions)
            elif isinstance(known, NamespaceEntity):
                context.report.add("L207", span, name=name, what=known.what)
            else:
                _not_callable(context, node.function, known.what)
        case tree.Field(base=tree.Name(text=namespace), name=word) if not _is_value(context, namespace):
            return _named(context, node, f"{namespace}.{word.text}", word)
        case other:
            _not_callable(context, other, "a value")
    for argument in node.arguments:
        context.check(argument)
    return None


def _not_callable(context: Context, callee: tree.Expression, what: str) -> None:
    value = context.check(callee)
    if value is None:
        return
    group = value.type if isinstance(value.type, RecordType) else None
    better = "leave its brackets out, or write the `*` of a product"
    if group is not None:
        better = f"read one of its facts: {listed(tuple(group.members))}"
    context.report.add("L207", callee.span, name=context.text(callee.span), what=what, better=better)


def _is_value(context: Context, name: str) -> bool:
    entity = context.scope.find(name)
    return entity is not None and not isinstance(entity, NamespaceEntity)


def _function(context: Context, node: tree.Call, name: str) -> checked.Expression | None:
    given = len(node.arguments)
    if name in ROUNDINGS:
        if given != 1:
            _wrong_count(context, node, name, "1 argument", FUNCTION_CALLS[name])
            return None
        return arithmetic.absolute(context, node) if name == "abs" else arithmetic.to_integer(context, node, name)
    if name in ("min", "max") and given > 1:
        return arithmetic.extreme(context, node, name)
    several = f"; or give it two values: `{name}(a, b)`" if name in ("min", "max") else ""
    context.report.add("L234", node.function.span, function=name, better=FUNCTION_CALLS[name], several=several)
    for argument in node.arguments:
        context.check(argument)
    return None


def _named(context: Context, node: tree.Call, full: str, word: tree.Word) -> checked.Expression | None:
    calculator = context.environment.calculators.get(full)
    if calculator is not None:
        arguments = _arguments(context, node, full, calculator.parameters, None)
        return arguments and checked.Calculate(node.span, calculator.result, calculator, arguments[0])
    if full not in context.formulas:
        unknown_function(context, word, full)
        for argument in node.arguments:
            context.check(argument)
        return None
    formula = context.formulas[full]
    if formula is None:
        for argument in node.arguments:
            context.check(argument)
        return None
    if not context.fits(context.heights.get(full, 0), node.span):
        return None
    arguments = _arguments(context, node, full, formula.parameters, formula)
    return arguments and checked.Apply(node.span, formula.result, formula, arguments[0])


def _arguments(
    context: Context, node: tree.Call, full: str, parameters: Parameters, formula: checked.Formula | None
) -> tuple[tuple[checked.Expression, ...]] | None:
    """The arguments, in a tuple of their own so that none at all is not taken for a mistake."""
    context.reads.facts = True
    if len(parameters) != len(node.arguments):
        count = f"{len(parameters)} argument{'' if len(parameters) == 1 else 's'}"
        _wrong_count(context, node, full, count, signature(context, full))
        return None
    values: list[checked.Expression] = []
    for argument, (name, kind) in zip(node.arguments, parameters, strict=True):
        value = context.check(argument)
        if value is None:
            continue
        if not assignable(value.type, kind):
            labels = [] if formula is None else [_declaration(formula, name)]
            wanted, given = _argument(kind), _argument(value.type)
            context.report.add(
                "L209", value.span, labels=labels, function=full, parameter=name, wanted=wanted, given=given
            )
        elif isinstance(kind, TextType) and kind.values and _is_other_word(value, kind.values):
            no_such_word(context, value, kind.values, name)
        else:
            values.append(value)
    return (tuple(values),) if len(values) == len(parameters) else None


def _is_other_word(value: checked.Expression, values: tuple[str, ...]) -> TypeGuard[checked.Constant]:
    return isinstance(value, checked.Constant) and value.value not in values


def _wrong_count(context: Context, node: tree.Call, name: str, wanted: str, form: str) -> None:
    for argument in node.arguments:
        context.check(argument)
    context.report.add("L208", node.span, name=name, wanted=wanted, given=str(len(node.arguments)), signature=form)


def _declaration(formula: checked.Formula, name: str) -> Label:
    """The place where a formula declares a parameter: the first `name:` after its opening bracket."""
    text = formula.source.text
    found = re.compile(rf"\b{name}\s*:\s*[^\s,)]+").search(text, text.index("(", formula.span.start), formula.span.end)
    return Label(formula.span if found is None else Span(*found.span()), "declared here", formula.source)


def _argument(kind: Type) -> str:
    """A type in words, a list with that of its elements and a group by name: an argument fits to the last detail."""
    match kind:
        case ListType():
            return f"a {spell(kind)}"
        case RecordType(name=name):
            return f"the group `{name}`"
    return in_words(kind)


def assignable(given: Type, wanted: Type) -> bool:
    """Whether a value of one type can be handed over as another: the same, but for the values of an enum."""
    match given, wanted:
        case TextType(), TextType():
            return True
        case ListType(inner), ListType(other):
            return assignable(inner, other)
    return given == wanted

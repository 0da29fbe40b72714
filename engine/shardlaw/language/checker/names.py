"""Names and paths: from what is written to what it stands for."""

from __future__ import annotations

from itertools import islice

from shardlaw.diagnostics import closest, listed
from shardlaw.language import checked, tree
from shardlaw.language.checker.claims import note_claim
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.lets import use_let
from shardlaw.language.checker.scope import (
    FUNCTION_CALLS,
    ArgumentEntity,
    ElementEntity,
    FunctionEntity,
    LetEntity,
    NamespaceEntity,
    ParamEntity,
    RefusedEntity,
    RootEntity,
)
from shardlaw.language.checker.signatures import spell
from shardlaw.language.checker.words import in_words
from shardlaw.language.types import ListType, RecordType, Type

_SEARCH_DEPTH = 4


def path(context: Context, node: tree.Field | tree.Index) -> checked.Expression | None:
    """`base.name[0].name`: the steps are taken in a loop, so that a path may be long."""
    steps: list[tree.Field | tree.Index] = []
    base: tree.Expression = node
    while isinstance(base, tree.Field | tree.Index):
        steps.append(base)
        base = base.base
    first = steps[-1]
    if isinstance(base, tree.Name) and isinstance(first, tree.Field):
        entity = context.scope.find(base.text)
        if isinstance(entity, NamespaceEntity):
            _uncalled(context, base, first)
            return None
    expression = name(context, base) if isinstance(base, tree.Name) else context.check(base)
    for step in reversed(steps):
        if expression is None:
            return None
        if isinstance(step, tree.Field):
            expression = _member(context, expression, step)
        else:
            expression = _element(context, expression, step)
    if expression is not None:
        note_claim(context, expression)
    return expression


def callables(context: Context) -> list[str]:
    """The full names of everything that can be called with a namespace."""
    return [*context.formulas, *context.environment.calculators]


def name(context: Context, node: tree.Name) -> checked.Expression | None:
    """What a name stands for."""
    text = node.text
    match context.scope.find(text):
        case LetEntity() as entity:
            return use_let(context, node, entity)
        case ParamEntity(param=param) as entity:
            entity.used = True
            context.reads.params = True
            return None if param is None else checked.ParamRef(node.span, param.type, text)
        case ElementEntity(type=kind):
            context.reads.facts = True
            context.reads.elements.add(text)
            return None if kind is None else checked.Element(node.span, kind, text)
        case ArgumentEntity(type=kind) as entity:
            entity.used = True
            context.reads.facts = True
            return None if kind is None else checked.ArgumentRef(node.span, kind, text)
        case RootEntity(type=kind):
            context.reads.facts = True
            return checked.Root(node.span, kind, text)
        case NamespaceEntity():
            functions = [full for full in callables(context) if full.startswith(f"{text}.")]
            context.report.add(
                "L206", node.span, name=text, what="a namespace of formulas", call=signature(context, functions[0])
            )
        case FunctionEntity():
            context.report.add("L206", node.span, name=text, what="a function", call=FUNCTION_CALLS[text])
        case RefusedEntity():
            pass
        case _:
            _unknown(context, node)
    return None


def _unknown(context: Context, node: tree.Name) -> None:
    """Note a name that nothing has, once for all places that use it."""
    facts, visible = context.environment.facts, dict(context.scope.visible())
    context.scope.refuse(node.text)
    if node.text in facts.members and not any(isinstance(entity, RootEntity) for entity in visible.values()):
        context.report.add("L230", node.span, name=node.text)
        return
    candidates = closest(node.text, visible)
    if not candidates:
        places = [
            (name, entity.type)
            for name, entity in visible.items()
            if isinstance(entity, ElementEntity | RootEntity) and entity.type is not None
        ]
        paths = (f"{name}.{inner}" for name, kind in places for inner in _nested(kind, node.text))
        candidates = tuple(islice(paths, 5))
    values = [name for name, entity in visible.items() if not isinstance(entity, FunctionEntity | NamespaceEntity)]
    known = None if candidates else listed(values)
    context.report.add("L201", node.span, candidates=candidates, name=node.text, known=known)


def _nested(kind: Type, name: str, depth: int = _SEARCH_DEPTH) -> list[str]:
    """The paths under which records in records have a member of this name, the shortest first."""
    if not isinstance(kind, RecordType) or depth == 0:
        return []
    if name in kind.members:
        return [name]
    return sorted(
        (
            f"{outer}.{inner}"
            for outer, member in kind.members.items()
            for inner in _nested(member.type, name, depth - 1)
        ),
        key=len,
    )


def _uncalled(context: Context, base: tree.Name, field: tree.Field) -> None:
    full = f"{base.text}.{field.name.text}"
    if full in callables(context):
        context.report.add("L206", field.span, name=full, what="a formula", call=signature(context, full))
    else:
        unknown_function(context, field.name, full)


def signature(context: Context, full: str) -> str:
    """A formula or calculator as it is called, with the type of each parameter; its bare name if it is broken."""
    callee = context.environment.calculators.get(full) or context.formulas[full]
    parameters = () if callee is None else callee.parameters
    return f"{full}({', '.join(f'{name}: {spell(kind)}' for name, kind in parameters)})"


def unknown_function(context: Context, word: tree.Word, full: str) -> None:
    """Note a full name that no formula has, with what its namespace has instead."""
    names = callables(context)
    candidates = closest(full, names)
    siblings = tuple(name for name in names if name.startswith(f"{full.partition('.')[0]}."))
    known = listed(siblings) if siblings and not candidates else None
    context.report.add("L204", word.span, candidates=candidates, name=full, known=known)


def _member(context: Context, base: checked.Expression, step: tree.Field) -> checked.Expression | None:
    word, record = step.name, base.type
    if not isinstance(record, RecordType):
        path = context.text(base.span)
        element = f"{path}[0].{word.text}" if isinstance(record, ListType) else None
        context.report.add("L221", word.span, base=path, type=in_words(record), name=word.text, element=element)
        return None
    member = record.members.get(word.text)
    kind = member.type if member is not None else record.rest
    if kind is not None:
        return checked.Member(step.span, kind, base, word.text)
    candidates = closest(word.text, record.members) or tuple(_nested(record, word.text)[:5])
    known = None if candidates else listed(tuple(record.members))
    path = context.text(base.span)
    context.report.add("L202", word.span, candidates=candidates, name=word.text, record=path, known=known)
    return None


def _element(context: Context, base: checked.Expression, step: tree.Index) -> checked.Expression | None:
    index = context.plain(step.index, "[ ]")
    if not isinstance(base.type, ListType):
        context.report.add("L220", base.span, text=context.text(base.span), type=in_words(base.type))
        return None
    if index is None:
        return None
    if isinstance(index, checked.Negative) or (
        isinstance(index, checked.Constant) and not isinstance(index.value, int)
    ):
        context.report.add("L222", index.span, index=context.text(index.span))
        return None
    return checked.At(step.span, base.type.element, base, index)

"""Lets: checked when they are first used, in the scope where they stand, in whatever order they are written."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.language import checked, tree
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.cycles import Link, shown
from shardlaw.language.checker.scope import LetEntity, Reads


def declare_lets(context: Context, lets: Sequence[tree.Let]) -> list[LetEntity]:
    """Make lets visible in the current scope; they are checked when they are used, or by `finish_lets`."""
    entities = [LetEntity(let.name.span, let, context.scope) for let in lets]
    for entity in entities:
        context.declare(entity.let.name, entity)
    return entities


def finish_lets(context: Context, entities: Sequence[LetEntity]) -> tuple[checked.Let, ...]:
    """The checked lets that are sound, in the order written."""
    for entity in entities:
        _settle(context, entity)
    return tuple(
        checked.Let(entity.let.span, entity.let.name.text, entity.value)
        for entity in entities
        if entity.value is not None
    )


def unused_lets(context: Context, entities: Sequence[LetEntity]) -> None:
    for entity in entities:
        if not entity.used:
            context.report.add("L401", entity.let.name.span, name=entity.let.name.text)


def use_let(context: Context, node: tree.Name, entity: LetEntity) -> checked.Expression | None:
    """A name that stands for a let."""
    entity.used = True
    if entity.open:
        _cycle(context, entity)
        return None
    _settle(context, entity)
    context.reads.add(entity.reads, node.span)
    if entity.value is None or not context.fits(entity.height, node.span):
        return None
    return checked.LetRef(node.span, entity.value.type, node.text)


def origin(context: Context, expression: checked.Expression) -> checked.Expression:
    """What a let stands for, through any number of lets; every other expression itself."""
    while isinstance(expression, checked.LetRef):
        entity = context.scope.find(expression.name)
        if not isinstance(entity, LetEntity) or entity.value is None:
            return expression
        expression = entity.value
    return expression


def _settle(context: Context, entity: LetEntity) -> None:
    """Check the value of a let, once, in the scope where the let stands."""
    if entity.done:
        return
    scope, reads, peak = context.scope, context.reads, context.peak
    context.scope, context.reads, context.peak = entity.scope, Reads(), context.depth
    entity.open = True
    context.lets.append(entity)
    entity.value = context.check(entity.let.value)
    context.lets.pop()
    entity.open, entity.done = False, True
    entity.reads, entity.height = context.reads, context.peak - context.depth
    context.scope, context.reads, context.peak = scope, reads, max(peak, context.peak)


def _cycle(context: Context, entity: LetEntity) -> None:
    """Note a let that needs its own value."""
    start = next(place for place, one in enumerate(context.lets) if one is entity)
    words = [one.let.name for one in context.lets[start:]]
    circle, labels = shown([Link(word.text, word.span, context.report.source) for word in words], "needs")
    context.report.add("L238", words[0].span, labels=labels, name=words[0].text, cycle=circle)

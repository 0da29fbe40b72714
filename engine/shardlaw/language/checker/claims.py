"""Claims: what an author may leave unsaid, and whether a rule asks first whether it was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from shardlaw.language import checked
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.lets import origin
from shardlaw.language.checker.scope import ElementEntity, Reads
from shardlaw.language.types import RecordType

_PATHS = (checked.Root, checked.Element, checked.Member, checked.At)


def claim_path(context: Context, expression: checked.Expression) -> str | None:
    """The full path of a fact that is a claim; None for everything else."""
    steps: list[str] = []
    claim = False
    while True:
        match expression:
            case checked.Member(base=base, name=name):
                claim = claim or _is_claim(expression)
                steps.append(f".{name}")
                expression = base
            case checked.At(base=base, index=checked.Constant(value=index)):
                steps.append(f"[{index}]")
                expression = base
            case checked.LetRef(name=name):
                value = origin(context, expression)
                if not isinstance(value, _PATHS):
                    return name + "".join(reversed(steps)) if claim else None
                expression = value
            case checked.Element(name=name):
                entity = context.scope.find(name)
                said = isinstance(entity, ElementEntity) and entity.of_claim
                return None if said or not claim else name + "".join(reversed(steps))
            case checked.Root(name=name):
                return name + "".join(reversed(steps)) if claim else None
            case _:
                return None


def _is_claim(fact: checked.Member) -> bool:
    if not isinstance(fact.base.type, RecordType):
        return False
    member = fact.base.type.members.get(fact.name)
    return member is not None and member.claim


def note_claim(context: Context, expression: checked.Expression) -> None:
    """Remember that a claim is read here. A group of claims is only the way to one."""
    fact = expression
    while isinstance(fact, checked.At):
        fact = fact.base
    if not isinstance(fact, checked.Member) or isinstance(expression.type, RecordType) or not _is_claim(fact):
        return
    path = claim_path(context, expression)
    if path is not None:
        context.reads.claims.setdefault(path, expression.span)


def established(context: Context, condition: checked.Expression) -> frozenset[str]:
    """The claims that are known wherever the condition is true."""
    match condition:
        case checked.Known(operand=operand):
            path = claim_path(context, operand)
            return frozenset() if path is None else frozenset({path})
        case checked.Logic(operator="and", left=left, right=right):
            return established(context, left) | established(context, right)
        case checked.LetRef():
            value = origin(context, condition)
            return frozenset() if value is condition else established(context, value)
    return frozenset()


@contextmanager
def guarding(context: Context, known: Iterable[str]) -> Iterator[None]:
    """Claims of `known` that are read inside are not noted."""
    with context.reading() as reads:
        yield
        for path in known:
            reads.claims.pop(path, None)


@contextmanager
def asking(context: Context) -> Iterator[Reads]:
    """Claims that are read inside are only asked for, and not noted."""
    with context.reading() as reads:
        yield reads
        reads.claims.clear()

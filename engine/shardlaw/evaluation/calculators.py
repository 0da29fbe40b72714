"""Calling a calculator: a Python leaf that is trusted to be pure, but neither to work nor to keep its type."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, TypeGuard

from shardlaw.evaluation.arithmetic import bounded, undecided
from shardlaw.evaluation.trace import Place, Trace, Value, unknowns
from shardlaw.language import checked
from shardlaw.language.environment import Answer, Calculator, Record
from shardlaw.language.types import BoolType, ListType, NumberType, TextType, Type, VersionType, describe
from shardlaw.language.values import Range, Unknown, exact
from shardlaw.plans.facts import Branch, Fact, Tree

if TYPE_CHECKING:
    from packaging.version import Version

LONGEST_ANSWER = 4096  # elements of a list that a calculator may answer with


class Fault(Exception):  # noqa: N818 - the outcome is called a fault
    """A calculator raised, or answered with something else than it declares."""

    def __init__(self, calculator: Calculator, message: str) -> None:
        super().__init__(f"{calculator.name} of plug-in {calculator.plugin} {calculator.version}: {message}")
        self.calculator = calculator.name
        self.plugin = calculator.plugin
        self.version = calculator.version
        self.message = message


def calculate(node: checked.Calculate, arguments: tuple[Trace, ...]) -> Trace:
    """Unknown arguments give unknown, and so do ranges: a calculator reads numbers."""
    unknown = unknowns(*arguments)
    if unknown is None and any(isinstance(argument.value, Range) for argument in arguments):
        unknown = undecided(*arguments)
    if unknown is not None:
        return Trace(node, unknown, arguments)
    answer = answered(node, tuple(plain(argument.value) for argument in arguments))
    return Trace(node, typed(node, answer.value, node.type, node.calculator), arguments, steps=answer.steps)


def answered(node: checked.Calculate, arguments: tuple[object, ...]) -> Answer:
    """What a calculator says to plain, known arguments; Fault where it fails."""
    calculator = node.calculator
    try:
        answer = calculator.call(*arguments)
    except Exception as error:  # whatever a plug-in raises is its fault, not the plan's
        raise Fault(calculator, f"{type(error).__name__}: {error}") from error
    if not isinstance(answer, Answer):
        raise Fault(calculator, f"answered with {type(answer).__name__} instead of an Answer")
    return answer


def plain(value: Value) -> object:
    """A value without its trace: what a calculator is given."""
    if isinstance(value, tuple):
        return tuple(plain(element.value) for element in value)
    return said(value.branch, value.pointer) if isinstance(value, Place) else value


def said(tree: Tree, pointer: str) -> object:
    """What the plan says at a place; in a list or record, elements may be unknown."""
    match tree:
        case Fact(value=value):
            return value
        case tuple():
            return tuple(said(part, f"{pointer}/{index}") for index, part in enumerate(tree))
    return Record(pointer, partial(_member, tree, pointer))


def _member(branch: Branch, pointer: str, name: str) -> object:
    """What a record says of a member, read when it is asked for; None where it says nothing."""
    tree = branch.get(name)
    return None if tree is None else said(tree, f"{pointer}/{name}")


def typed(node: checked.Calculate, value: object, kind: Type, calculator: Calculator) -> Value:
    """The answer as a value of its declared type."""
    match kind, value:
        case _, Unknown():
            return value
        case NumberType(), bool():
            pass
        case NumberType(), int():
            return bounded(value, calculator.name)
        case NumberType(), Fraction():
            return bounded(exact(value), calculator.name)
        case NumberType(), Range():
            return bounded(value, calculator.name)
        case BoolType(), bool():
            return value
        case TextType(values), str() if values is None or value in values:
            return value
        case VersionType(), _ if _is_version(value):
            return value
        case ListType(element), tuple():
            if len(value) > LONGEST_ANSWER:
                raise Fault(calculator, f"answered with {len(value)} elements, and {LONGEST_ANSWER} are allowed")
            return tuple(Trace(node, typed(node, item, element, calculator)) for item in value)
    raise Fault(calculator, f"answered with {type(value).__name__} where it declares {describe(kind)}")


def _is_version(value: object) -> TypeGuard[Version]:
    from packaging import version  # noqa: PLC0415 - dear, and few calculators answer with versions

    return isinstance(value, version.Version)

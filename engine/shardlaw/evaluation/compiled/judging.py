"""Whether the plan reader would take what a document says in some place, and what it would be worth.

Integers, texts and decimal numbers that fit a double are judged here. Everything else is put into a document of its
own and given to the reader, and what came of it is remembered; so the reader's word is the only one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from shardlaw.evaluation.compiled.absent import NOT_STATED
from shardlaw.evaluation.compiled.layout import Path, scaled, value_of
from shardlaw.evaluation.compiled.quantities import FACT_BITS
from shardlaw.plans.documents import read_document
from shardlaw.plans.facts import Fact, Tree
from shardlaw.plans.fields import Field, ListField, NumberField, RecordField, TextField
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import PlanSchema

REMEMBERED = 4096  # values of one field, and shapes of one record, that are known to be right
LONGEST = 100_000  # elements of a list
EXACT = 10**15  # below it, a float is the only one of its decimal digits
TINY = 1e-30  # the reader limits exponents
MOST = 2**FACT_BITS - 1
SMALL = 2**30 - 1  # comparisons with such a number are quicker, and counts are below it
ELEMENT = "[]"  # the part of a path that stands for the elements of a list

Document = Mapping[str, Any]


class OddError(Exception):
    """A document that has to go through the plan reader."""


def bounds(field: NumberField) -> tuple[int, int]:
    """The integers that a field takes, as far as a cell holds them."""
    if field.claim:
        return -MOST, MOST
    least = 0 if field.least is None else Fraction(field.least).__ceil__()
    least = least if field.above is None else max(least, Fraction(field.above).__floor__() + 1)
    return least, MOST if field.most is None else Fraction(field.most).__floor__()


class Judge:
    """Judges the values of documents of one schema."""

    def __init__(self, schema: PlanSchema) -> None:
        self.schema = schema

    def value(self, field: Field, scale: int, where: Path) -> Callable[[object], object]:
        """What a scalar in some place is in a cell; OddError for one that is no plain value."""
        remembered: dict[tuple[type, object], object] = {}

        def judge(value: object) -> object:
            if value is NOT_STATED:
                return value
            if value.__class__ is float and isinstance(field, NumberField) and field.claim and TINY < value < EXACT:
                return scaled(Fraction(repr(value)) * Fraction(field.measure.bare.factor), scale)
            key = value.__class__, value
            if key not in remembered:
                if len(remembered) == REMEMBERED:
                    remembered.clear()
                fact = self._read(where, value)
                remembered[key] = NOT_STATED if fact is None else value_of(fact, scale)
            return remembered[key]

        return judge

    def record(self, record: RecordField, asked: frozenset[str], where: Path) -> Callable[[Document], None]:
        """A check of the keys of a dict that are not asked for, and of what they say."""
        shapes: dict[tuple[str, ...], tuple[tuple[str, Callable[[object], object]], ...]] = {}

        def check(document: Document) -> None:
            shape = tuple(document)
            if shape not in shapes:
                if record.filled and not document:
                    raise OddError
                if len(shapes) == REMEMBERED:
                    shapes.clear()
                others = (key for key in shape if key not in asked)
                shapes[shape] = tuple((key, self._checker(record, key, where)) for key in others)
            for key, accept in shapes[shape]:
                accept(document[key])

        return check

    def _checker(self, record: RecordField, key: str, where: Path) -> Callable[[object], object]:
        """A check of the value of a key; OddError where only the reader can judge."""
        known = record.keys.get(key)
        field = record.rest if known is None else known.field
        inherited = where == ("phases", ELEMENT) and key == "hardware"
        apart = not where and (key == "revises" or key in self.schema.phase_keys)
        if field is None or inherited or apart:
            raise OddError
        return self.acceptor(field, (*where, key))

    def acceptor(self, field: Field, where: Path) -> Callable[[object], object]:
        """A check of a value that no rule asks for."""
        match field:
            case RecordField() if field.spread is None:
                return self._record_acceptor(field, where)
            case ListField(element):
                accept = self.acceptor(element, (*where, ELEMENT))
                return lambda value: [accept(part) for part in _list(value)]
            case TextField():
                return self._text_acceptor(field, where)
        judge = self.value(field, 1, where)
        if isinstance(field, NumberField):
            low, high = bounds(field)
            return lambda value: value if value.__class__ is int and low <= value <= high else judge(value)
        return judge

    def _text_acceptor(self, field: TextField, where: Path) -> Callable[[object], object]:
        judge = self.value(field, 1, where)
        taken: set[object] = set()  # texts only, to which nothing but a text is equal

        def accept(value: object) -> None:
            if value not in taken:
                judge(value)
                if isinstance(value, str) and len(taken) < REMEMBERED:
                    taken.add(value)

        return accept

    def _record_acceptor(self, field: RecordField, where: Path) -> Callable[[object], object]:
        check = self.record(field, frozenset(), where)

        def accept(value: object) -> None:
            if not isinstance(value, dict):
                raise OddError
            check(value)

        return accept

    def _read(self, where: Path, value: object) -> Fact | None:
        """The fact that the plan reader makes of a scalar in a place; None where it says nothing."""
        if not isinstance(value, str | int | float):
            raise OddError
        document: object = value
        for part in reversed(where):
            document = [document] if part == ELEMENT else {part: document}
        found = read_document(json.dumps(document).encode(), "value.json")
        if found.root is None or found.diagnostics:
            raise OddError
        plan = read_nodes(found.root, found.source, self.schema, header=False).plan
        if plan is None:
            raise OddError
        tree: Tree | None = plan.root
        for part in where:
            if tree is None or isinstance(tree, Fact):
                return tree
            tree = next(iter(tree), None) if isinstance(tree, tuple) else tree.get(part)
        if isinstance(tree, Mapping):  # one number for all members of a record
            tree = next(iter(tree.values()), None)
        return tree if isinstance(tree, Fact) else None


def power_of_ten(field: NumberField, scale: int) -> int | None:
    """By what a bare number is multiplied to be an integer in a cell, where only its point moves."""
    factor = field.measure.bare.factor * scale
    return factor if isinstance(factor, int) and str(factor).rstrip("0") == "1" else None


def plain_text(value: str) -> bool:
    """Whether a text means itself and has nothing in it that no plan may have."""
    return value != "" and value.isprintable() and value != "unknown"


def one_phase(document: Document, phase_keys: frozenset[str]) -> Document:
    """The normal form of a document that writes its only phase at the top."""
    if "phases" in document:
        raise OddError
    own = {key: value for key, value in document.items() if key not in phase_keys}
    return own | {"phases": [{key: value for key, value in document.items() if key in phase_keys}]}


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > LONGEST:
        raise OddError
    return value

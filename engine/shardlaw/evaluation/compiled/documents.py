"""From the dict of a plan/1 document to prepared facts, without facts in between.

A loader is generated for one layout: it reads the cells that some rule asks for, and looks at everything else only to
see that the plan reader would take it. What is not plainly right (a record of its own under a phase's `hardware`, a
claim with a scope, a key that no plan has) goes through the plan reader, as the JSON text that the dict is; so a
document is worth the same on both ways.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import cast

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.compiled.absent import NOT_STATED, OPEN
from shardlaw.evaluation.compiled.blocks import Globals
from shardlaw.evaluation.compiled.judging import (
    ELEMENT,
    EXACT,
    LONGEST,
    MOST,
    SMALL,
    Document,
    Judge,
    OddError,
    bounds,
    one_phase,
    plain_text,
    power_of_ten,
)
from shardlaw.evaluation.compiled.layout import Cell, Layout, Path, Row, prepare
from shardlaw.plans.facts import Plan
from shardlaw.plans.fields import Field, ListField, NumberField, RecordField, TextField, TruthField
from shardlaw.plans.normal import NAMED_BY, Profiles
from shardlaw.plans.reader import read_plan
from shardlaw.plans.schema import PlanSchema

ODD = (OddError, TypeError, ValueError, OverflowError, AttributeError)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that is no plan, and what is wrong with it."""

    diagnostics: tuple[Diagnostic, ...]


class DocumentReader:
    """Prepared facts of documents, for the programs of one layout."""

    def __init__(self, layout: Layout, schema: PlanSchema, profiles: Profiles | None = None) -> None:
        self.layout = layout
        self.schema = schema
        self.profiles = profiles
        self.load = _Generator(layout, schema).function()

    def row(self, document: Document) -> Row | Unreadable:
        """The row of a document."""
        try:
            return self.short(document)
        except ODD:
            plan = self.plan(document)
            return plan if isinstance(plan, Unreadable) else prepare(plan.root, self.layout)

    def short(self, document: Document) -> Row:
        """The row of a document that takes no plan reader; one of the exceptions `ODD` for any other."""
        if self.profiles is not None:
            self._check_profiles(document, self.profiles)
        return self.load(document)

    def plan(self, document: Document, name: str = "document.json") -> Plan | Unreadable:
        """The plan that a document is, with places in its JSON text."""
        reading = read_plan(json.dumps(document).encode(), name, self.schema, self.profiles)
        return Unreadable(reading.diagnostics) if reading.plan is None else reading.plan

    @staticmethod
    def _check_profiles(document: Document, profiles: Profiles) -> None:
        """A catalog says what the plan does not; only the reader fills that in."""
        for record, key in NAMED_BY.items():
            named = document.get(record, {}).get(key)
            if named is not None and profiles(record, named) is not None:
                raise OddError


Asked = tuple[Path, Cell, str]  # a cell by its path below the record at hand, and the local that holds its value


class _Generator:
    """Writes the loader of one layout."""

    def __init__(self, layout: Layout, schema: PlanSchema) -> None:
        self.layout = layout
        self.schema = schema
        self.judge = Judge(schema)
        self.globals = Globals()
        self.inherited: dict[tuple[Path, str], str] = {}

    def function(self) -> Callable[[Document], Row]:
        asked = self._asked(self.layout)
        names = [name for _, _, name in asked]
        asked += self._from_above(asked)
        lines = [
            "if d.__class__ is not dict or d.get('plan') != 'plan/1': raise OddError",
            "if not PHASE_KEYS.isdisjoint(d): d = one_phase(d, PHASE_KEYS)",
            *self._record(self.schema.root, asked, "d", ()),
            f"return {_tuple(names)}",
        ]
        text = "\n ".join(["def load(d):", *lines])
        scope: dict[str, object] = {
            **self.globals.constants,
            "NOT_STATED": NOT_STATED,
            "OPEN": OPEN,
            "OddError": OddError,
            "INTEGERS": {int},
            "PHASE_KEYS": self.schema.phase_keys,
            "one_phase": one_phase,
            "plain_text": plain_text,
        }
        exec(compile(text, "<document>", "exec"), scope)  # noqa: S102 - our own text: keys in it are those of the schema
        return cast("Callable[[Document], Row]", scope["load"])

    def _asked(self, layout: Layout) -> list[Asked]:
        return [(cell.path, cell, self.globals.fresh()) for cell in layout.cells]

    def _from_above(self, asked: list[Asked]) -> list[Asked]:
        """The cells of `hardware` that phases take from the plan, those left out that the plan is asked for itself."""
        own = {(cell.path, cell.kind): name for _, cell, name in asked}
        phases = next((cell.rows for _, cell, _ in asked if cell.path == ("phases",) and cell.rows is not None), None)
        added: list[Asked] = []
        for cell in phases.cells if phases is not None else ():
            if cell.path[0] == "hardware":
                key = cell.path, cell.kind
                if key not in own:
                    own[key] = self.globals.fresh()
                    added.append((cell.path, cell, own[key]))
                self.inherited[key] = own[key]
        return added

    # ---- records -------------------------------------------------------------------------------------

    def _record(self, record: RecordField, asked: list[Asked], local: str, where: Path) -> Iterator[str]:
        """Lines that read what is asked of the dict in a local, and look at the rest of it."""
        wanted: dict[str, list[Asked]] = {}
        for path, cell, name in sorted(
            asked, key=lambda each: each[0][0] == "phases"
        ):  # they take `hardware` from above
            wanted.setdefault(path[0], []).append((path[1:], cell, name))
        for key in [key for key in wanted if key not in record.keys]:
            yield from (f"{name} = NOT_STATED" for _, _, name in wanted.pop(key))
        locals_ = {key: self.globals.fresh("k") for key in wanted}
        check = self.globals.constant(self.judge.record(record, frozenset(wanted), where))
        known = len(wanted) + (not where)  # `plan: plan/1` is looked at before
        yield f"if len({local}) != {known}: {check}({local})"
        if any(isinstance(record.keys[key].field, RecordField) for key in wanted):  # records are often left out
            yield from (f"{locals_[key]} = {local}.get({key!r}, NOT_STATED)" for key in wanted)
            missing = " or ".join(f"{name} is NOT_STATED" for name in locals_.values())
            yield f"if len({local}) == {known} and ({missing}): {check}({local})"
        elif wanted:
            yield "try:"
            yield from (f" {locals_[key]} = {local}[{key!r}]" for key in wanted)
            yield "except KeyError:"
            yield f" {check}({local})"
            yield from (f" {locals_[key]} = {local}.get({key!r}, NOT_STATED)" for key in wanted)
        for key, below in wanted.items():
            yield from self._value(record.keys[key].field, below, locals_[key], (*where, key))
        for key in record.conventions.keys() & wanted.keys():
            counts = record.conventions[key].counts
            stated = " and ".join(f"{local}.get({count!r}, 'unknown') != 'unknown'" for count in counts)
            names = [name for _, cell, name in wanted[key] if cell.kind != "record"]
            yield from (f"if {name} is NOT_STATED and {stated}: {name} = OPEN" for name in names)

    def _value(self, kind: Field, asked: list[Asked], local: str, where: Path) -> Iterator[str]:
        here = [(cell, name) for path, cell, name in asked if not path]
        below = [each for each in asked if each[0]]
        for cell, name in here:
            if cell.kind == "record":
                yield f"{name} = NOT_STATED if {local} is NOT_STATED else True"
            elif cell.kind in (
                "raw",
                "digit",
            ):  # what a calculator is given and how a number was written needs the plan
                accept = self.globals.constant(self.judge.acceptor(kind, where))
                yield f"{name} = NOT_STATED if {local} is NOT_STATED else ({accept}({local}), OPEN)[1]"
            elif isinstance(kind, ListField):
                yield from self._list(kind, cell, name, local, where)
            elif isinstance(kind, NumberField | TextField | TruthField):
                yield f"{name} = {local}"
                yield from self._scalar(kind, cell, name, where)
        if isinstance(kind, RecordField):
            yield from self._below(kind, below, local, where)

    def _below(self, kind: RecordField, asked: list[Asked], local: str, where: Path) -> Iterator[str]:
        """A record below a record; one that a single number may stand for has it in all of its members."""
        yield f"if {local} is NOT_STATED: {' = '.join(('_', *(name for _, _, name in asked)))} = NOT_STATED"
        yield f"elif {local}.__class__ is dict:"
        yield from (f" {line}" for line in self._record(kind, asked, local, where))
        yield "else:"
        if kind.spread is None:
            yield " raise OddError"
            return
        for _, cell, name in asked:
            yield f" {name} = {local}"
            yield from (f" {line}" for line in self._scalar(kind.spread, cell, name, where))

    # ---- values --------------------------------------------------------------------------------------

    def _scalar(self, kind: Field, cell: Cell, name: str, where: Path) -> Iterator[str]:
        """Lines that leave a value as its cell holds it; what is not plainly right is looked at by the judge."""
        judged = self.globals.constant(self.judge.value(kind, cell.scale, where))
        match kind:
            case NumberField() if (factor := power_of_ten(kind, cell.scale)) is not None:
                low, high = bounds(kind)
                inside = "" if kind.claim else f" and {low * factor} <= n <= {high * factor}"
                most = SMALL if kind.integer else MOST // factor
                yield f"if {name}.__class__ is int and {low} <= {name} <= {min(high, most)}:"
                yield f" {name} *= {factor}" if factor != 1 else " pass"
                yield f"elif {name}.__class__ is float and 0.0 < {name} < {float(EXACT)}:"
                yield f" n = int({name} * {float(factor)} + 0.5)"
                yield f" {name} = n if n / {float(factor)} == {name} and n < {EXACT}{inside} else {judged}({name})"
                yield f"else: {name} = {judged}({name})"
            case TextField(values=values, version=None, words=False) if values is not None:
                words = self.globals.constant(frozenset(values))
                yield f"if {name}.__class__ is not str or {name} not in {words}: {name} = {judged}({name})"
            case TextField(values=None, version=None, words=False):
                yield f"if {name}.__class__ is not str or not plain_text({name}): {name} = {judged}({name})"
            case TruthField():
                yield f"if {name} is not True and {name} is not False: {name} = {judged}({name})"
            case _:
                yield f"{name} = {judged}({name})"

    def _list(self, kind: ListField, cell: Cell, name: str, local: str, where: Path) -> Iterator[str]:
        yield f"if {local} is NOT_STATED: {name} = NOT_STATED"
        yield f"elif {local}.__class__ is not list or len({local}) > {LONGEST}: raise OddError"
        element, inside = self.globals.fresh("e"), (*where, ELEMENT)
        if isinstance(kind.element, RecordField) and cell.rows is not None:
            yield "else:"
            yield from (f" {line}" for line in self._rows(kind.element, cell.rows, name, local, inside))
            return
        judged = self.globals.constant(self.judge.value(kind.element, cell.scale, inside))
        if isinstance(kind.element, NumberField) and power_of_ten(kind.element, cell.scale) == 1:
            yield f"elif {local} and {_integers(local, kind.element)}: {name} = tuple({local})"
        yield "else:"
        yield f" {name} = tuple([{judged}({element}) for {element} in {local}])"
        yield f" if any([{element} is OPEN or {element} is NOT_STATED for {element} in {name}]): {name} = OPEN"

    def _rows(self, kind: RecordField, layout: Layout, name: str, local: str, where: Path) -> Iterator[str]:
        """Lines that make the rows of a list of records."""
        asked = self._asked(layout)
        column = self._column(kind, asked, name, local)
        yield from column
        indent = " " if column else ""
        yield from (f"{indent}{line}" for line in self._one_by_one(kind, asked, name, local, where))

    def _column(self, kind: RecordField, asked: list[Asked], name: str, local: str) -> list[str]:
        """Lines for elements that say one integer and nothing else, all at once; an `else` for any others follows."""
        path, cell, _ = asked[0] if len(asked) == 1 else ((), None, "")
        field = kind.keys[path[0]].field if len(path) == 1 and path[0] in kind.keys else None
        if cell is None or not isinstance(field, NumberField) or power_of_ten(field, cell.scale) != 1:
            return []
        alone = f"sum(map(len, {local})) == len({name})"
        return [
            f"try: {name} = [e[{path[0]!r}] for e in {local}]",
            f"except (KeyError, TypeError): {name} = ()",
            f"if {name} and {alone} and {_integers(name, field)}: {name} = tuple(zip({name}))",
            "else:",
        ]

    def _one_by_one(self, kind: RecordField, asked: list[Asked], name: str, local: str, where: Path) -> Iterator[str]:
        element, index = self.globals.fresh("e"), self.globals.fresh("i")
        taken = {own: index for _, cell, own in asked if cell.path == ("index",)}
        counted = bool(taken)
        phase = where == ("phases", ELEMENT)
        if phase:
            taken |= {own: self.inherited[cell.path, cell.kind] for _, cell, own in asked if cell.path[0] == "hardware"}
        rest = [each for each in asked if each[2] not in taken]
        yield f"{name} = []"
        yield f"for {index}, {element} in enumerate({local}):" if counted else f"for {element} in {local}:"
        yield from (f" {line}" for line in self._record(kind, rest, element, where))
        if phase:
            for own in (own for _, cell, own in rest if cell.path == ("name",)):  # the only phase is called by its mode
                yield f" if {own} is NOT_STATED and {element}.get('mode', 'unknown') != 'unknown':"
                yield f"  if len({local}) != 1: raise OddError"
                yield f"  {own} = {element}['mode']"
        yield f" {name}.append({_tuple([taken.get(own, own) for _, _, own in asked])})"
        yield f"{name} = tuple({name})"


def _integers(local: str, field: NumberField) -> str:
    """A test that a list holds integers of a field; a sum of other numbers is none, and a truth value is below 2."""
    low, high = bounds(field)
    return f"min({local}) >= {max(low, 2)} and (n := sum({local})).__class__ is int and n <= {min(high, MOST)}"


def _tuple(names: list[str]) -> str:
    return f"({', '.join(names)}{',' * (len(names) == 1)})"

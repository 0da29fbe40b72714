"""Samples and examples: facts laid over each other, checked against the types of the plan's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shardlaw.diagnostics import Label, Span, closest, listed
from shardlaw.language import checked, tree
from shardlaw.language.checker.cycles import Link, shown
from shardlaw.language.checker.literals import unit
from shardlaw.language.checker.params import setting
from shardlaw.language.checker.results import Report
from shardlaw.language.checker.words import in_words
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import (
    BoolType,
    ListType,
    NumberType,
    RecordType,
    TextType,
    Type,
    VersionType,
)

_PARAMETERS = Dimension.of({"parameter": 1})


class Samples:
    """The samples of a policy by name, each with the records it is made of, the outermost first."""

    def __init__(self, report: Report, facts: RecordType, samples: Sequence[tree.Sample]) -> None:
        self._report = report
        self._facts = facts
        self._declared: dict[str, tree.Sample] = {}
        self._records: dict[str, tuple[tree.Record, ...] | None] = {}
        self._used: set[str] = set()
        for sample in samples:
            first = self._declared.setdefault(sample.name.text, sample)
            if first is not sample:
                labels = [Label(first.name.span, "first declared here")]
                report.add("L303", sample.name.span, labels=labels, name=sample.name.text, what="a sample")
        for sample in samples:
            check_facts(report, sample.facts, facts)
        for sample in samples:
            self._resolve(sample)

    def records(self, name: tree.Word) -> tuple[tree.Record, ...] | None:
        """The records of the sample that is named here; notes a name that no sample has."""
        self._used.add(name.text)
        if name.text in self._declared:
            return self._records[name.text]
        self._unknown(name)
        return None

    def _unknown(self, name: tree.Word) -> None:
        candidates = closest(name.text, self._declared)
        known = listed(tuple(self._declared)) if self._declared and not candidates else None
        self._report.add("L308", name.span, candidates=candidates, name=name.text, known=known)

    def unused(self) -> list[tree.Sample]:
        return [sample for name, sample in self._declared.items() if name not in self._used]

    def _resolve(self, sample: tree.Sample) -> None:
        """Follow `from` to the end, in a loop: a chain may be long, and may bite its tail."""
        chain: dict[str, tree.Sample] = {}
        current: tree.Sample | None = sample
        below: tuple[tree.Record, ...] | None = ()
        while current is not None:
            name = current.name.text
            if name in self._records:
                below, current = self._records[name], None
            elif name in chain:
                self._cycle(list(chain.values())[list(chain).index(name) :])
                below, current = None, None
            else:
                chain[name] = current
                below, current = self._base(current)
        for name in reversed(chain):
            below = None if below is None else (*below, chain[name].facts)
            self._records[name] = below

    def _base(self, sample: tree.Sample) -> tuple[tuple[tree.Record, ...] | None, tree.Sample | None]:
        """The sample that this one starts from; without one, whether that is as written."""
        if sample.base is None:
            return (), None
        self._used.add(sample.base.text)
        base = self._declared.get(sample.base.text)
        if base is None:
            self._unknown(sample.base)
        return None, base

    def _cycle(self, cycle: Sequence[tree.Sample]) -> None:
        links = [Link(sample.name.text, sample.name.span, self._report.source) for sample in cycle]
        circle, labels = shown(links, "starts from")
        self._report.add("L309", links[0].span, labels=labels, name=links[0].name, cycle=circle)


def example(
    report: Report,
    node: tree.Example,
    samples: Samples,
    facts: RecordType,
    params: Mapping[str, checked.Param | None],
) -> checked.Example | None:
    base = () if node.sample is None else samples.records(node.sample)
    check_facts(report, node.facts, facts)
    settings: list[tuple[str, checked.Constant]] = []
    for given in node.settings:
        name = given.name.text
        if name not in params:
            candidates = closest(name, params)
            known = listed(tuple(params)) if params and not candidates else None
            report.add("L310", given.name.span, candidates=candidates, name=name, known=known)
            continue
        param = params[name]
        value = None if param is None else setting(report, param, given.value)
        if value is not None:
            settings.append((name, value))
    if base is None or len(settings) < len(node.settings):
        return None
    saying = None if node.saying is None else node.saying.value
    return checked.Example(node.span, node.verdict, node.title.value, (*base, node.facts), tuple(settings), saying)


def check_facts(report: Report, record: tree.Record, kind: RecordType) -> None:
    """Whether the paths exist and the values have the type of their fact.

    Ranges, scopes and limits of single facts are left to the reader of plans, which reads the examples too.
    """
    said: dict[str, tree.FactPath] = {}
    for entry in record.facts:
        path = _text(entry.path)
        first = said.setdefault(path, entry.path)
        if first is not entry.path:
            report.add("L302", entry.path.span, labels=[Label(first.span, "first said here")], what=f"`{path}`")
        found = _at(report, entry.path, kind)
        if found is not None:
            _check_value(report, entry.value, found, path)


def _at(report: Report, path: tree.FactPath, kind: Type) -> Type | None:
    base = ""
    for step in path.steps:
        if isinstance(step, int):
            if not isinstance(kind, ListType):
                report.add("L220", path.span, text=base, type=in_words(kind))
                return None
            kind, base = kind.element, f"{base}[{step}]"
            continue
        if not isinstance(kind, RecordType):
            element = f"{base}[0].{step.text}" if isinstance(kind, ListType) else None
            report.add("L221", step.span, base=base, type=in_words(kind), name=step.text, element=element)
            return None
        member = kind.members.get(step.text)
        inner = member.type if member is not None else kind.rest
        if inner is None:
            candidates = closest(step.text, kind.members)
            known = None if candidates else listed(tuple(kind.members))
            record = base or kind.name
            report.add("L202", step.span, candidates=candidates, name=step.text, record=record, known=known)
            return None
        kind, base = inner, f"{base}.{step.text}" if base else step.text
    return kind


def _check_value(report: Report, value: tree.FactValue, kind: Type, path: str) -> None:
    match value, kind:
        case tree.Absent(), _:
            return
        case tree.Record(), RecordType():
            check_facts(report, value, kind)
        case tree.FactList(items=items), ListType(element):
            for item in items:
                _check_value(report, item, element, path)
        case tree.Quantity(unit=tree.Word() as word), NumberType(dimension):
            _check_unit(report, value.span, word, dimension, path)
        case tree.Text(value=text), TextType(values) if values is not None and text not in values:
            candidates = closest(text, values)
            known = None if candidates else listed(values)
            report.add("L223", value.span, candidates=candidates, value=text, path=path, values=known)
        # The reader of plans takes some numbers as records (a range, a scope) or as texts, and some records as numbers.
        case (tree.Quantity() | tree.Text() | tree.Record(), NumberType()) | (tree.Quantity(), RecordType()):
            return
        case (tree.Text(), TextType() | VersionType()) | (tree.Truth(), BoolType()):
            return
        case _:
            report.add("L317", value.span, path=path, wanted=in_words(kind), given=_given(value))


def _check_unit(report: Report, span: Span, word: tree.Word, dimension: Dimension, path: str) -> None:
    if word.text == "B" and dimension == _PARAMETERS:
        return
    known = unit(report, word)
    if known is not None and known.dimension != dimension:
        report.add("L317", span, path=path, wanted=in_words(NumberType(dimension)), given=f"in {known.symbol}")


def _given(value: tree.FactValue) -> str:
    match value:
        case tree.Quantity():
            return "a number"
        case tree.Text():
            return "a text"
        case tree.Truth():
            return "a truth value"
        case tree.FactList():
            return "a list"
    return "a group of facts"


def _text(path: tree.FactPath) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step.text}" for step in path.steps).lstrip(".")

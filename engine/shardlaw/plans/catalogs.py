"""Catalogs: what published sources say of a GPU or a model, for what a plan names and does not state.

A catalog is a YAML text in a fixed layout, so that one entry is read without reading the others:

    catalog: gpus                # its name, and what of a plan its entries say: hardware or model
    of: hardware
    version: 0.1.0
    date: 2026-11-21
    sources:
      datasheet: NVIDIA H100 Tensor Core GPU datasheet
    entries:
      H100-SXM:
        also: [NVIDIA H100 SXM]  # other names; case, blanks and dashes do not count
        says:
          datasheet: {memory: 80 GB, memory_bandwidth: 3.35 TB/s}

`says` has a record of the plan for each source; a name that several cards share names the card as well, as
`H100-SXM/datasheet`. Where sources disagree about a fact, it has all their values as alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from shardlaw.dataclass import dataclass, field, replace
from shardlaw.diagnostics import Diagnostic, PluginError, Source, Span
from shardlaw.language.values import Unknown
from shardlaw.plans.documents import read_document
from shardlaw.plans.facts import Branch, CatalogSource, Fact, LabelledValue, Tree
from shardlaw.plans.nodes import Mapping as Table
from shardlaw.plans.nodes import Scalar
from shardlaw.plans.reader import read_profile
from shardlaw.plans.schema import PlanSchema

_HEADER = re.compile(r"^(catalog|of|version|date): (\S.*?)\s*$", re.MULTILINE)
_SOURCE = re.compile(r"^  ([A-Za-z0-9_.-]+): (\S.*?)\s*$", re.MULTILINE)
_ENTRY = re.compile(r"^  (\S.*):\n((?:    .*\n|\n)+)", re.MULTILINE)
_ALSO = re.compile(r"^    also: \[(.*)\]$", re.MULTILINE)


@dataclass(frozen=True)
class Catalog:
    """One catalog: its header, and its entries by name, read when they are asked for."""

    text: Source

    @cached_property
    def header(self) -> Mapping[str, str]:
        head, _, _ = self.text.text.partition("\nentries:\n")
        return {found[1]: found[2].strip("\"'") for found in _HEADER.finditer(head)}

    @property
    def name(self) -> str:
        return self.header.get("catalog", "")

    @property
    def of(self) -> str:
        """The record of a plan that an entry says: `hardware` or `model`."""
        return self.header.get("of", "")

    @cached_property
    def source(self) -> CatalogSource:
        return CatalogSource(self.text.name, self.text.text, self.name, self.header.get("version", ""))

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """What the labels of `says` stand for."""
        head, _, _ = self.text.text.partition("\nentries:\n")
        _, _, listed = head.partition("\nsources:\n")
        return {found[1]: found[2].strip("\"'") for found in _SOURCE.finditer(listed)}

    @cached_property
    def names(self) -> Sequence[str]:
        """The names of the entries, without their other names."""
        return [name for name, _ in self._blocks.values()]

    @cached_property
    def _blocks(self) -> Mapping[int, tuple[str, Span]]:
        start = self.text.text.find("\nentries:\n")
        found = _ENTRY.finditer(self.text.text, start + 1)
        return {number: (entry[1].strip("\"'"), Span(*entry.span(2))) for number, entry in enumerate(found)}

    @cached_property
    def _index(self) -> Mapping[str, int]:
        index: dict[str, int] = {}
        for number, (name, span) in self._blocks.items():
            also = _ALSO.search(self.text.text, span.start, span.end)
            others = also[1].split(",") if also else []
            for known in (name, *others):
                index.setdefault(canonical_name(known), number)
        return index

    def entry(self, name: str, schema: PlanSchema) -> Entry | None:
        """What the catalog says under a name; None where it has none of it."""
        number = self._index.get(canonical_name(name))
        if number is None:
            return None
        known, span = self._blocks[number]
        return _Entry(self, known, span, schema).read()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a record of a plan, and what is wrong with it."""

    record: Branch
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Catalogs:
    """The catalogs of a run, by what of a plan they fill."""

    catalogs: Sequence[Catalog]
    schema: PlanSchema
    _entries: dict[tuple[str, str], Branch | None] = field(default_factory=dict)

    def __call__(self, record: str, name: str) -> Branch | None:
        """What the first catalog that knows a name says of it. PluginError where that is no record of a plan."""
        if (record, name) not in self._entries:
            found = (catalog.entry(name, self.schema) for catalog in self.catalogs if catalog.of == record)
            entry = next((entry for entry in found if entry is not None), None)
            if entry is not None and entry.diagnostics:
                raise PluginError(*entry.diagnostics)
            self._entries[record, name] = None if entry is None else entry.record
        return self._entries[record, name]


def canonical_name(name: str) -> str:
    """A name by which entries are found: `NVIDIA H100-SXM` and `nvidia h100 sxm` are one."""
    return "".join(character for character in name.casefold() if character.isalnum() or character in "/.")


@dataclass(frozen=True, slots=True)
class _Entry:
    catalog: Catalog
    name: str
    span: Span
    schema: PlanSchema

    def read(self) -> Entry:
        """The record that each source says, laid over each other."""
        text = self.catalog.text.text
        above = "\n" * text.count("\n", 0, self.span.start)  # so that diagnostics have the right lines
        block = text[self.span.start : self.span.end]
        document = read_document(f"{above}{block}".encode(), self.catalog.text.name)
        found = list(document.diagnostics)
        says = _member(document.root, "says")
        readings: list[tuple[str, Branch]] = []
        for label, table in says.entries if isinstance(says, Table) else ():
            if isinstance(table, Table):
                reading = read_profile(table, document.source, self.schema, self.catalog.of)
                found += reading.diagnostics
                readings.append((label.text, reading.profile))
        return Entry(self._merged(readings, self.span.start - len(above)), tuple(found))

    def _merged(self, readings: Sequence[tuple[str, Tree]], shift: int) -> Branch:
        """What all sources say; spans move by `shift` to where they are in the catalog."""
        keys = dict.fromkeys(key for _, branch in readings if isinstance(branch, Mapping) for key in branch)
        merged: dict[str, Tree] = {}
        for key in keys:
            said = [(label, branch[key]) for label, branch in readings if isinstance(branch, Mapping) and key in branch]
            facts = [(label, tree) for label, tree in said if isinstance(tree, Fact)]
            merged[key] = self._fact(facts, shift) if facts else self._merged(said, shift)
        return merged

    def _fact(self, said: Sequence[tuple[str, Fact]], shift: int) -> Fact:
        """One fact of what all sources say of it."""
        labels: dict[object, list[str]] = {}
        for label, fact in said:
            labels.setdefault(fact.value, []).append(label)
        first = said[0][1]
        fact = replace(
            first,
            source=self.catalog.source,
            span=Span(first.span.start + shift, first.span.end + shift),
            stated=False,
            conversion=self._provenance(label for label, _ in said),
        )
        if len(labels) == 1:
            return fact
        texts = {fact.value: fact.text for _, fact in reversed(said)}
        alternatives = tuple(
            LabelledValue(f"{texts[value]} ({' and '.join(by)})", value)  # type: ignore[arg-type, index] # a FactValue
            for value, by in labels.items()
        )
        unknown = Unknown.because("alternatives disagree", fact.pointer)
        return replace(fact, value=unknown, text=" or ".join(texts.values()), quantum=None, alternatives=alternatives)

    def _provenance(self, labels: Iterable[str]) -> str:
        header = self.catalog.header
        sources = self.catalog.sources
        named = " and ".join(dict.fromkeys(sources.get(label.rpartition("/")[2], label) for label in labels))
        return f"{self.name} in the catalog {self.catalog.name} {header.get('version')}: {named}, {header.get('date')}"


def _member(node: object, name: str) -> object:
    entries = node.entries if isinstance(node, Table) else ()
    return next((value for key, value in entries if isinstance(key, Scalar) and key.text == name), None)

"""Nodes to a plan: every field read by the schema, everything that is wrong reported in one run.

The reader accepts what the plan schema accepts (a test holds them against each other), and beyond it refuses what a
schema cannot say: numbers over the limits, ranges whose ends are the wrong way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import PurePosixPath

from shardlaw.dataclass import dataclass, replace
from shardlaw.diagnostics import Diagnostic, Label, Source, Span, listed
from shardlaw.diagnostics.pointers import escaped
from shardlaw.language.values import Unknown
from shardlaw.plans import scalars
from shardlaw.plans.claims import NumberReader
from shardlaw.plans.documents import Document, read_document
from shardlaw.plans.facts import Branch, Fact, FactValue, LabelledValue, Plan, Tree
from shardlaw.plans.fields import Convention, Field, ListField, NumberField, RecordField, TextField, TruthField
from shardlaw.plans.keys import KeyReader
from shardlaw.plans.nodes import Mapping, Node, Scalar, Sequence
from shardlaw.plans.normal import NAMED_BY, Profiles, Scoped, normalise
from shardlaw.plans.problems import Problems, UnreadableError
from shardlaw.plans.schema import PlanSchema
from shardlaw.plans.texts import TextReader
from shardlaw.plans.wording import describe, dotted, excerpt, found

HEADER = "plan"
UNNAMED = "plan"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a document: a plan if nothing is wrong, and all that is, by place."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """What came of a profile: its facts, as the `hardware` or `model` of a plan would say them, and what is wrong."""

    profile: Branch
    diagnostics: tuple[Diagnostic, ...]


def read_plan(data: bytes, name: str, schema: PlanSchema, profiles: Profiles | None = None) -> Reading:
    """The plan in a file's bytes. `name` is what diagnostics and reports call the file.

    `profiles` fill what the plan does not state of the `hardware.gpu` and the `model.catalog` that it names.
    """
    return plan_of(read_document(data, name), schema, profiles)


def plan_of(document: Document, schema: PlanSchema, profiles: Profiles | None = None) -> Reading:
    """The plan in a document."""
    if document.root is None:
        return Reading(None, _by_place(document.diagnostics))
    reading = read_nodes(document.root, document.source, schema, profiles)
    diagnostics = _by_place((*document.diagnostics, *reading.diagnostics))
    if reading.plan is None or diagnostics:
        return Reading(None, diagnostics)
    return Reading(replace(reading.plan, sha256=document.sha256), ())


def read_nodes(
    root: Node, source: Source, schema: PlanSchema, profiles: Profiles | None = None, *, header: bool = True
) -> Reading:
    """The plan in nodes, wherever they come from; their spans are places in `source`.

    Without `header` the document may leave out `plan: plan/1`, as the facts of an example do.
    """
    reader = _Reader(source, schema)
    tree: dict[str, Tree] = {}
    with suppress(UnreadableError):
        tree = reader.document(root, header=header)
    if reader.problems.diagnostics:
        return Reading(None, _by_place(reader.problems.diagnostics))
    normalise(tree, reader.facts, reader.scoped, profiles)
    name = tree.get("name")
    stem = PurePosixPath(source.name).stem or UNNAMED
    return Reading(
        Plan(source, source.sha256, str(name.value) if isinstance(name, Fact) else stem, tree, reader.facts), ()
    )


def read_profile(table: Mapping, source: Source, schema: PlanSchema, record: str = "hardware") -> ProfileReading:
    """A `hardware` or `model` that stands elsewhere than in a plan: in `source`, under the name of its GPU or model."""
    reader = _Reader(source, schema)
    field = schema.root.keys[record].field
    assert isinstance(field, RecordField)  # noqa: S101 - the schema says so
    nameless = {name: key for name, key in field.keys.items() if name != NAMED_BY[record]}
    profile: Branch = {}
    with suppress(UnreadableError):
        profile = reader.record(replace(field, keys=nameless), table.entries, f"/{record}")
    return ProfileReading(profile, _by_place(reader.problems.diagnostics))


def _by_place(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key))


class _Reader:
    """Reads one document: facts by pointer, and the claims whose scope has to be converted."""

    def __init__(self, source: Source, schema: PlanSchema) -> None:
        self.source = source
        self.schema = schema
        self.problems = Problems(source)
        self.keys = KeyReader(self.problems, schema)
        self.numbers = NumberReader(self.problems)
        self.texts = TextReader(self.problems)
        self.facts: dict[str, Fact] = {}
        self.scoped: list[Scoped] = []

    # ---- the document --------------------------------------------------------------------------------

    def document(self, root: Node, *, header: bool) -> dict[str, Tree]:
        if not isinstance(root, Mapping):
            advice = {"advice": "leave out the dash in front of each key"} if isinstance(root, Sequence) else {}
            raise self.problems.stop("P134", root.span, {"found": found(root)} | advice)
        entries = [entry for entry in root.entries if entry[0].text != HEADER]
        if header or len(entries) < len(root.entries):
            self.header(root)
        own = [entry for entry in entries if entry[0].text not in self.schema.phase_keys]
        tree = self.record(self.schema.root, own, "")
        phase = [entry for entry in entries if entry[0].text in self.schema.phase_keys]
        if phase:
            tree["phases"] = self.only_phase(phase, own)
        return tree

    def header(self, root: Mapping) -> None:
        """`plan: plan/1`, the format that everything else is read by."""
        said = next(((key, value) for key, value in root.entries if key.text == HEADER), None)
        if said is None:
            first = root.entries[0][0].span if root.entries else root.span
            self.problems.add("P201", first)
        elif not (isinstance(said[1], Scalar) and said[1].text == "plan/1"):
            self.problems.add("P202", said[1].span, {"found": found(said[1])})

    def only_phase(self, entries: list[tuple[Scalar, Node]], own: list[tuple[Scalar, Node]]) -> tuple[Tree, ...]:
        """The phase that is written at the top level."""
        first = entries[0][0]
        for key, _ in own:
            if key.text == "phases":
                keys = listed((name.text for name, _ in entries), "and")
                self.problems.add("P221", first.span, {"keys": keys}, labels=(Label(key.span, "the phases are here"),))
        return (self.element(self.schema.phase, entries, first.span, "/phases/0", 0),)

    # ---- fields --------------------------------------------------------------------------------------

    def field(self, field: Field, node: Node, pointer: str) -> Tree | None:
        """What a node says as a field; None where it says nothing, or something wrong that has been reported."""
        if isinstance(node, Scalar):
            if node.text == "unknown":
                return None
            if scalars.kind(node) == "null":
                self.problems.add("P205", node.span, {"path": dotted(pointer)})
                return None
        match field:
            case NumberField():
                return self.number(field, node, pointer)
            case TextField():
                return self.text(field, node, pointer)
            case TruthField():
                truth = self.texts.truth(field, node, pointer)
                return None if truth is None else self.scalar(node, pointer, truth)
            case ListField(element):
                return self.list(field, element, node, pointer)
            case RecordField():
                return self.mapping(field, node, pointer)

    def number(self, field: NumberField, node: Node, pointer: str) -> Fact | None:
        written = self.numbers.read(field, node, pointer)
        if written is None:
            return None
        if written.per is not None and field.scope is not None:
            self.scoped.append(Scoped(pointer, field.scope, written.per))
        return self.fact(written.fact)

    def text(self, field: TextField, node: Node, pointer: str) -> Fact | None:
        text = self.texts.read(field, node, pointer)
        if text is None:
            return None
        if not field.version:
            return self.scalar(node, pointer, text)
        from packaging.version import Version  # noqa: PLC0415 - dear, and few plans state versions

        return self.scalar(node, pointer, Version(text))

    def scalar(self, node: Node, pointer: str, value: FactValue) -> Fact:
        text = node.text if isinstance(node, Scalar) else ""
        return self.fact(Fact(pointer, value, "", text, self.source, node.span))

    def fact(self, fact: Fact) -> Fact:
        self.facts[fact.pointer] = fact
        return fact

    def list(self, field: ListField, element: Field, node: Node, pointer: str) -> tuple[Tree, ...] | None:
        if not isinstance(node, Sequence):
            self.refuse(field, node, pointer)
            return None
        items = [self.item(element, item, f"{pointer}/{place}", place) for place, item in enumerate(node.items)]
        return tuple(item for item in items if item is not None)

    def item(self, element: Field, node: Node, pointer: str, place: int) -> Tree | None:
        """An element of a list. One that is `unknown` keeps its place: it is there, and nothing is said of it."""
        unknown = isinstance(node, Scalar) and node.text == "unknown"
        if not isinstance(element, RecordField):
            if unknown:
                return self.scalar(node, pointer, Unknown.because("not stated", pointer))
            return self.field(element, node, pointer)
        if unknown:
            return self.element(element, [], node.span, pointer, place)
        if isinstance(node, Mapping):
            return self.element(element, node.entries, node.span, pointer, place)
        return self.field(element, node, pointer)

    def element(
        self, record: RecordField, entries: Iterable[tuple[Scalar, Node]], span: Span, pointer: str, place: int
    ) -> dict[str, Tree]:
        """A record of a list, with its place in it."""
        tree = self.record(record, entries, pointer)
        tree["index"] = self.fact(Fact(f"{pointer}/index", place, "", str(place), self.source, span, stated=False))
        return tree

    def mapping(self, field: RecordField, node: Node, pointer: str) -> Tree | None:
        if isinstance(node, Mapping):
            if field.filled and not node.entries:
                self.refuse(field, node, pointer)
            return self.record(field, node.entries, pointer)
        if field.spread is None or not isinstance(node, Scalar):
            self.refuse(field, node, pointer)
            return None
        fact = self.number(field.spread, node, pointer)
        return None if fact is None else dict.fromkeys(field.keys, fact)

    def record(self, field: RecordField, entries: Iterable[tuple[Scalar, Node]], pointer: str) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        for key, value in entries:
            name = key.text
            known = field.keys.get(name)
            kind = field.rest if known is None else known.field
            if kind is None:
                self.keys.unknown(field, key, value, pointer)
                continue
            said = self.field(kind, value, f"{pointer}/{escaped(name)}")
            if said is not None:
                tree[name] = said
        for name, convention in field.conventions.items():
            counts = [tree.get(count) for count in convention.counts]
            if name not in tree and isinstance(counts[0], Fact) and None not in counts:
                tree[name] = self.unsaid_convention(f"{pointer}/{name}", convention, counts[0])
        return tree

    def unsaid_convention(self, pointer: str, convention: Convention, count: Fact) -> Fact:
        """The fact that nobody states, with everything that it may be; it points at what it is a convention of."""
        alternatives = tuple(LabelledValue(meaning, value) for value, meaning in convention.meanings)
        text = " or ".join(value for value, _ in convention.meanings)
        value = Unknown.because("alternatives disagree", pointer)
        fact = Fact(pointer, value, "", text, self.source, count.span, stated=False, alternatives=alternatives)
        self.facts[pointer] = fact
        return fact

    def refuse(self, field: Field, node: Node, pointer: str) -> None:
        arguments = {"path": dotted(pointer), "found": found(node), "expected": describe(field)}
        if isinstance(field, RecordField) and "total" in field.keys and isinstance(node, Scalar):
            arguments["hint"] = f"write `{{total: {excerpt(node.text)}}}`"
        self.problems.add("P206", node.span, arguments)

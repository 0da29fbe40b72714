"""The facts of an example as a document: its records laid over each other, from the outermost sample inwards.

A path sets one place and leaves what is beside it: `phases[0].parallelism.tp: 4` over a sample keeps the phase's
other facts. A record or a list as a value replaces what was there.
"""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language import tree
from shardlaw.plans import nodes


@dataclass(slots=True)
class _Group:
    span: Span
    entries: dict[str, tuple[nodes.Scalar, _Value]] = field(default_factory=dict)


@dataclass(slots=True)
class _Elements:
    span: Span
    items: list[_Value] = field(default_factory=list)


_Value = _Group | _Elements | nodes.Scalar


def lay(records: Iterable[tree.Record], span: Span, source: Source) -> tuple[nodes.Mapping, list[Diagnostic]]:
    """The document that the records give, and what cannot be set: an element after the end of its list (C202).

    Every node keeps the place in the `.law` file where it is written; `span` is that of the whole example.
    """
    layers = _Layers(source)
    root = _Group(span)
    for record in records:
        layers.fill(root, record)
    return _mapping(root), layers.wrong


class _Layers:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.wrong: list[Diagnostic] = []

    def fill(self, group: _Group, record: tree.Record) -> None:
        for entry in record.facts:
            self._set(group, entry.path, self._value(entry.value))

    def _set(self, group: _Group, path: tree.FactPath, value: _Value) -> None:
        place: _Value = group
        for step, after in zip(path.steps, (*path.steps[1:], None), strict=True):
            if isinstance(place, _Elements) and isinstance(step, int) and step > len(place.items):
                words = {"index": str(step), "length": str(len(place.items))}
                self.wrong.append(Diagnostic("C202", self.source, path.span, words))
                return
            found = value if after is None else _container(_child(place, step), after, path.span)
            if isinstance(place, _Group) and isinstance(step, tree.Word):
                key = place.entries[step.text][0] if step.text in place.entries else None
                place.entries[step.text] = key or nodes.Scalar(step.text, plain=True, span=step.span), found
            elif isinstance(place, _Elements) and isinstance(step, int):
                place.items[step : step + 1] = [found]
            place = found

    def _value(self, value: tree.FactValue) -> _Value:
        match value:
            case tree.Quantity(span=span):
                return nodes.Scalar(self._number(span), plain=True, span=span)
            case tree.Text(span=span, value=text):
                return nodes.Scalar(text, plain=False, span=span)
            case tree.Truth(span=span, value=truth):
                return nodes.Scalar("true" if truth else "false", plain=True, span=span)
            case tree.Absent(span=span):
                return nodes.Scalar("unknown", plain=True, span=span)
            case tree.FactList(span=span, items=items):
                return _Elements(span, [self._value(item) for item in items])
            case tree.Record(span=span):
                group = _Group(span)
                self.fill(group, value)
                return group

    def _number(self, span: Span) -> str:
        """A literal as plans write it: its sign without blanks, its digits without underscores."""
        text = self.source.text[span.start : span.end].replace("_", "")
        return f"-{text[1:].lstrip()}" if text.startswith("-") else text


def _child(place: _Value, step: tree.Word | int) -> _Value | None:
    if isinstance(place, _Group) and isinstance(step, tree.Word) and step.text in place.entries:
        return place.entries[step.text][1]
    if isinstance(place, _Elements) and isinstance(step, int) and step < len(place.items):
        return place.items[step]
    return None


def _container(found: _Value | None, step: tree.Word | int, span: Span) -> _Group | _Elements:
    """What a step of a path can go into: what is there, or something new where nothing or a value is."""
    if isinstance(step, int):
        return found if isinstance(found, _Elements) else _Elements(span)
    return found if isinstance(found, _Group) else _Group(span)


def _mapping(group: _Group) -> nodes.Mapping:
    return nodes.Mapping(tuple((key, _node(value)) for key, value in group.entries.values()), group.span)


def _node(value: _Value) -> nodes.Node:
    match value:
        case _Group():
            return _mapping(value)
        case _Elements(span, items):
            return nodes.Sequence(tuple(_node(item) for item in items), span)
    return value

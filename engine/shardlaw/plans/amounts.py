"""One scalar of a number field to an amount, or to a diagnostic that says what the field takes."""

from __future__ import annotations

import re

from shardlaw.diagnostics import Span
from shardlaw.language.numbers import NUMBER
from shardlaw.language.values import Range
from shardlaw.plans import scalars
from shardlaw.plans.fields import NumberField
from shardlaw.plans.nodes import Node, Scalar
from shardlaw.plans.problems import Problems
from shardlaw.plans.quantities import Amount, Fault, bare_amount, read_amount
from shardlaw.plans.wording import describe, dotted, excerpt, found

_CODES = {
    "form": "P208",
    "unknown unit": "P209",
    "other dimension": "P210",
    "digits": "P213",
    "exponent": "P214",
    "reversed": "P217",
    "unitless": "P222",
}
_BOUND_SIGNS = frozenset("<≤")
_NUMBER_AND_WORDS = re.compile(rf"({NUMBER.pattern})(?: *[^\W\d].*)?", re.DOTALL)
_PREFIX_AT_THE_NUMBER = re.compile(rf"({NUMBER.pattern}) ?([kKMGBTP]) ([^\W\d]\S*)")
_PREFIXES = {"K": "k", "B": "G"}


class AmountReader:
    """Reads the number scalars of one document."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def read(self, field: NumberField, node: Node, pointer: str, *, ranges: bool) -> Amount | None:
        """The amount, within the bounds of its field; None after a diagnostic."""
        if not isinstance(node, Scalar):
            return self._no_number(field, node, pointer)
        match scalars.kind(node):
            case "number":
                amount = self._bare(field, node, pointer)
            case "text" if field.claim or not field.measure.counts:
                amount = self._spelled(field, node, pointer)
            case "null":
                return self._refused("P205", field, node, pointer)
            case "not finite":
                return self._refused("P215", field, node, pointer)
            case _:
                return self._no_number(field, node, pointer)
        if amount is None or field.claim:
            if amount is not None and isinstance(amount.value, Range) and not ranges:
                return self._refused("P216", field, node, pointer)
            return amount
        return self._within(field, amount, node, pointer)

    def _bare(self, field: NumberField, node: Scalar, pointer: str) -> Amount | None:
        written = scalars.number(node.text)
        if isinstance(written, str):
            return self._refused(_CODES[written], field, node, pointer)
        return bare_amount(written.value, written.quantum, field.measure)

    def _spelled(self, field: NumberField, node: Scalar, pointer: str) -> Amount | None:
        read = read_amount(node.text, field.measure)
        if not isinstance(read, Fault):
            return read
        if read.kind == "form":
            return self._no_number(field, node, pointer)
        more = {"part": excerpt(node.text[read.start : read.end])}
        if read.kind == "unitless":
            more["bare"] = node.text.replace("_", "")
        if read.reason is not None:
            more["reason"] = read.reason
        if read.kind == "reversed":
            more["rule"] = "the lower end first" if node.text[0] not in _BOUND_SIGNS else "a bound above 0"
        span = _part(self.problems.source.text, node, read)
        self.problems.add(_CODES[read.kind], span, _arguments(field, node, pointer) | more, candidates=read.candidates)
        return None

    def _within(self, field: NumberField, amount: Amount, node: Scalar, pointer: str) -> Amount | None:
        """The amount, if it is whole where it has to be and inside the bounds of its field."""
        value = amount.value
        if isinstance(value, Range):
            return self._refused("P216", field, node, pointer)
        if field.integer and not isinstance(value, int):
            return self._refused("P211", field, node, pointer)
        too_small = field.least is not None and value < field.least
        if too_small or amount.signed or (field.above is not None and value <= field.above):
            return self._refused("P212", field, node, pointer)
        if field.most is not None and value > field.most:
            return self._refused("P218", field, node, pointer)
        return amount

    def _no_number(self, field: NumberField, node: Node, pointer: str) -> Amount | None:
        """What is no number at all; a count in quotes or with words behind it (`16 GPUs`) is told its number."""
        text = node.text if isinstance(node, Scalar) else ""
        number = _NUMBER_AND_WORDS.fullmatch(text)
        if not field.measure.counts:
            meant = _prefix_at_the_unit(text, field)
            self.problems.add("P208", node.span, _arguments(field, node, pointer), candidates=meant)
            return None
        if number is None:
            return self._refused("P206", field, node, pointer)
        bare = {"bare": excerpt(number[1].replace("_", ""))}
        self.problems.add("P222", node.span, _arguments(field, node, pointer) | bare)
        return None

    def _refused(self, code: str, field: NumberField, node: Node, pointer: str) -> Amount | None:
        """No amount, and the diagnostic that says why."""
        self.problems.add(code, node.span, _arguments(field, node, pointer))
        return None


def _arguments(field: NumberField, node: Node, pointer: str) -> dict[str, str]:
    return {"path": dotted(pointer), "found": found(node), "expected": describe(field)}


def _prefix_at_the_unit(text: str, field: NumberField) -> tuple[str, ...]:
    """What `1.2M tokens/s` means: the same amount with its prefix at the unit, if the field takes that."""
    match = _PREFIX_AT_THE_NUMBER.fullmatch(text)
    if match is None:
        return ()
    meant = f"{match[1]} {_PREFIXES.get(match[2], match[2])}{match[3]}"
    return () if isinstance(read_amount(meant, field.measure), Fault) else (meant,)


def _part(text: str, node: Scalar, fault: Fault) -> Span:
    """Where the fault stands in the source, if the scalar is written there as it is; else the whole scalar."""
    start = node.span.start if node.plain else node.span.start + 1
    if text[start : start + len(node.text)] != node.text:
        return node.span
    return Span(start + fault.start, start + fault.end)

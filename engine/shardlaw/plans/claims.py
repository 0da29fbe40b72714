"""Number fields to facts: what a claim may be besides a number, and the scope it counts over.

A claim may be a range or a bound, and an object that says more: `{value: 4 GB, per: replica, note: "..."}`. Its
conversion to the scope of the field waits until the counts of the phase are known (`normal`).
"""

from __future__ import annotations

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Label, Span, closest, listed
from shardlaw.language.values import Number, Range
from shardlaw.plans.amounts import AmountReader
from shardlaw.plans.facts import Fact
from shardlaw.plans.fields import NumberField, TextField
from shardlaw.plans.nodes import Mapping, Node, Scalar
from shardlaw.plans.problems import Problems
from shardlaw.plans.quantities import Amount, between
from shardlaw.plans.texts import TextReader
from shardlaw.plans.wording import dotted, excerpt, found

_SIDES = {"least": (">", ">="), "most": ("<", "<=")}
_ENDS = {"min", "max"}
_BESIDES = {"per", "counts", "note"}  # what may stand beside a value
_TEXT = TextField()


@dataclass(frozen=True, slots=True)
class Written:
    """A fact in the scope it was written in, and the word of its `per`, if it has one."""

    fact: Fact
    per: str | None = None


class NumberReader:
    """Reads the number fields of one document."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.amounts = AmountReader(problems)
        self.texts = TextReader(problems)

    def read(self, field: NumberField, node: Node, pointer: str) -> Written | None:
        """A stated number; None for one that is not stated, or that is wrong (then it has been reported)."""
        if not isinstance(node, Mapping) or not field.claim:
            fact = self._value(field, node, pointer)
            return None if fact is None else Written(fact)
        entries = {key.text: value for key, value in node.entries}
        if "value" not in entries:
            fact = self._range(field, node, pointer)
            return None if fact is None else Written(fact)
        self._check_keys(field, node, {"value"} | (_BESIDES if field.scopes else _BESIDES - {"per"}), pointer)
        for key in ("counts", "note"):
            if key in entries:
                self.texts.read(_TEXT, entries[key], f"{pointer}/{key}")
        per = self._per(field, entries.get("per"), f"{pointer}/per")
        fact = self._value(field, entries["value"], pointer)
        return None if fact is None else Written(fact, per)

    def _value(self, field: NumberField, node: Node, pointer: str) -> Fact | None:
        if isinstance(node, Mapping) and field.claim:
            return self._range(field, node, pointer)
        if isinstance(node, Scalar) and node.text == "unknown":
            return None
        amount = self.amounts.read(field, node, pointer, ranges=True)
        if amount is None or not isinstance(node, Scalar):
            return None
        return self._fact(field, amount, node.text, node.span, pointer)

    def _range(self, field: NumberField, node: Mapping, pointer: str) -> Fact | None:
        """`{min: 2 s, max: 5 s}`: both ends, each a plain number."""
        ends = {key.text: value for key, value in node.entries}
        low, high = ends.get("min"), ends.get("max")
        if not self._check_keys(field, node, _ENDS, pointer):
            return None
        if low is None or high is None:
            self.problems.add("P219", node.entries[0][0].span if node.entries else node.span, {"path": dotted(pointer)})
            return None
        least = self.amounts.read(field, low, f"{pointer}/min", ranges=False)
        greatest = self.amounts.read(field, high, f"{pointer}/max", ranges=False)
        if least is None or greatest is None or not isinstance(low, Scalar) or not isinstance(high, Scalar):
            return None
        value = between(least, greatest)
        if value is None:
            label = Label(low.span, "the lower end")
            arguments = {"path": dotted(pointer), "rule": "the lower end first"}
            self.problems.add("P217", high.span, arguments, labels=(label,))
            return None
        amount = Amount(value, max(least.quantum, greatest.quantum), greatest.unit)
        return self._fact(field, amount, f"{{min: {low.text}, max: {high.text}}}", node.span, pointer)

    def _check_keys(self, field: NumberField, node: Mapping, known: set[str], pointer: str) -> bool:
        """Whether a mapping has only keys that go together; every other one is reported."""
        strangers = [key for key, _ in node.entries if key.text not in known]
        for key in strangers:
            if key.text == "per" and not field.scopes:
                self.problems.add("P220", key.span, {"path": dotted(pointer)})
            elif key.text in _ENDS | _BESIDES:
                self.problems.add("P219", key.span, {"path": dotted(pointer)})
            else:
                near = closest(key.text, known)
                owner = f"`{dotted(pointer)}`"
                arguments = {"owner": owner, "key": excerpt(key.text), "keys": listed(sorted(known))}
                self.problems.add("P203", key.span, arguments, candidates=near)
        return not strangers

    def _per(self, field: NumberField, node: Node | None, pointer: str) -> str | None:
        if node is None or not field.scopes:
            return None
        if isinstance(node, Scalar) and node.text in field.scopes:
            return node.text
        near = closest(node.text, field.scopes) if isinstance(node, Scalar) else ()
        arguments = {"path": dotted(pointer), "found": found(node), "expected": f"one of {listed(field.scopes)}"}
        self.problems.add("P207", node.span, arguments, candidates=near)
        return None

    def _fact(self, field: NumberField, amount: Amount, text: str, span: Span, pointer: str) -> Fact:
        value: Number | Range = amount.value
        if field.limit is not None and amount.limit is not None and amount.bound in _SIDES[field.limit]:
            value = amount.limit  # a requirement that repeats its own direction: at most `< 10 s` is at most 10 s
        dimension = field.measure.dimension
        unit = str(dimension) if dimension.exponents else ""
        return Fact(pointer, value, unit, text, self.problems.source, span, amount.quantum, amount.unit)

"""Checked policies as plain data: what a cache keeps of them.

Examples are left out, though they are most of a policy: an audit never reads them, and who does checks the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, overload

from shardlaw.dataclass import replace
from shardlaw.diagnostics import Source, Span
from shardlaw.language import checked, types
from shardlaw.language.codec import Codec, Kind, Plain, fractions, record
from shardlaw.language.dimensions import Dimension
from shardlaw.language.units import Unit

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from shardlaw.language.environment import Calculator

_RECORDS = (
    *(checked.Constant, checked.Root, checked.Element, checked.Member, checked.At, checked.ParamRef, checked.LetRef),
    *(checked.ArgumentRef, checked.Negative, checked.Arithmetic, checked.Power, checked.Rounding, checked.Extreme),
    *(checked.Not, checked.Logic, checked.Compare, checked.Approximate, checked.RoundsTo, checked.Divides),
    *(checked.Among, checked.InVersions, checked.Matches, checked.Known, checked.Default, checked.Choose),
    *(checked.Bind, checked.Quantifier, checked.Fold, checked.Select, checked.Items, checked.Apply, checked.Calculate),
    *(checked.Hole, checked.Template, checked.Citation, checked.Let, checked.Formula, checked.Param, checked.Require),
    *(checked.Rule, checked.Policy),
    *(types.NumberType, types.BoolType, types.TextType, types.VersionType, types.ListType),
    *(Dimension, Unit, Span),
)

Examples = Callable[[], Mapping[str, Sequence[checked.Example]]]


def surroundings(
    facts: types.RecordType, calculators: Iterable[Calculator], libraries: Iterable[Source]
) -> tuple[object, ...]:
    """What policies refer to and do not hold themselves, always in the same order."""
    records: dict[int, types.RecordType] = {}

    def collect(kind: types.Type) -> None:
        if isinstance(kind, types.ListType):
            collect(kind.element)
        elif isinstance(kind, types.RecordType) and id(kind) not in records:
            records[id(kind)] = kind
            for member in kind.members.values():
                collect(member.type)
            if kind.rest is not None:
                collect(kind.rest)

    collect(facts)
    return (*records.values(), *calculators, *libraries)


def encode_policy(policy: checked.Policy, given: Sequence[object]) -> Plain:
    """A policy as plain data, without its source, its examples and its surroundings, which are `given`."""
    bare = replace(policy, rules=tuple(replace(rule, examples=()) for rule in policy.rules))
    return _codec().encode(bare, (policy.source, *given))


def decode_policy(plain: Plain, source: Source, given: Sequence[object], examples: Examples) -> checked.Policy:
    """The policy in `source`. `examples` gives those of each rule by its name, when they are asked for."""
    policy: checked.Policy = _codec().decode(plain, (source, *given))
    rules = (replace(rule, examples=_Later(rule.name, examples)) for rule in policy.rules)
    return replace(policy, rules=tuple(rules))


@cache
def _codec() -> Codec:
    specifiers = Kind("packaging.specifiers.SpecifierSet", lambda value: (str(value),), _specifier)
    return Codec((*map(record, _RECORDS), fractions(), specifiers))


def _specifier(text: str) -> SpecifierSet:
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - dear, and few policies ask for versions

    return SpecifierSet(text)


class _Later(Sequence[checked.Example]):
    """The examples of one rule, read when they are looked at."""

    def __init__(self, rule: str, read: Examples) -> None:
        self.rule = rule
        self.read = read

    def __len__(self) -> int:
        return len(self.read()[self.rule])

    @overload
    def __getitem__(self, index: int) -> checked.Example: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[checked.Example]: ...
    def __getitem__(self, index: int | slice) -> checked.Example | Sequence[checked.Example]:
        return self.read()[self.rule][index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

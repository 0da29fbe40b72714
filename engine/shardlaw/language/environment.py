"""What the checker is told about the world outside a policy: fact types, formulas, calculators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shardlaw.language import checked
from shardlaw.language.types import RecordType, Type
from shardlaw.language.values import Number, Range, Unknown


@dataclass(frozen=True, slots=True)
class Step:
    """A named intermediate of a calculator, in base units, with the unit in which it reads best."""

    name: str
    value: Number | str | bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a calculator gives back: a value of its result type, or `Unknown`, and how it came to it."""

    value: Number | str | bool | tuple[object, ...] | Range | Unknown
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculator:
    """A Python leaf: typed, pure, a reason why it is not a formula, and the version of the plug-in that ships it."""

    name: str  # "namespace.function"
    parameters: tuple[tuple[str, Type], ...]
    result: Type
    call: Callable[..., Answer]
    meaning: str
    reason: str
    plugin: str
    version: str


@dataclass(frozen=True)
class Environment:
    """Everything a policy may name.

    `facts` is the record of the plan's roots (`model`, `hardware`, `phases`, namespaces of plug-ins, ...).
    `formulas` and `calculators` are by full name. `plugins` maps plug-in names to versions, for `requires`.
    """

    facts: RecordType
    formulas: Mapping[str, checked.Formula] = field(default_factory=dict)
    calculators: Mapping[str, Calculator] = field(default_factory=dict)
    plugins: Mapping[str, str] = field(default_factory=dict)
    engine: str = "0"

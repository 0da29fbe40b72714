"""What the checker is told about the world outside a policy: fact types, formulas, calculators."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shardlaw.dataclass import dataclass, field
from shardlaw.language import checked
from shardlaw.language.types import RecordType, Type
from shardlaw.language.values import Number, Range, Unknown


@dataclass(frozen=True, slots=True)
class Step:
    """A named intermediate of a calculator, in base units, with the unit in which it reads best.

    `fact` is the pointer of the fact that the step is, where it is one that the calculator found in a record: the
    record of the rule then lists it with its place in the plan.
    """

    name: str
    value: Number | str | bool
    unit: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the plan as a calculator is given it.

    `record["gpu"]` is a value in base units, a tuple, another record, or `Unknown` where the plan does not say it.
    `pointer` is where the record stands in the plan; `read` gives the value of a member, None where it is not said.
    """

    pointer: str
    read: Callable[[str], object]

    def __getitem__(self, name: str) -> object:
        value = self.read(name)
        return Unknown.because("not stated", self.at(name)) if value is None else value

    def at(self, name: str) -> str:
        """The pointer of a member."""
        return f"{self.pointer}/{name}"


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

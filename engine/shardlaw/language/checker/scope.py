"""Names: what each stands for, and where it can be seen. No name ever hides another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Span
from shardlaw.language import checked, tree
from shardlaw.language.environment import Environment
from shardlaw.language.types import Type

FOLDS = ("sum", "min", "max", "count")
ROUNDINGS = ("ceil", "floor", "round", "abs")
FUNCTIONS = (*FOLDS, *ROUNDINGS)

# How each function is called, as diagnostics show it.
FUNCTION_CALLS = {
    **{name: f"{name}(s.layers for s in phase.stages)" for name in FOLDS},
    **{name: f"{name}(x)" for name in ROUNDINGS},
    "count": "count(s in phase.stages)",
}


@dataclass(slots=True)
class Reads:
    """What an expression takes from outside: which variables, whether facts or parameters, which claims and where.

    A claim is a path that its author may leave unsaid; one that is only asked for (`is known`, `default`) or is
    read under such a question is not noted.
    """

    elements: set[str] = field(default_factory=set)
    facts: bool = False
    params: bool = False
    claims: dict[str, Span] = field(default_factory=dict)

    def add(self, other: Reads, place: Span | None = None) -> None:
        """Read as well what something else reads, at a place of its own where it is named by a let."""
        self.elements |= other.elements
        self.facts |= other.facts
        self.params |= other.params
        for path, span in other.claims.items():
            self.claims.setdefault(path, place or span)

    @property
    def constant(self) -> bool:
        return not (self.facts or self.params)


@dataclass(slots=True)
class Entity:
    """What a name stands for. `span` is where it was declared, None for what the file did not declare itself."""

    span: Span | None
    what: ClassVar[str]


@dataclass(slots=True)
class RootEntity(Entity):
    type: Type
    what: ClassVar[str] = "a root of the plan"


@dataclass(slots=True)
class NamespaceEntity(Entity):
    what: ClassVar[str] = "a namespace of formulas"


@dataclass(slots=True)
class RefusedEntity(Entity):
    """A name that was noted as wrong. Where it is used it means the same mistake, so nothing more is said of it."""

    what: ClassVar[str] = "something else"


@dataclass(slots=True)
class FunctionEntity(Entity):
    what: ClassVar[str] = "a function"


@dataclass(slots=True)
class ParamEntity(Entity):
    """A parameter of a policy; None where its declaration is wrong."""

    param: checked.Param | None
    used: bool = False
    what: ClassVar[str] = "a parameter"


@dataclass(slots=True)
class ElementEntity(Entity):
    """A variable of `for`, a quantifier, an aggregate or a selection, over a list of claims or of other facts."""

    type: Type | None
    of_claim: bool = False
    what: ClassVar[str] = "a variable"


@dataclass(slots=True)
class ArgumentEntity(Entity):
    """A parameter of a formula."""

    type: Type | None
    used: bool = False
    what: ClassVar[str] = "a parameter"


@dataclass(slots=True)
class LetEntity(Entity):
    """A let. It is checked when it is first used, in the scope where it stands; `height` counts nested operations."""

    let: tree.Let
    scope: Scope
    open: bool = False
    done: bool = False
    used: bool = False
    value: checked.Expression | None = None
    reads: Reads = field(default_factory=Reads)
    height: int = 0
    what: ClassVar[str] = "a let"


@dataclass(slots=True)
class Scope:
    """The names declared in one place, and the scope around it."""

    parent: Scope | None = None
    names: dict[str, Entity] = field(default_factory=dict)

    def find(self, name: str) -> Entity | None:
        scope: Scope | None = self
        while scope is not None:
            entity = scope.names.get(name)
            if entity is not None:
                return entity
            scope = scope.parent
        return None

    def refuse(self, name: str) -> None:
        """Remember everywhere that this name was noted as unknown."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        scope.names[name] = RefusedEntity(None)

    def visible(self) -> Iterator[tuple[str, Entity]]:
        """Every name that can be seen from here, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            for name, entity in scope.names.items():
                if not isinstance(entity, RefusedEntity):
                    yield name, entity
            scope = scope.parent


def outermost(environment: Environment, *, facts: bool) -> Scope:
    """The scope around a file: functions, namespaces, and (for a policy, not for a formula) the plan's roots."""
    names: dict[str, Entity] = {name: FunctionEntity(None) for name in FUNCTIONS}
    for full in (*environment.formulas, *environment.calculators):
        names[full.partition(".")[0]] = NamespaceEntity(None)
    if facts:
        for name, member in environment.facts.members.items():
            names[name] = RootEntity(None, member.type)
    return Scope(None, names)

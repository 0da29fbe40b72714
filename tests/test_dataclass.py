"""Dataclasses of the engine are those of the standard library in all that the engine asks of them."""

from __future__ import annotations

import dataclasses
import pickle
from types import ModuleType
from typing import ClassVar

import pytest

from shardlaw import dataclass as engine


def classes(module: ModuleType) -> dict[str, type]:
    """The same classes, made by one of the two modules."""
    dataclass, field = module.dataclass, module.field

    @dataclass(frozen=True, slots=True)
    class Base:
        first: int

    @dataclass(frozen=True, slots=True, order=True)
    class Derived(Base):
        label: ClassVar[str] = "of the class"
        second: str
        third: int = 3
        fourth: list[int] = field(default_factory=list)

    @dataclass
    class Mutable:
        value: int = 0
        secret: str = field(default="", repr=False)

        def __post_init__(self) -> None:
            self.doubled = 2 * self.value

    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    return {made.__name__: made for made in (Base, Derived, Mutable, Empty)}


OURS, THEIRS = classes(engine), classes(dataclasses)

CASES = {
    "repr": lambda made: repr(made["Derived"](1, "a")).rpartition(".")[2],
    "repr without a field": lambda made: repr(made["Mutable"](1, "x")).rpartition(".")[2],
    "repr of nothing": lambda made: repr(made["Empty"]()).rpartition(".")[2],
    "defaults": lambda made: (made["Derived"](1, "a").third, made["Derived"](1, "a").fourth),
    "a default is made anew": lambda made: made["Derived"](1, "a").fourth is made["Derived"](1, "a").fourth,
    "by name": lambda made: made["Derived"](second="a", first=1) == made["Derived"](1, "a"),
    "equal": lambda made: made["Base"](1) == made["Base"](1),
    "unequal": lambda made: made["Base"](1) == made["Base"](2),
    "of two classes": lambda made: made["Base"](1) == made["Empty"](),
    "nothing equals nothing": lambda made: made["Empty"]() == made["Empty"](),
    "order": lambda made: made["Derived"](1, "a") < made["Derived"](1, "b") <= made["Derived"](1, "b", 4),
    "equal hashes": lambda made: len({made["Base"](1), made["Base"](1), made["Base"](2), made["Empty"]()}),
    "patterns": lambda made: made["Derived"].__match_args__,
    "slots": lambda made: hasattr(made["Derived"](1, "a"), "__dict__"),
    "of the class": lambda made: made["Derived"].label,
    "after init": lambda made: made["Mutable"](4).doubled,
}

ERRORS = {
    "too few": lambda made: made["Derived"](1),
    "too many": lambda made: made["Base"](1, 2),
    "no such field": lambda made: made["Base"](other=1),
    "mutable ones have no hash": lambda made: hash(made["Mutable"]()),
    "no order": lambda made: made["Base"](1) < made["Base"](2),
}


@pytest.mark.parametrize("name", CASES)
def test_same_answers(name: str):
    assert CASES[name](OURS) == CASES[name](THEIRS)


@pytest.mark.parametrize("name", ERRORS)
def test_same_errors(name: str):
    with pytest.raises(TypeError):
        ERRORS[name](THEIRS)
    with pytest.raises(TypeError):
        ERRORS[name](OURS)


def test_replace_takes_instances_of_either_kind():
    assert engine.replace(OURS["Derived"](1, "a"), second="b") == OURS["Derived"](1, "b")
    assert engine.replace(THEIRS["Derived"](1, "a"), second="b") == THEIRS["Derived"](1, "b")


@engine.dataclass(frozen=True, slots=True)
class Plain:
    value: int


def test_an_instance_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(Plain(1))) == Plain(1)  # noqa: S301 - what was written here

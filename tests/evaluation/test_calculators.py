"""What becomes of calculators: answers, unknowns, and failures that are the plug-in's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.evaluation.world import traced

from shardlaw.evaluation.calculators import Fault, plain
from shardlaw.language.values import Cause, Range, Unknown

RANGE = "{phases: [{claims: {concurrency: 2-5}}]}"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('python.bytes("bf16")', 2),
        ('python.bytes("fp4")', Fraction(1, 2)),
        ("python.between(3)", Range(3, 5)),
        ("python.between(3) < 6", True),
        ("python.upto(3)", (0, 1, 2)),
        ("sum(n for n in python.upto(4))", 6),
        ("python.pick(python.upto(2))", True),
        ("python.pick([1])", False),
        ('memory.share(10e9 parameters, python.bytes("fp8"), 2)', 5 * 10**9),
        ("memory.least_ways(10e9 parameters, 6 GB)", 4),
        ('memory.narrow(python.bytes("fp4"))', True),
    ],
)
def test_answer(expression: str, value) -> None:
    assert plain(traced(expression).value) == value


@pytest.mark.parametrize(
    ("expression", "given", "cause"),
    [
        ("python.bytes(model.dtype)", "{}", Cause("not stated", "/model/dtype")),
        ('python.bytes("int3")', "{}", Cause("no answer", "no width is known for int3")),
        ("python.upto(phases[0].claims.concurrency)", RANGE, Cause("range undecided", "/phases/0/claims/concurrency")),
        ("python.between(3) < 4", "{}", Cause("range undecided", "python.between")),
        ("python.enormous(3)", "{}", Cause("too large", "python.enormous")),
        # What fails is not asked where an argument is unknown.
        ("python.broken(model.layers)", "{}", Cause("not stated", "/model/layers")),
        ("memory.share(model.parameters, 2 B/parameter, 4)", "{}", Cause("not stated", "/model/parameters")),
        ("memory.share(1 parameter, 2 B/parameter, 1 - 1)", "{}", Cause("division by zero", "ways")),
    ],
)
def test_unknown(expression: str, given: str, cause: Cause) -> None:
    assert traced(expression, given).value == Unknown((cause,))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("python.broken(3)", "ZeroDivisionError: nobody divides 3"),
        ("python.mistyped(3)", "answered with float where it declares a plain number"),
        ("python.unwrapped(3)", "answered with int instead of an Answer"),
        ("python.upto(4097)", "answered with 4097 elements, and 4096 are allowed"),
        ("false and python.broken(3) > 1", "nobody divides 3"),
    ],
)
def test_fault(expression: str, message: str) -> None:
    with pytest.raises(Fault, match=r"python\..* of plug-in testing 4\.5\.6: ") as caught:
        traced(expression)
    assert message in caught.value.message
    assert (caught.value.plugin, caught.value.version) == ("testing", "4.5.6")


def test_steps_are_kept() -> None:
    assert [step.name for step in traced('python.bytes("fp8")').steps] == ["bits", "name"]

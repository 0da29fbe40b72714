"""Checked policies, the plan schema and calculators come back from plain data as they were."""

from __future__ import annotations

import marshal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.evaluation import bundled
from tests.evaluation.generated import numbers, truths, written
from tests.evaluation.world import environment

from shardlaw.diagnostics import Source
from shardlaw.language import checked
from shardlaw.language.checker import check_expression
from shardlaw.language.codec import Codec, NotPlainError, fractions, mapping, record
from shardlaw.language.encoding import decode_policy, encode_policy, surroundings
from shardlaw.language.parser import parse_expression
from shardlaw.plans.encoding import decode_schema, encode_schema
from shardlaw.plugins import imported
from shardlaw.plugins.imported import Imported, decode_calculators, encode_calculators
from shardlaw.plugins.manager import load_plugins

SCHEMA, ENVIRONMENT = bundled.world()
LIBRARIES = tuple({id(known.source): known.source for known in ENVIRONMENT.formulas.values()}.values())
GIVEN = surroundings(ENVIRONMENT.facts, ENVIRONMENT.calculators.values(), LIBRARIES)


def stored(plain: Any) -> Any:
    """Plain data as a file holds it."""
    return marshal.loads(marshal.dumps(plain))  # noqa: S302 - what was written here


def back(policy: checked.Policy, surroundings: tuple[object, ...]) -> checked.Policy:
    examples = {rule.name: rule.examples for rule in policy.rules}
    return decode_policy(stored(encode_policy(policy, surroundings)), policy.source, surroundings, lambda: examples)


@pytest.mark.parametrize("policy", bundled.policies(), ids=lambda policy: policy.id)
def test_bundled_policies_come_back(policy: checked.Policy):
    assert back(policy, GIVEN) == policy


@pytest.mark.parametrize("policy", bundled.policies(), ids=lambda policy: policy.id)
def test_what_is_kept_of_a_policy_is_less_than_its_text(policy: checked.Policy):
    """Neither its text nor its examples are in it; spans take most of the room."""
    leaves, _, _ = encode_policy(policy, GIVEN)
    assert sum(len(leaf) for leaf in leaves if isinstance(leaf, str)) < len(policy.source.text) / 2


def test_examples_are_read_when_they_are_looked_at():
    policy = bundled.policies()[0]
    read = []

    def examples() -> dict[str, Any]:
        read.append(True)
        return {rule.name: rule.examples for rule in policy.rules}

    found = decode_policy(encode_policy(policy, GIVEN), policy.source, GIVEN, examples)
    assert not read
    for rule, original in zip(found.rules, policy.rules, strict=True):
        assert list(rule.examples) == list(original.examples)
        assert len(rule.examples) == len(original.examples)
    assert read


def test_records_of_facts_are_the_ones_that_are_given():
    """The solver looks members up in them."""
    policy = next(policy for policy in bundled.policies() if policy.rules[0].bindings)
    kinds = [found.rules[0].bindings[0].source.type.element for found in (policy, back(policy, GIVEN))]
    assert kinds[0] is kinds[1]


@settings(max_examples=150, deadline=None)
@given(st.one_of(numbers(3), truths(3)))
def test_generated_expressions_come_back(expression: Any):
    source = Source("generated.law", written(expression))
    parsed, _ = parse_expression(source)
    assume(parsed is not None)
    known = check_expression(parsed, source, environment()).value
    assume(known is not None)
    policy = checked.Policy(source, "p", "0.1.0", "title", None, (), (checked.Let(known.span, "let", known),), ())
    facts = environment().facts
    assert back(policy, surroundings(facts, environment().calculators.values(), [])) == policy


def test_the_schema_comes_back():
    found = decode_schema(stored(encode_schema(SCHEMA)))
    assert found == SCHEMA
    assert found.facts == SCHEMA.facts


def test_calculators_come_back_and_are_imported_when_they_are_called():
    modules = {plugin.name: plugin.origin.wanted for plugin in load_plugins().loaded}
    given = surroundings(ENVIRONMENT.facts, (), ())
    written = [(modules[known.plugin], known) for known in ENVIRONMENT.calculators.values()]
    found = decode_calculators(stored(encode_calculators(written, given)), given)
    for known, other in zip(ENVIRONMENT.calculators.values(), found, strict=True):
        assert isinstance(other.call, Imported)
        function = imported._declared(other.call.module)[other.call.calculator].call
        assert (function.__module__, function.__qualname__) == (known.call.__module__, known.call.__qualname__)
        assert [getattr(other, name) for name in other.__match_args__ if name != "call"] == [
            getattr(known, name) for name in known.__match_args__ if name != "call"
        ]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.fractions(),
    lambda below: st.tuples(below, below) | st.lists(below).map(tuple) | st.dictionaries(st.text(), below),
)


@given(PLAIN)
def test_any_tree_comes_back(tree: Any):
    codec = Codec((mapping(), fractions()))
    found = codec.decode(stored(codec.encode(tree)))
    assert found == tree
    assert repr(found) == repr(tree)  # true is not 1


def test_equal_parts_are_written_once():
    codec = Codec((fractions(),))
    leaves, groups, _ = codec.encode((Fraction(1, 3),) * 100)
    assert leaves == [1, 3]
    assert [size for _, size, _ in groups] == [1, 1]


def test_what_is_of_no_known_class_is_refused():
    with pytest.raises(NotPlainError):
        Codec((record(checked.Bind),)).encode((object(),))

"""How much work a rule can be on a plan, reckoned before anything is evaluated.

The work is counted in evaluated nodes: each node once, what a quantifier, aggregate or selection repeats once for
each element of the longest list that its source can be, a let once for each turn of the `for` clauses, the body of
a formula once for each use. To read a list counts as many nodes as it has elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.calculators import LONGEST_ANSWER
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.types import ListType
from shardlaw.plans.facts import Branch, Plan, Tree

LIMIT = 1_000_000


def refusals(rules: Iterable[tuple[checked.Policy, checked.Rule]], plan: Plan) -> tuple[Diagnostic, ...]:
    """A diagnostic for each rule that may evaluate more than `LIMIT` nodes on this plan."""
    lengths = longest_lists(plan.root)
    found: list[Diagnostic] = []
    for policy, rule in rules:
        work = rule_cost(rule, policy, lengths)
        if work > LIMIT:
            words = {"rule": rule.name, "plan": plan.source.name, "work": f"{work:,}", "limit": f"{LIMIT:,}"}
            found.append(Diagnostic("C201", policy.source, rule.span, words))
    return tuple(found)


def longest_lists(root: Branch) -> Mapping[str, int]:
    """The length of the longest list under each name that a plan has a list under."""
    longest: dict[str, int] = {}
    pending: list[tuple[str, Tree]] = list(root.items())
    while pending:
        name, tree = pending.pop()
        if isinstance(tree, tuple):
            longest[name] = max(longest.get(name, 0), len(tree))
            pending.extend((name, element) for element in tree)
        elif isinstance(tree, Mapping):
            pending.extend(tree.items())
    return longest


def expression_cost(expression: Expression, lengths: Mapping[str, int]) -> int:
    """An upper bound of the nodes that one expression by itself evaluates on a plan with lists of these lengths."""
    return _Meter(lengths, {}).cost(expression)


def rule_cost(rule: checked.Rule, policy: checked.Policy, lengths: Mapping[str, int]) -> int:
    """An upper bound of the nodes that one rule evaluates on a plan with lists of these lengths."""
    lets = {let.name: let.value for let in (*policy.lets, *rule.lets)}
    meter = _Meter(lengths, lets)
    once = sum(meter.cost(expression) for expression in (*lets.values(), *_read(rule)))
    turns, total = 1, once
    for bind in rule.bindings:
        turns *= meter.length(bind.source)
        total += turns * once
    return total


def _read(rule: checked.Rule) -> Iterator[Expression]:
    """Every expression of a rule but its lets."""
    for bind in rule.bindings:
        yield bind.source
        if bind.condition is not None:
            yield bind.condition
    yield from (condition for _, condition in rule.conditions)
    yield from (require.condition for require in rule.requirements)
    for template in (rule.message, rule.fix, *(require.message for require in rule.requirements)):
        if template is not None:
            yield from (part.expression for part in template.parts if isinstance(part, checked.Hole))


@dataclass(frozen=True, slots=True)
class _Meter:
    lengths: Mapping[str, int]
    lets: Mapping[str, Expression]
    formulas: dict[str, int] = field(default_factory=dict)

    def cost(self, node: Expression) -> int:
        match node:
            case checked.Quantifier(bind=bind) | checked.Fold(bind=bind) | checked.Select(bind=bind):
                repeated = sum(self.cost(child) for child in _children(node))
                tested = 0 if bind.condition is None else self.cost(bind.condition)
                return 1 + self.cost(bind.source) + self.length(bind.source) * (tested + repeated)
            case checked.Root() | checked.Member() if isinstance(node.type, ListType):
                return 1 + self.length(node) + sum(self.cost(child) for child in _children(node))
            case checked.Among(collection=collection):
                return 1 + self.length(collection) + sum(self.cost(child) for child in _children(node))
            case checked.Apply(formula=formula):
                return 1 + self._formula(formula) + sum(self.cost(argument) for argument in node.arguments)
        return 1 + sum(self.cost(child) for child in _children(node))

    def length(self, node: Expression) -> int:
        """How many elements the value of an expression can have at most."""
        match node:
            case checked.Root(name=name) | checked.Member(name=name):
                return self.lengths.get(name, 0)
            case checked.Items(items=items):
                return len(items)
            case checked.LetRef(name=name):
                return self.length(self.lets[name])
            case checked.Choose(consequence=one, alternative=other) | checked.Default(operand=one, fallback=other):
                return max(self.length(one), self.length(other))
            case checked.At(base=base):
                return self.length(base)
        return max(LONGEST_ANSWER, *self.lengths.values(), 0)

    def _formula(self, formula: checked.Formula) -> int:
        known = self.formulas.get(formula.name)
        if known is None:
            inside = _Meter(self.lengths, {let.name: let.value for let in formula.lets}, self.formulas)
            known = sum(inside.cost(expression) for expression in (formula.body, *inside.lets.values()))
            self.formulas[formula.name] = known
        return known


def _children(node: Expression) -> Iterator[Expression]:
    """The sub-expressions of a node, without those of its binding."""
    for name in node.__match_args__:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, checked.Node):
                yield cast("Expression", part)

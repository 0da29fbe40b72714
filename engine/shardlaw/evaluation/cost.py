"""How much work a rule can be on a plan, reckoned before anything is evaluated.

The work is counted in evaluated nodes: each node once, what a quantifier, aggregate or selection repeats once for
each element of the longest list that its source can be, a let once for each turn of the `for` clauses, the body of
a formula once for each use. To read a list counts as many nodes as it has elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from shardlaw.dataclass import dataclass, field, replace
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.calculators import LONGEST_ANSWER
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.types import ListType
from shardlaw.plans.facts import Plan

LIMIT = 1_000_000

_LEAVES = (checked.Constant, checked.Element, checked.LetRef, checked.ParamRef, checked.ArgumentRef)
_OWN = len(checked.Node.__match_args__)  # the fields that every node has come first


def refusals(rules: Iterable[tuple[checked.Policy, checked.Rule]], plan: Plan) -> tuple[Diagnostic, ...]:
    """A diagnostic for each rule that may evaluate more than `LIMIT` nodes on this plan."""
    lengths = longest_lists(plan.root)
    found: list[Diagnostic] = []
    meters: dict[str, _Meter] = {}  # of policies by file, since all rules of a policy share its lets
    for policy, rule in rules:
        shared = meters.get(policy.source.name)
        if shared is None:
            shared = meters[policy.source.name] = _of_policy(policy, lengths)
        work = _rule_cost(rule, shared)
        if work > LIMIT:
            words = {"rule": rule.name, "plan": plan.source.name, "work": f"{work:,}", "limit": f"{LIMIT:,}"}
            found.append(Diagnostic("C201", policy.source, rule.span, words))
    return tuple(found)


def longest_lists(root: Mapping[str, object], least: Mapping[str, int] | None = None) -> Mapping[str, int]:
    """The length of the longest list under each name that a plan, or its document, has a list under.

    `least` are lengths to begin with: a document with one phase need not write a list of it.
    """
    longest = dict(least or {})
    pending: list[tuple[str, object]] = list(root.items())
    while pending:
        name, tree = pending.pop()
        if isinstance(tree, tuple | list):
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
    return _rule_cost(rule, _of_policy(policy, lengths))


def _of_policy(policy: checked.Policy, lengths: Mapping[str, int]) -> _Meter:
    meter = _Meter(lengths, {let.name: let.value for let in policy.lets})
    return replace(meter, once=meter.all(meter.lets.values()))


def _rule_cost(rule: checked.Rule, shared: _Meter) -> int:
    own = {let.name: let.value for let in rule.lets}
    meter = replace(shared, lets={**shared.lets, **own})
    once = meter.once + meter.all((*own.values(), *_held(rule)))
    turns, total = 1, 0
    for depth in range(len(rule.bindings) + 1):
        total += turns * (once + meter.all(condition for bound, condition in rule.conditions if bound == depth))
        if depth < len(rule.bindings):
            bind = rule.bindings[depth]
            total += turns * meter.cost(bind.source)
            turns *= meter.length(bind.source)
            total += 0 if bind.condition is None else turns * meter.cost(bind.condition)
    return total + turns * meter.all(require.condition for require in rule.requirements)


def _held(rule: checked.Rule) -> Iterator[Expression]:
    """The expressions in a rule's messages."""
    for template in (rule.message, rule.fix, *(require.message for require in rule.requirements)):
        if template is not None:
            yield from (part.expression for part in template.parts if isinstance(part, checked.Hole))


@dataclass(frozen=True, slots=True)
class _Meter:
    """The cost of expressions that see some lets; `once` is that of all lets which rules share."""

    lengths: Mapping[str, int]
    lets: Mapping[str, Expression]
    once: int = 0
    formulas: dict[str, int] = field(default_factory=dict)

    def all(self, nodes: Iterable[Expression]) -> int:
        return sum(self.cost(node) for node in nodes)

    def cost(self, node: Expression) -> int:
        if isinstance(node, _LEAVES):
            return 1
        match node:
            case checked.Quantifier(bind=bind) | checked.Fold(bind=bind) | checked.Select(bind=bind):
                once = self.cost(bind.source)
                return 1 + once + self.length(bind.source) * (self.all(_children(node)) - once)
            case checked.Root() | checked.Member() if isinstance(node.type, ListType):
                return 1 + self.length(node) + self.all(_children(node))
            case checked.Among(collection=collection):
                return 1 + self.length(collection) + self.all(_children(node))
            case checked.Apply(formula=formula):
                return 1 + self._formula(formula) + self.all(node.arguments)
        return 1 + self.all(_children(node))

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
            lets = {let.name: let.value for let in formula.lets}
            inside = _Meter(self.lengths, lets, formulas=self.formulas)
            known = inside.all((formula.body, *inside.lets.values()))
            self.formulas[formula.name] = known
        return known


def _children(node: Expression) -> Iterator[Expression]:
    """The sub-expressions of a node, those of its binding included."""
    for name in node.__match_args__[_OWN:]:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, checked.Node):
                yield cast("Expression", part)
            elif isinstance(part, checked.Bind):
                yield part.source
                if part.condition is not None:
                    yield part.condition

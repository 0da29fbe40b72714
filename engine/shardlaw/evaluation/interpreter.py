"""The reference interpreter: the specification of what an expression is worth. Small, exact, slow.

Every operand is evaluated, whatever its neighbours are worth, so that neither a value nor its causes depend on an
order. Only `if`, `default` and `where` leave something out: what their answer does not depend on.
"""

from __future__ import annotations

from typing import assert_never

from shardlaw.evaluation import arithmetic, comparison, lists, logic, paths
from shardlaw.evaluation.calculators import calculate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Place, Trace
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.values import Unknown


def evaluate(node: Expression, scope: Scope) -> Trace:
    """The value of an expression with its derivation.

    Total for checked expressions on any plan, but for `calculators.Fault` where a calculator fails.
    """
    match node:
        case checked.Member():
            return paths.member(node, evaluate(node.base, scope))
        case checked.LetRef():
            return _let(node, scope)
        case checked.Constant():
            return Trace(node, node.value, unit=node.unit, quantum=node.quantum)
        case checked.Compare():
            return comparison.compare(node, evaluate(node.left, scope), evaluate(node.right, scope))
        case checked.Arithmetic():
            return arithmetic.binary(node, evaluate(node.left, scope), evaluate(node.right, scope), scope.text)
        case checked.Element():
            return paths.through(node, scope.elements[node.name])
        case checked.ArgumentRef():
            return paths.through(node, scope.arguments[node.name])
        case checked.ParamRef():
            param = scope.params[node.name]
            return Trace(node, param.value, unit=param.unit, quantum=param.quantum)
        case checked.Root():
            return paths.root(node, scope.root)
        case checked.Default():
            return _default(node, scope)
        case checked.Known():
            return logic.known(node, evaluate(node.operand, scope))
        case checked.Logic():
            return logic.combine(node, evaluate(node.left, scope), evaluate(node.right, scope))
        case checked.Not():
            return logic.negate(node, evaluate(node.operand, scope))
        case checked.Apply():
            return _apply(node, scope)
        case checked.Calculate():
            return calculate(node, _all(node.arguments, scope))
        case checked.Choose():
            return _choose(node, scope)
        case checked.Approximate():
            left, right = evaluate(node.left, scope), evaluate(node.right, scope)
            return comparison.approximate(node, left, right, evaluate(node.tolerance, scope))
        case checked.RoundsTo():
            return comparison.rounds_to(node, evaluate(node.left, scope), evaluate(node.right, scope))
        case checked.Divides():
            return comparison.divides(node, evaluate(node.left, scope), evaluate(node.right, scope), scope.text)
        case checked.Among():
            return comparison.among(node, evaluate(node.item, scope), evaluate(node.collection, scope))
        case checked.InVersions():
            return comparison.in_versions(node, evaluate(node.version, scope))
        case checked.Matches():
            return comparison.matches(node, evaluate(node.text, scope))
        case checked.Negative():
            return arithmetic.negative(node, evaluate(node.operand, scope))
        case checked.Power():
            return arithmetic.power(node, evaluate(node.base, scope), scope.text)
        case checked.Rounding():
            return arithmetic.rounding(node, evaluate(node.operand, scope))
        case checked.Extreme():
            return arithmetic.extreme(node, _all(node.operands, scope))
        case checked.Quantifier() | checked.Fold() | checked.Select():
            return _over_list(node, scope)
        case checked.Items():
            items = _all(node.items, scope)
            return Trace(node, items, items)
        case checked.At():
            return paths.at(node, evaluate(node.base, scope), evaluate(node.index, scope), scope.text(node))
        case _:
            assert_never(node)


def _all(nodes: tuple[Expression, ...], scope: Scope) -> tuple[Trace, ...]:
    return tuple(evaluate(node, scope) for node in nodes)


def _let(node: checked.LetRef, scope: Scope) -> Trace:
    """A let is evaluated when it is first needed, and once."""
    value = scope.evaluated.get(node.name)
    if value is None:
        value = scope.evaluated[node.name] = evaluate(scope.lets[node.name].value, scope)
    return paths.through(node, value, value)


def _default(node: checked.Default, scope: Scope) -> Trace:
    """The fallback for what is not stated; every other reason not to know stays one."""
    operand = evaluate(node.operand, scope)
    if not isinstance(operand.value, Unknown) or not paths.unsaid(operand):
        return paths.through(node, operand, operand)
    fallback = evaluate(node.fallback, scope)
    if isinstance(fallback.value, Unknown):
        return Trace(node, operand.value.union(fallback.value), (operand, fallback))
    return paths.through(node, fallback, operand, fallback)


def _choose(node: checked.Choose, scope: Scope) -> Trace:
    """Unknown where the condition is, even if both branches should agree: they were not asked."""
    condition = evaluate(node.condition, scope)
    if isinstance(condition.value, Unknown):
        return Trace(node, condition.value, (condition,))
    branch = evaluate(node.consequence if condition.value else node.alternative, scope)
    return paths.through(node, branch, condition, branch)


def _over_list(node: checked.Quantifier | checked.Fold | checked.Select, scope: Scope) -> Trace:
    source = evaluate(node.bind.source, scope)
    if not isinstance(source.value, tuple):
        return Trace(node, source.value, (source,))
    body = None if isinstance(node, checked.Select) else node.body
    turns = [_turn(node.bind, body, element, scope) for element in source.value]
    operands = (source, *(trace for turn in turns for trace in turn.traces))
    if isinstance(node, checked.Quantifier):
        return Trace(node, lists.quantified(node, turns), operands)
    if isinstance(node, checked.Fold):
        unit = next((turn.body.unit for turn in turns if turn.body is not None), None)
        return Trace(node, lists.folded(node, turns, scope.text(node)), operands, unit=unit)
    chosen = lists.selected(turns, scope.text(node))
    return Trace(node, chosen, operands) if isinstance(chosen, Unknown) else paths.through(node, chosen, *operands)


def _turn(bind: checked.Bind, body: Expression | None, element: Trace, scope: Scope) -> lists.Turn:
    inner = scope.within(bind.name, element)
    condition = None if bind.condition is None else evaluate(bind.condition, inner)
    if body is None or (condition is not None and condition.value is False):
        return lists.Turn(element, condition, None)
    return lists.Turn(element, condition, evaluate(body, inner))


def _apply(node: checked.Apply, scope: Scope) -> Trace:
    """Call by value: the body sees its arguments and its own lets, and nothing else."""
    formula = node.formula
    arguments = _all(node.arguments, scope)
    named = dict(zip((name for name, _ in formula.parameters), arguments, strict=True))
    inside = Scope(formula.source, lets={let.name: let for let in formula.lets}, arguments=named, applied=scope.applied)
    if scope.applied is None:
        body = evaluate(formula.body, inside)
    else:
        key = (formula.name, *map(_identity, arguments))
        body = scope.applied.get(key) or evaluate(formula.body, inside)
        scope.applied[key] = body
    return Trace(node, body.value, (*arguments, body), unit=body.unit)


def _identity(argument: Trace) -> object:
    """All that the body of a formula sees of an argument."""
    seen: object = argument.value
    if isinstance(seen, Place):
        seen = seen.pointer
    elif isinstance(seen, tuple):
        seen = tuple(map(_identity, seen))
    said = argument.fact is not None
    return type(argument.value), seen, argument.unit, argument.quantum, argument.pointer, said

"""The checked tree as a function of one fact.

What does not depend on the fact is computed by the interpreter's own operations, so that they have no second
meaning here; what does is followed as a quotient of polynomials for as long as it is one. Where it is none, a fact
with finitely many values is tried value by value, and any other is not solved: the expression is the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from shardlaw.dataclass import dataclass, field, replace
from shardlaw.diagnostics.pointers import dotted
from shardlaw.evaluation import arithmetic, calculators, comparison, lists, logic, paths
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.solving import algebra
from shardlaw.evaluation.solving.algebra import Operands
from shardlaw.evaluation.solving.dependence import contains, said_at
from shardlaw.evaluation.solving.lifting import Operation, Variable
from shardlaw.evaluation.solving.piecewise import Cell, Function, Unsolved, Value, lift
from shardlaw.evaluation.solving.rational import UNKNOWN, NotFollowedError, Ratio
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.values import Number, Unknown

_Loop = checked.Quantifier | checked.Fold | checked.Select


@dataclass(frozen=True, slots=True)
class Frame:
    """The names in reach: those of the interpreter, and those whose values depend on the variable."""

    scope: Scope
    arguments: Mapping[str, Function] = field(default_factory=dict)
    lets: dict[str, Function] = field(default_factory=dict)

    def within(self, name: str, element: Trace) -> Frame:
        return replace(self, scope=self.scope.within(name, element))


@dataclass(slots=True)
class Follower:
    """Evaluates expressions as functions of a variable; `reads_digits` once one asked how it was written.

    `settled` has what is known not to depend on the variable, by the identity of its node.
    """

    variable: Variable
    settled: Mapping[int, Trace] = field(default_factory=dict)
    reads_digits: bool = False

    def follow(self, node: Expression, frame: Frame) -> Function:
        """What an expression is worth for each value of the variable. Fault where a calculator fails on the way."""
        if id(node) in self.settled:
            return self.settled[id(node)]
        match node:
            case checked.Constant() | checked.ParamRef() | checked.Root() | checked.Element():
                return self._read(evaluate(node, frame.scope))
            case checked.LetRef():
                if node.name not in frame.lets:
                    frame.lets[node.name] = self.follow(frame.scope.lets[node.name].value, frame)
                return frame.lets[node.name]
            case checked.ArgumentRef():
                return frame.arguments[node.name]
            case checked.Apply():
                return self._formula(node, frame)
            case checked.RoundsTo():
                return self._rounds_to(node, frame)
            case checked.Known():
                return self._known(node, frame)
            case checked.Default():
                return self._default(node, frame)
            case checked.Choose():
                return self._choose(node, frame)
            case checked.Quantifier() | checked.Fold() | checked.Select():
                return self._over_list(node, frame)
            case _:
                return self._operation(node, frame)

    def _operation(self, node: Expression, frame: Frame) -> Function:
        """An expression that reads all its operands, whatever they are."""
        text = frame.scope.text
        match node:
            case checked.Member():
                return self._apply(node, frame, (node.base,), lambda a: self._read(paths.member(node, a)))
            case checked.At():
                parts = (node.base, node.index)
                return self._apply(node, frame, parts, lambda a, b: self._read(paths.at(node, a, b, text(node))))
            case checked.Negative():
                return self._apply(
                    node,
                    frame,
                    (node.operand,),
                    lambda a: arithmetic.negative(node, a),
                    lambda operands: -algebra.ratio(operands[0]),
                )
            case checked.Arithmetic():
                return self._apply(
                    node,
                    frame,
                    (node.left, node.right),
                    lambda a, b: arithmetic.binary(node, a, b, text),
                    lambda operands: algebra.arithmetic(node, operands, text(node.right)),
                )
            case checked.Power():
                return self._apply(
                    node,
                    frame,
                    (node.base,),
                    lambda a: arithmetic.power(node, a, text),
                    lambda operands: algebra.power(algebra.ratio(operands[0]), node.exponent),
                )
            case checked.Rounding():
                return self._apply(
                    node,
                    frame,
                    (node.operand,),
                    lambda a: arithmetic.rounding(node, a),
                    lambda operands: algebra.rounding(node.function, operands[0]),
                )
            case checked.Extreme():
                return self._apply(
                    node,
                    frame,
                    node.operands,
                    lambda *traces: arithmetic.extreme(node, traces),
                    lambda operands: algebra.extreme(node.function, operands),
                )
            case checked.Compare():
                return self._apply(
                    node,
                    frame,
                    (node.left, node.right),
                    lambda a, b: comparison.compare(node, a, b),
                    lambda operands: algebra.compare(node, operands),
                )
            case checked.Approximate():
                return self._apply(
                    node,
                    frame,
                    (node.left, node.right, node.tolerance),
                    lambda a, b, t: comparison.approximate(node, a, b, t),
                    lambda operands: algebra.approximate(node, operands),
                )
            case checked.Divides():
                return self._apply(
                    node,
                    frame,
                    (node.left, node.right),
                    lambda a, b: comparison.divides(node, a, b, text),
                    lambda operands: algebra.divides(node, operands),
                )
            case checked.Among():
                return self._apply(
                    node,
                    frame,
                    (node.item, node.collection),
                    lambda a, b: comparison.among(node, a, b),
                    lambda operands: algebra.among(node, operands),
                )
            case checked.InVersions():
                return self._apply(node, frame, (node.version,), lambda a: comparison.in_versions(node, a))
            case checked.Matches():
                return self._apply(node, frame, (node.text,), lambda a: comparison.matches(node, a))
            case checked.Not():
                return self._apply(node, frame, (node.operand,), lambda a: logic.negate(node, a))
            case checked.Logic():
                return self._apply(node, frame, (node.left, node.right), lambda a, b: logic.combine(node, a, b))
            case checked.Items():
                return self._apply(node, frame, node.items, lambda *items: Trace(node, items, items))
            case checked.Calculate():
                return self._apply(node, frame, node.arguments, lambda *arguments: self._calculate(node, arguments))
            case _:
                raise TypeError(f"not an operation: {node!r}")

    def _apply(
        self,
        node: Expression,
        frame: Frame,
        parts: Sequence[Expression],
        compute: Callable[..., Function],
        symbolic: Callable[[Operands], Function] | None = None,
    ) -> Function:
        functions = [self.follow(part, frame) for part in parts]
        operation = Operation(node, parts, compute, symbolic, frame.scope.text(node))
        return operation.on(functions, self.variable, self.variable.line)

    def _read(self, trace: Trace) -> Function:
        """What stands at a place of the plan: the variable, a claim that was divided by it, or what is there."""
        if said_at(trace) == self.variable.pointer:
            return self.variable.function
        if trace.fact is not None and self.variable.pointer in trace.fact.operands:
            value, count = trace.value, self.variable.number
            if isinstance(value, bool) or not isinstance(value, Number) or count is None:
                return Unsolved(f"{dotted(trace.fact.pointer)} is stated in terms of it")
            return Ratio.constant(value * count) / UNKNOWN
        return trace

    def _calculate(self, node: checked.Calculate, arguments: tuple[Trace, ...]) -> Function:
        """A calculator that is given a record reads what it likes of it."""
        if any(contains(argument.value, self.variable.pointer) for argument in arguments):
            return Unsolved(f"the calculator {node.calculator.name} reads it")
        return calculators.calculate(node, arguments)

    # ---- expressions with rules of their own ---------------------------------------------------------------

    def _formula(self, node: checked.Apply, frame: Frame) -> Function:
        formula = node.formula
        scope = Scope(formula.source, lets={let.name: let for let in formula.lets})
        arguments = [self.follow(argument, frame) for argument in node.arguments]
        names = (name for name, _ in formula.parameters)
        return self.follow(formula.body, Frame(scope, dict(zip(names, arguments, strict=True))))

    def _rounds_to(self, node: checked.RoundsTo, frame: Frame) -> Function:
        """The digits of the right side count; where that is the variable, it keeps those it is written with."""
        functions = (self.follow(node.left, frame), self.follow(node.right, frame))
        self.reads_digits = self.reads_digits or not isinstance(functions[1], Trace)

        def symbolic(operands: Operands) -> Function:
            written = operands[1]
            quantum = self.variable.quantum if isinstance(written, Ratio) else (written.quantum or 0)
            if quantum is None:
                raise NotFollowedError
            return algebra.rounds_to(node, operands, quantum)

        parts, text = (node.left, node.right), frame.scope.text(node)
        operation = Operation(node, parts, lambda a, b: comparison.rounds_to(node, a, b), symbolic, text)
        return operation.on(functions, self.variable, self.variable.line)

    def _known(self, node: checked.Known, frame: Frame) -> Function:
        def combine(_: Cell, values: tuple[Value, ...]) -> Function:
            (value,) = values
            if isinstance(value, Trace):
                return logic.known(node, value)
            return Trace(node, value=True) if isinstance(value, Ratio) else value

        return lift(self.variable.line, (self.follow(node.operand, frame),), combine)

    def _default(self, node: checked.Default, frame: Frame) -> Function:
        fallback = self.follow(node.fallback, frame)

        def combine(_: Cell, values: tuple[Value, ...]) -> Function:
            operand = values[0]
            if isinstance(operand, Trace) and isinstance(operand.value, Unknown) and paths.unsaid(operand):
                return self._with_causes(node, operand.value, fallback)
            return operand

        return lift(self.variable.line, (self.follow(node.operand, frame),), combine)

    def _with_causes(self, node: Expression, causes: Unknown, fallback: Function) -> Function:
        """The fallback; where that is unknown as well, for the causes of both."""

        def combine(_: Cell, values: tuple[Value, ...]) -> Function:
            value = values[0]
            if isinstance(value, Trace) and isinstance(value.value, Unknown):
                return Trace(node, causes.union(value.value), (value,))
            return value

        return lift(self.variable.line, (fallback,), combine)

    def _choose(self, node: checked.Choose, frame: Frame) -> Function:
        branches: dict[bool, Function] = {}  # followed once, however many cells take it

        def combine(_: Cell, values: tuple[Value, ...]) -> Function:
            condition = values[0]
            if not isinstance(condition, Trace):
                return condition
            if isinstance(condition.value, Unknown):
                return Trace(node, condition.value, (condition,))
            taken = condition.value is True
            if taken not in branches:
                branches[taken] = self.follow(node.consequence if taken else node.alternative, frame)
            return branches[taken]

        return lift(self.variable.line, (self.follow(node.condition, frame),), combine)

    def _over_list(self, node: _Loop, frame: Frame) -> Function:
        def combine(cell: Cell, values: tuple[Value, ...]) -> Function:
            source = values[0]
            if not isinstance(source, Trace):
                return source
            if not isinstance(source.value, tuple):
                return Trace(node, source.value, (source,))
            return self._turns(node, frame, source.value, cell)

        return lift(self.variable.line, (self.follow(node.bind.source, frame),), combine)

    def _turns(self, node: _Loop, frame: Frame, elements: tuple[Trace, ...], line: Cell) -> Function:
        """Condition and body for every element, one after the other, and what they come to together."""
        body = None if isinstance(node, checked.Select) else node.body
        parts = [part for part in (node.bind.condition, body) if part is not None]
        frames = [frame.within(node.bind.name, element) for element in elements]
        functions = [self.follow(part, inner) for inner in frames for part in parts]
        text = frame.scope.text(node)

        def compute(*traces: Trace) -> Function:
            turns = _turns(elements, traces, conditional=node.bind.condition is not None, embodied=body is not None)
            match node:
                case checked.Quantifier():
                    return Trace(node, lists.quantified(node, turns), traces)
                case checked.Fold():
                    return Trace(node, lists.folded(node, turns, text), traces)
                case checked.Select():
                    chosen = lists.selected(turns, text)
                    return Trace(node, chosen, traces) if isinstance(chosen, Unknown) else self._read(chosen)

        symbolic = _fold_of(node) if isinstance(node, checked.Fold) else None
        operation = Operation(node, parts * len(elements), compute, symbolic, text, strict=False)
        return operation.on(functions, self.variable, line)


def _fold_of(node: checked.Fold) -> Callable[[Operands], Function]:
    def symbolic(operands: Operands) -> Function:
        if node.bind.condition is None:
            return algebra.folded(node, [(None, body) for body in operands])
        return algebra.folded(node, list(zip(operands[::2], operands[1::2], strict=True)))

    return symbolic


def _turns(
    elements: Sequence[Trace], traces: Sequence[Trace], *, conditional: bool, embodied: bool
) -> list[lists.Turn]:
    """The turns of a loop from its traces: for every element its condition and its body, each if there is one."""
    rest = iter(traces)
    turns: list[lists.Turn] = []
    for element in elements:
        condition = next(rest) if conditional else None
        body = next(rest) if embodied else None
        left_out = condition is not None and condition.value is False
        turns.append(lists.Turn(element, condition, None if left_out else body))
    return turns

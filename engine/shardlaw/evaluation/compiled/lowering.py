"""The checked tree to fragments of Python: names, truth and control. Numbers are in `numeric`, lists in `folds`."""

from __future__ import annotations

import re
from typing import assert_never, cast

from shardlaw.dataclass import dataclass, replace
from shardlaw.evaluation.compiled import calls, folds, numeric
from shardlaw.evaluation.compiled.blocks import Block, Globals, Loop, Needs, joined
from shardlaw.evaluation.compiled.fragments import Fragment, Names, Place, Plain, Sequence, Unpacked
from shardlaw.evaluation.compiled.layout import kind_of, scale_of
from shardlaw.evaluation.compiled.matching import in_versions, matcher
from shardlaw.evaluation.compiled.quantities import FACT_BITS, Quantity, UnloweredError, compared, constant
from shardlaw.language import checked
from shardlaw.language.checked import Expression
from shardlaw.language.types import ListType, NumberType, RecordType
from shardlaw.language.types import Member as Field

_LEAVES = (checked.Constant, checked.Root, checked.Element, checked.Member, checked.ParamRef, checked.ArgumentRef)
_IMPORTED = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Captured:
    """Where generated code keeps the value of an expression; `context` tells the uses of a formula apart.

    A number is `over / under * scale`. `block` is where the locals are; in the body of a loop there is one value for
    each turn.
    """

    node: Expression
    context: tuple[int, ...]
    fragment: Quantity | Plain
    block: Block


class Lowering:
    """Lowers the expressions of one function. `scope` is the block in which statements go that no loop needs."""

    def __init__(self, *, tracing: bool) -> None:
        self.globals = Globals()
        self.scope = Block(self.globals)
        self.tracing = tracing
        self.folds: list[Block] = []
        self.elements: dict[tuple[Block, str], tuple[str, Unpacked | None]] = {}
        self.calls: dict[tuple[Block, str], str] = {}
        self.called: dict[int, set[tuple[Block, str]]] = {}
        self.captured: list[Captured] = []
        self.kept: dict[Block, list[str]] = {}
        self.turns: dict[Block, tuple[Loop, Block]] = {}

    # ---- statements ----------------------------------------------------------------------------------

    def named(self, text: str, needs: Needs, *check: str) -> str:
        """A local that holds what a text is worth, computed as far out as it can be."""
        if not check and (_IMPORTED.fullmatch(text) or text.isdigit()):
            return text
        home = self.home(needs)
        return home.temporary(text, needs, *check)

    def home(self, needs: Needs) -> Block:
        """The innermost open loop that a text depends on, else the scope."""
        return next((block for block in reversed(self.folds) if block in needs), self.scope)

    def named_plain(self, plain: Plain) -> Plain:
        return replace(plain, text=self.named(plain.text, plain.needs))

    def named_quantity(self, quantity: Quantity) -> Quantity:
        """The same quantity, cheap to mention twice."""
        if quantity.constant is not None:
            return quantity
        under = None if quantity.under is None else self.named(quantity.under, quantity.needs)
        return replace(quantity, over=self.named(quantity.over, quantity.needs), under=under)

    def outside(self, needs: Needs) -> bool:
        """Whether a text does not change from turn to turn of the innermost loop."""
        return bool(self.folds) and self.folds[-1] not in needs

    # ---- expressions ---------------------------------------------------------------------------------

    def lower(self, node: Expression, names: Names) -> Fragment:
        """The fragment of an expression; UnloweredError where it has none."""
        fragment = self._lower(node, names)
        if self.tracing and not isinstance(node, _LEAVES) and isinstance(fragment, Quantity | Plain):
            fragment = self.named_quantity(fragment) if isinstance(fragment, Quantity) else self.named_plain(fragment)
            self._capture(Captured(node, names.context, fragment, self.home(fragment.needs)))
        return fragment

    def _capture(self, captured: Captured) -> None:
        """Keep the locals of a value for the trace."""
        fragment = captured.fragment
        texts = [fragment.text] if isinstance(fragment, Plain) else [fragment.over, fragment.under]
        self.kept.setdefault(captured.block, []).extend(text for text in texts if text and text[0].isalpha())
        self.captured.append(captured)

    def element(self, outer: Block, source: Sequence) -> tuple[str, Unpacked | None]:
        """The locals of the elements of a list, the same ones for every loop over it in a block."""
        if (outer, source.text) not in self.elements:
            name = self.globals.fresh("e")
            self.elements[outer, source.text] = name, Unpacked(source.rows, name) if source.rows is not None else None
        return self.elements[outer, source.text]

    def keep_turns(self, loop: Loop, into: Loop, outer: Block) -> None:
        """Keep what the turns of a loop captured, in the list of the loop that it became part of."""
        if loop.kept:
            self.turns[loop.body] = into, outer
            self.kept.setdefault(outer, []).append(into.trace)

    def number(self, node: Expression, names: Names) -> Quantity:
        fragment = self.lower(node, names)
        if not isinstance(fragment, Quantity):
            raise UnloweredError("not a number")
        return fragment

    def plain(self, node: Expression, names: Names) -> Plain:
        fragment = self.lower(node, names)
        if not isinstance(fragment, Plain):
            raise UnloweredError("not a plain value")
        return fragment

    def _lower(self, node: Expression, names: Names) -> Fragment:
        match node:
            case checked.Root(name=name):
                return self._read(Place(names.root.row, (name,)), node)
            case checked.Member():
                return self._member(node, names)
            case checked.Element(name=name):
                return names.elements[name]
            case checked.ArgumentRef(name=name):
                return names.arguments[name]
            case checked.LetRef(name=name):
                return self._let(name, names)
            case checked.Constant(value=value):
                return _constant(value)
            case checked.ParamRef(name=name):
                return _constant(names.params[name].value)
            case checked.Not():
                operand = self.plain(node.operand, names)
                return replace(operand, text=f"(not {operand.text})")
            case checked.Logic():
                return self._logic(node, names)
            case checked.Known():
                return self._known(node, names)
            case checked.Default():
                return self._default(node, names)
            case checked.Choose():
                condition = self.plain(node.condition, names)
                return self._chosen(condition, node.consequence, node.alternative, names)
            case checked.Compare():
                return self._compare(node, names)
            case checked.Approximate():
                return numeric.approximate(self, node, names)
            case checked.RoundsTo():
                return numeric.rounds_to(self, node, names)
            case checked.Divides():
                return numeric.divides(self, node, names)
            case checked.Among():
                return self._among(node, names)
            case checked.InVersions():
                version = self.plain(node.version, names)
                test = self.globals.constant(in_versions(node.specifier))
                return replace(version, text=f"{test}({version.text})")
            case checked.Matches():
                text = self.plain(node.text, names)
                return replace(text, text=self._matched(node.pattern, text.text))
            case checked.Negative() | checked.Arithmetic() | checked.Power() | checked.Rounding() | checked.Extreme():
                return numeric.arithmetic(self, node, names)
            case checked.Quantifier() | checked.Fold() | checked.Select():
                return folds.over_list(self, node, names)
            case checked.Apply():
                return self._apply(node, names)
            case checked.Calculate():
                return calls.calculate(self, node, names)
            case checked.At():
                return self._at(node, names)
            case checked.Items():
                raise UnloweredError("a list of expressions")
            case _:
                assert_never(node)

    # ---- names ---------------------------------------------------------------------------------------

    def _member(self, node: checked.Member, names: Names) -> Fragment:
        base = self.lower(node.base, names)
        if not isinstance(base, Place):
            raise UnloweredError("a member of no record of the plan")
        return self._read(replace(base, path=(*base.path, node.name)), node)

    def _read(self, place: Place, node: checked.Root | checked.Member) -> Fragment:
        """What stands at a path: a record is read when one of its members is."""
        row, path, needs = place.row, place.path, place.row.needs
        match node.type:
            case RecordType():
                return place
            case ListType(element=RecordType()):
                return Sequence(row.cell(path, "rows"), needs, row.layout.rows(path))
            case ListType(element=NumberType(dimension)):
                scale = scale_of(None, NumberType(dimension))
                return Sequence(row.cell(path, "numbers", scale), needs, scale=scale)
            case ListType():
                return Sequence(row.cell(path, "plains"), needs)
            case NumberType() as kind:
                field = _field(node)
                scale = scale_of(field, kind)
                bound = field.least if field is not None and not field.claim else None
                least = None if bound is None or bound < 0 else (1 if bound > 0 else 0)
                text = row.cell(path, "number", scale)
                return Quantity(text, numeric.fraction(1, scale), FACT_BITS, needs, least=cast("None", least))
        return Plain(row.cell(path, kind_of(node.type)), needs)

    def _let(self, name: str, names: Names) -> Fragment:
        """A let is lowered once; what is bound inside an expression it does not see."""
        value, names = names.let(name)
        fragment = names.lowered.get(name)
        if fragment is None:
            folds, self.folds = self.folds, [] if not names.context else self.folds
            try:
                fragment = names.lowered[name] = self._shared(self.lower(value, names))
            finally:
                self.folds = folds
        return fragment

    def _shared(self, fragment: Fragment) -> Fragment:
        match fragment:
            case Quantity():
                return self.named_quantity(fragment)
            case Plain():
                return self.named_plain(fragment)
        return fragment

    def _apply(self, node: checked.Apply, names: Names) -> Fragment:
        """A formula inlined; its arguments are computed once."""
        formula = node.formula
        given = [self._shared(self.lower(argument, names)) for argument in node.arguments]
        inside = Names(
            names.root,
            {},
            {let.name: let for let in formula.lets},
            arguments=dict(zip((name for name, _ in formula.parameters), given, strict=True)),
            context=(*names.context, id(node)),
        )
        return self.lower(formula.body, inside)

    def _at(self, node: checked.At, names: Names) -> Fragment:
        base, index = self.lower(node.base, names), self.number(node.index, names)
        if not isinstance(base, Sequence) or index.scale != 1 or index.under is not None:
            raise UnloweredError("an element of a list that is not indexed by an integer")
        place = index.over
        if index.least is None:
            place = self.named(place, index.needs, "if {0} < 0: undecided()")
        needs = joined(base.needs, index.needs)
        text = f"{base.text}[{place}]"
        if base.rows is not None:
            return folds.record(self, base.rows, text, needs)
        if base.scale is not None:
            return Quantity(text, numeric.fraction(1, base.scale), FACT_BITS, needs)
        return Plain(text, needs)

    # ---- truth ---------------------------------------------------------------------------------------

    def _logic(self, node: checked.Logic, names: Names) -> Plain:
        left, right = self.plain(node.left, names), self.plain(node.right, names)
        needs = joined(left.needs, right.needs)
        match node.operator:
            case "and" | "or":
                return Plain(f"({left.text} {node.operator} {right.text})", needs)
            case "implies":
                return Plain(f"(not {left.text} or {right.text})", needs)

    def _known(self, node: checked.Known, names: Names) -> Plain:
        condition = self.stated(node.operand, names)
        if condition is not None:
            return condition
        operand = self._shared(self.lower(node.operand, names))
        if isinstance(operand, Place):
            if not operand.path:
                raise UnloweredError("whether an element is known")
            text = operand.row.cell(operand.path, "record")
            return Plain(f"({text} is not NOT_STATED)", operand.row.needs)
        if isinstance(operand, Quantity):
            return Plain(f"present({operand.over}, {operand.under or 1})", operand.needs)
        return Plain(f"present({operand.text})", operand.needs)

    def stated(self, node: Expression, names: Names, test: str = "({0} is not NOT_STATED)") -> Plain | None:
        """Whether an expression is stated: true, false where all it lacks is not stated, else undecided.

        None for expressions that may be unknown for other reasons than a fact.
        """
        match node:
            case checked.Root() | checked.Member() | checked.Element():
                fragment = self.lower(node, names)
                if isinstance(fragment, Place):
                    return None
                text = fragment.over if isinstance(fragment, Quantity) else fragment.text
                return Plain(test.format(text), fragment.needs)
            case checked.LetRef(name=name):
                return self.stated(*names.let(name), test)
            case checked.Constant() | checked.ParamRef():
                return Plain("True")
            case checked.Default(operand=operand, fallback=fallback):
                parts = [self.stated(part, names, test) for part in (operand, fallback)]
                return _both(" or ", parts)
            case (
                checked.Compare(left=left, right=right)
                | checked.Arithmetic(operator="+" | "-" | "*", left=left, right=right)
            ):
                return self._all_stated((left, right), names, test)
            case checked.Negative(operand=operand) | checked.Not(operand=operand):
                return self.stated(operand, names, test)
            case checked.Among(item=item, collection=checked.Items()):
                return self.stated(item, names, test)
        return None

    def _all_stated(self, nodes: tuple[Expression, ...], names: Names, test: str) -> Plain | None:
        varying = [node for node in nodes if not isinstance(node, checked.Constant | checked.ParamRef)]
        if len(varying) <= 1:
            return self.stated(varying[0], names, test) if varying else Plain("True")
        return _both(" & ", [self.stated(node, names, "said({0})") for node in varying])

    # ---- control -------------------------------------------------------------------------------------

    def _default(self, node: checked.Default, names: Names) -> Fragment:
        condition = self.stated(node.operand, names)
        if condition is not None:
            return self._chosen(condition, node.operand, node.fallback, names)
        operand = self.lower(node.operand, names)
        if isinstance(operand, Quantity | Plain):
            return self._shared(operand)  # open where it is not known, whatever the reason
        raise UnloweredError("a default for a record or a list")

    def _chosen(self, condition: Plain, one: Expression, other: Expression, names: Names) -> Fragment:
        a, b = self.lower(one, names), self.lower(other, names)
        if isinstance(a, Quantity) and isinstance(b, Quantity):
            return numeric.chosen(self, condition, a, b)
        if isinstance(a, Plain) and isinstance(b, Plain):
            return Plain(f"({a.text} if {condition.text} else {b.text})", joined(condition.needs, a.needs, b.needs))
        raise UnloweredError("a choice between records or lists")

    # ---- comparisons ---------------------------------------------------------------------------------

    def _compare(self, node: checked.Compare, names: Names) -> Plain:
        left, right = self.lower(node.left, names), self.lower(node.right, names)
        if isinstance(left, Quantity) and isinstance(right, Quantity):
            return self.compare(node.operator, left, right)
        if isinstance(left, Sequence) and isinstance(right, Sequence):
            comparable = left.rows is right.rows is None and left.scale == right.scale
        else:
            comparable = isinstance(left, Plain) and isinstance(right, Plain)
        if not comparable or not isinstance(left, Plain | Sequence) or not isinstance(right, Plain | Sequence):
            raise UnloweredError("a comparison of lists")
        return Plain(f"({left.text} {node.operator} {right.text})", joined(left.needs, right.needs))

    def compare(self, operator: str, left: Quantity, right: Quantity) -> Plain:
        """A comparison of numbers; in a loop, the side that does not change is computed before it."""
        needs = joined(left.needs, right.needs)
        if self.folds and self.outside(left.needs) is not self.outside(right.needs):
            if self.outside(left.needs):
                mirror = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
                return self.compare(mirror.get(operator, operator), right, left)
            if right.constant is None and operator not in ("==", "!=") and left.under is None and right.under is None:
                bound = self.named(numeric.bound(operator, left, right), right.needs)
                return Plain(f"({left.over} {operator} {bound})", needs)
        return Plain(f"({compared(operator, left, right)})", needs)

    def _matched(self, pattern: str, text: str) -> str:
        found = matcher(pattern)
        if isinstance(found, re.Pattern):
            return f"({self.globals.constant(found.fullmatch)}({text}) is not None)"
        return f"{self.globals.constant(found.matches)}({text})"

    def _among(self, node: checked.Among, names: Names) -> Plain:
        item = self._shared(self.lower(node.item, names))
        written = self.written(node.collection, names)
        if written is not None:
            items, inside = written
            values = [_literal(part, inside) for part in items.items]
            if values and None not in values and isinstance(item, Plain):
                return Plain(f"({item.text} in {{{', '.join(map(repr, values))}}})", item.needs)
            tests = [self._equal(item, self.lower(part, inside)) for part in items.items]
            return Plain(f"({' or '.join(test.text for test in tests) or False})", joined(*(t.needs for t in tests)))
        collection = self.lower(node.collection, names)
        if not isinstance(collection, Sequence) or not isinstance(item, Plain) or collection.rows is not None:
            raise UnloweredError("a number in a list")
        return Plain(f"({item.text} in {collection.text})", joined(item.needs, collection.needs))

    def _equal(self, left: Fragment, right: Fragment) -> Plain:
        if isinstance(left, Quantity) and isinstance(right, Quantity):
            return self.compare("==", left, right)
        if isinstance(left, Plain) and isinstance(right, Plain):
            return Plain(f"({left.text} == {right.text})", joined(left.needs, right.needs))
        raise UnloweredError("a list in a list")

    def written(self, node: Expression, names: Names) -> tuple[checked.Items, Names] | None:
        """The list that a policy writes, through the names it has."""
        while isinstance(node, checked.LetRef):
            node, names = names.let(node.name)
        return (node, names) if isinstance(node, checked.Items) else None


def _literal(node: Expression, names: Names) -> str | None:
    value = names.params[node.name].value if isinstance(node, checked.ParamRef) else getattr(node, "value", None)
    return value if isinstance(value, str) else None


def _constant(value: object) -> Fragment:
    if isinstance(value, bool | str):
        return Plain(repr(value))
    return constant(cast("int", value))


def _field(node: checked.Root | checked.Member) -> Field | None:
    if isinstance(node, checked.Member) and isinstance(node.base.type, RecordType):
        return node.base.type.members.get(node.name)
    return None


def _both(operator: str, parts: list[Plain | None]) -> Plain | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return Plain(f"({operator.join(part.text for part in known)})", joined(*(part.needs for part in known)))

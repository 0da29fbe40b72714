"""One rule: its clauses counted, its expressions checked, what it inherits from the head put before its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from shardlaw.dataclass import dataclass, field
from shardlaw.language import checked, tree
from shardlaw.language.checker import lints
from shardlaw.language.checker.bindings import bind, condition_of
from shardlaw.language.checker.claims import established
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.heads import Head, citations, once
from shardlaw.language.checker.lets import declare_lets, finish_lets, unused_lets
from shardlaw.language.checker.results import Report
from shardlaw.language.checker.samples import Samples, example
from shardlaw.language.checker.scope import Reads, Scope
from shardlaw.language.checker.templates import template

KINDS: Mapping[str, checked.Kind] = {kind: kind for kind in get_args(checked.Kind)}
SEVERITIES: Mapping[str, checked.Severity] = {severity: severity for severity in get_args(checked.Severity)}

# The clauses that a rule cannot do without, and what to write for each.
_MANDATORY = {
    "kind": "kind inconsistent",
    "severity": "severity error",
    "message": 'message "..."',
    "because": 'because "..."',
}


@dataclass(slots=True)
class Frame:
    """What decides whether and for what a rule is evaluated: variables, conditions, and the claims asked for."""

    bindings: tuple[checked.Bind, ...] = ()
    conditions: tuple[tuple[int, checked.Expression], ...] = ()
    guards: frozenset[str] = frozenset()
    reads: Reads = field(default_factory=Reads)
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule sees of its policy."""

    head: Head
    frame: Frame
    params: Mapping[str, checked.Param | None]
    samples: Samples


def frame(context: Context, outer: Frame, loops: Sequence[tree.For], conditions: Sequence[tree.When]) -> Frame:
    """A frame within another. Each condition is paired with how many variables must be bound before it is read."""
    inner = Frame(outer.bindings, outer.conditions, outer.guards, Reads(), outer.sound)
    context.reads = inner.reads
    for loop in loops:
        for node in loop.bindings:
            binding = bind(context, node)
            if binding is None:
                inner.sound = False
            else:
                inner.bindings += (binding,)
                if binding.condition is not None:
                    inner.guards |= established(context, binding.condition)
    places = {binding.name: place for place, binding in enumerate(inner.bindings, 1)}
    for when in conditions:
        with context.reading() as reads:
            condition = condition_of(context, when.condition, "when")
        if condition is None:
            inner.sound = False
            continue
        place = max((places.get(name, 0) for name in reads.elements), default=0)
        inner.conditions += ((place, condition),)
        inner.guards |= established(context, condition)
    return inner


def _missing(report: Report, node: tree.Rule, clause: str, snippet: str) -> None:
    what = f"rule `{node.name.text}`"
    report.add("L301", node.name.span, what=what, clause=clause, snippet=snippet, place="to the rule")


def rule(context: Context, surroundings: Surroundings, node: tree.Rule) -> checked.Rule | None:
    """The checked rule; None where something is wrong with it."""
    report = context.report
    texts: dict[str, tree.Clause] = {}
    for clause in node.clauses:
        if isinstance(clause, tree.Clause):
            once(report, texts, clause.keyword.text, clause, f"`{clause.keyword.text}`")
    for keyword, snippet in _MANDATORY.items():
        if keyword not in texts:
            _missing(report, node, keyword, snippet)
    requires = [clause for clause in node.clauses if isinstance(clause, tree.Require)]
    if not requires:
        _missing(report, node, "require", "require phase.gpus >= 1")
    kind, severity = KINDS.get(_word(texts, "kind")), SEVERITIES.get(_word(texts, "severity"))

    outer = context.scope
    context.scope = Scope(outer)
    lets = declare_lets(context, [clause for clause in node.clauses if isinstance(clause, tree.Let)])
    loops = [clause for clause in node.clauses if isinstance(clause, tree.For)]
    whens = [clause for clause in node.clauses if isinstance(clause, tree.When)]
    own = frame(context, surroundings.frame, loops, whens)
    requirements = [_requirement(context, clause) for clause in requires]
    if kind != "incomplete":
        lints.unguarded_claims(context, own.reads, own.guards)
    message, fix = _template(context, texts.get("message")), _template(context, texts.get("fix"))
    checked_lets = finish_lets(context, lets)
    unused_lets(context, lets)
    context.scope = outer

    cites = citations(report, surroundings.head, [clause for clause in node.clauses if isinstance(clause, tree.Cite)])
    examples = [clause for clause in node.clauses if isinstance(clause, tree.Example)]
    checked_examples = [
        example(report, one, surroundings.samples, context.environment.facts, surroundings.params) for one in examples
    ]
    _has_both(context, node, examples)
    because = texts.get("because")
    sound = [requirement for requirement in requirements if requirement is not None]
    if (
        kind is None
        or severity is None
        or message is None
        or because is None
        or not isinstance(because.value, tree.Text)
        or not own.sound
    ):
        return None
    return checked.Rule(
        node.span,
        node.name.text,
        node.title.value,
        kind,
        severity,
        own.bindings,
        own.conditions,
        checked_lets,
        tuple(sound),
        message,
        because.value.value,
        cites,
        fix,
        tuple(one for one in checked_examples if one is not None),
    )


def _requirement(context: Context, clause: tree.Require) -> checked.Require | None:
    condition = condition_of(context, clause.expression, "forbid" if clause.negated else "require")
    with context.reading() as reads:
        message = None if clause.otherwise is None else template(context, clause.otherwise)
        reads.claims.clear()
    if condition is None or (message is None and clause.otherwise is not None):
        return None
    if clause.negated:
        condition = checked.Not(condition.span, condition.type, condition)
    return checked.Require(clause.span, condition, message)


def _template(context: Context, clause: tree.Clause | None) -> checked.Template | None:
    return template(context, clause.value) if clause is not None and isinstance(clause.value, tree.Template) else None


def _word(texts: Mapping[str, tree.Clause], keyword: str) -> str:
    """The word of a clause, which the parser has seen to be one of its set; nothing where the clause is missing."""
    clause = texts.get(keyword)
    return clause.value.text if clause is not None and isinstance(clause.value, tree.Word) else ""


def _has_both(context: Context, node: tree.Rule, examples: Sequence[tree.Example]) -> None:
    """A rule is shown by an example that it passes and one that it finds."""
    verdicts = {one.verdict for one in examples}
    missing = [verdict for verdict in ("passes", "violates") if verdict not in verdicts]
    if missing:
        context.report.add(
            "L404",
            node.name.span,
            name=node.name.text,
            missing=" and none that ".join(missing),
            snippets=" and ".join(f'`example {verdict} "..." {{ ... }}`' for verdict in missing),
        )

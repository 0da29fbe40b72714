"""Libraries: formulas that call each other, in any order and across files, but never in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Label
from shardlaw.language import checked, tree
from shardlaw.language.checker.calls import assignable
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.cycles import Link, shown
from shardlaw.language.checker.expressions import HANDLERS
from shardlaw.language.checker.heads import Head, citations, once, read_head, uncited
from shardlaw.language.checker.lets import declare_lets, finish_lets, unused_lets
from shardlaw.language.checker.results import Checked, Report, concluded
from shardlaw.language.checker.scope import FUNCTIONS, ArgumentEntity, NamespaceEntity, Scope, outermost
from shardlaw.language.checker.signatures import UnknownType, parse_type, spell
from shardlaw.language.checker.words import this_is
from shardlaw.language.environment import Environment
from shardlaw.language.types import RecordType, Type

Grade = Literal["exact", "bound", "band", "tolerance"]
GRADES: Mapping[str, Grade] = {grade: grade for grade in get_args(Grade)}


def check_libraries(libraries: Sequence[tree.Library], environment: Environment) -> Checked[dict[str, checked.Formula]]:
    """All formulas of some libraries by their full names; they may call each other and those of the environment."""
    formulas = _Formulas(libraries, environment)
    found = {name: formula for name in formulas.own if (formula := formulas[name]) is not None}
    return concluded(found, formulas.diagnostics())


@dataclass(slots=True)
class _File:
    library: tree.Library
    report: Report
    head: Head


@dataclass(slots=True)
class _Declaration:
    """A formula as written, and what became of it."""

    file: _File
    node: tree.Formula
    name: str
    open: bool = False
    done: bool = False
    formula: checked.Formula | None = None


class _Formulas(Mapping[str, checked.Formula | None]):
    """Formulas by full name, each checked when it is first asked for; None where one is wrong."""

    def __init__(self, libraries: Sequence[tree.Library], environment: Environment) -> None:
        self.own: dict[str, _Declaration] = {}
        self._environment = environment
        self._files = [_file(library, environment) for library in libraries]
        self._open: list[_Declaration] = []
        self._contexts: list[Context] = []
        self._heights: dict[str, int] = {}
        self._outermost = outermost(environment, facts=False)
        for file in self._files:
            self._outermost.names[file.library.name.text] = NamespaceEntity(None)
            for node in file.library.formulas:
                self._declare(file, node)

    def __getitem__(self, name: str) -> checked.Formula | None:
        declaration = self.own.get(name)
        if declaration is None:
            return self._environment.formulas[name]
        if declaration.open:
            self._cycle(declaration)
            return None
        if not declaration.done:
            declaration.open = True
            self._open.append(declaration)
            declaration.formula = self._check(declaration)
            self._open.pop()
            declaration.open, declaration.done = False, True
        return declaration.formula

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self._environment.formulas

    def __iter__(self) -> Iterator[str]:
        yield from self.own
        yield from self._environment.formulas

    def __len__(self) -> int:
        return len(self.own) + len(self._environment.formulas)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that was noted, file by file."""
        for file in self._files:
            uncited(file.report, file.head)
        return tuple(diagnostic for file in self._files for diagnostic in file.report.diagnostics)

    def _declare(self, file: _File, node: tree.Formula) -> None:
        name = f"{file.library.name.text}.{node.name.text}"
        first = self.own.get(name)
        if first is not None:
            labels = [Label(first.node.name.span, "first declared here", first.file.library.source)]
        elif name in self._environment.formulas:
            known = self._environment.formulas[name]
            labels = [Label(known.span, "first declared here", known.source)]
        elif name in self._environment.calculators:
            labels = []
        else:
            self.own[name] = _Declaration(file, node, name)
            return
        file.report.add("L303", node.name.span, labels=labels, name=name, what="a formula")

    def _check(self, declaration: _Declaration) -> checked.Formula | None:
        file, node, report = declaration.file, declaration.node, declaration.file.report
        context = Context(
            report,
            self._environment,
            Scope(self._outermost),
            HANDLERS,
            formulas=self,
            heights=self._heights,
        )
        start = context.depth = self._contexts[-1].depth if self._contexts else 0
        self._contexts.append(context)
        parameters = [_parameter(context, parameter) for parameter in node.parameters]
        lets = declare_lets(context, node.lets)
        body = context.check(node.body)
        checked_lets = finish_lets(context, lets)
        self._contexts.pop()
        self._heights[declaration.name] = context.peak - start
        result = _type(report, node.result)
        if body is not None and result is not None and not assignable(body.type, result):
            wanted, given = spell(result), spell(body.type)
            report.add(
                "L315", node.result.span, labels=[this_is(body)], name=declaration.name, wanted=wanted, given=given
            )
            body = None
        unused_lets(context, lets)
        _unused_parameters(context, node)
        grade, because = _clauses(report, node)
        cites = citations(report, file.head, [clause for clause in node.clauses if isinstance(clause, tree.Cite)])
        typed = tuple(parameter for parameter in parameters if parameter is not None)
        if body is None or result is None or grade is None or len(typed) < len(parameters):
            return None
        library = f"{file.library.name.text}@{file.library.version.text}"
        return checked.Formula(
            node.span,
            file.library.source,
            declaration.name,
            typed,
            result,
            checked_lets,
            body,
            cites,
            grade,
            because,
            library,
        )

    def _cycle(self, declaration: _Declaration) -> None:
        start = next(place for place, one in enumerate(self._open) if one is declaration)
        links = [Link(one.name, one.node.name.span, one.file.library.source) for one in self._open[start:]]
        circle, labels = shown(links, "calls")
        declaration.file.report.add("L239", links[0].span, labels=labels, name=links[0].name, cycle=circle)


def _file(library: tree.Library, environment: Environment) -> _File:
    report = Report(library.source)
    name = library.name.text
    if name in environment.facts.members or name in FUNCTIONS:
        what = "a function" if name in FUNCTIONS else "a root of the plan"
        report.add("L316", library.name.span, name=name, what=what)
    head = read_head(report, environment, library)
    for loop in head.loops:
        report.add("L306", loop.span, clause="for")
    for condition in head.conditions:
        report.add("L306", condition.span, clause="when")
    return _File(library, report, head)


def _parameter(context: Context, node: tree.Parameter) -> tuple[str, Type] | None:
    kind = _type(context.report, node.type, context.environment.facts)
    context.declare(node.name, ArgumentEntity(node.name.span, kind))
    return None if kind is None else (node.name.text, kind)


def _type(report: Report, word: tree.Word, facts: RecordType | None = None) -> Type | None:
    kind = parse_type(word.text, facts)
    if isinstance(kind, UnknownType):
        report.add("L235", word.span, candidates=kind.candidates, type=word.text)
        return None
    return kind


def _unused_parameters(context: Context, node: tree.Formula) -> None:
    for parameter in node.parameters:
        entity = context.scope.names.get(parameter.name.text)
        if isinstance(entity, ArgumentEntity) and not entity.used:
            context.report.add("L402", parameter.name.span, name=parameter.name.text)


def _clauses(report: Report, node: tree.Formula) -> tuple[Grade | None, str | None]:
    """The class and the reason of a formula."""
    seen: dict[str, tree.Clause] = {}
    for clause in node.clauses:
        if isinstance(clause, tree.Clause):
            once(report, seen, clause.keyword.text, clause, f"`{clause.keyword.text}`")
    because = seen.get("because")
    reason = because.value.value if because is not None and isinstance(because.value, tree.Text) else None
    grade = seen.get("class")
    if grade is None:
        what = f"formula `{node.name.text}`"
        report.add("L301", node.name.span, what=what, clause="class", snippet="class exact", place="below its body")
        return None, reason
    return (GRADES[grade.value.text] if isinstance(grade.value, tree.Word) else None), reason

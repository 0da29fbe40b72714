"""The head of a file: its name and version, what it requires, what it cites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from packaging.version import Version

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Label, closest
from shardlaw.language import checked, tree
from shardlaw.language.checker.results import Report
from shardlaw.language.checker.versions import read_specifier
from shardlaw.language.environment import Environment

C = TypeVar("C", tree.Clause, tree.Requires)


@dataclass(slots=True)
class Head:
    """What the head of a file says. `cited` are the references that something cites."""

    texts: dict[str, tree.Clause] = field(default_factory=dict)
    references: dict[str, tree.Reference] = field(default_factory=dict)
    loops: list[tree.For] = field(default_factory=list)
    conditions: list[tree.When] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)

    def text(self, keyword: str) -> str | None:
        clause = self.texts.get(keyword)
        return clause.value.value if clause is not None and isinstance(clause.value, tree.Text) else None


def read_head(report: Report, environment: Environment, file: tree.Policy | tree.Library) -> Head:
    """The clauses of a head by what they are; notes what is repeated or unmet."""
    head = Head()
    required: dict[str, tree.Requires] = {}
    for clause in file.head:
        match clause:
            case tree.Clause(keyword=keyword):
                once(report, head.texts, keyword.text, clause, f"`{keyword.text}`")
            case tree.Requires(subject=subject, name=name):
                what = f"`requires {subject.text}{f' {name.text}' if name else ''}`"
                if once(report, required, what, clause, what):
                    _require(report, environment, clause)
            case tree.Reference(name=name):
                first = head.references.setdefault(name.text, clause)
                if first is not clause:
                    labels = [Label(first.name.span, "first declared here")]
                    report.add("L303", name.span, labels=labels, name=name.text, what="a reference")
            case tree.For():
                head.loops.append(clause)
            case tree.When():
                head.conditions.append(clause)
    return head


def once(report: Report, seen: dict[str, C], key: str, clause: C, what: str) -> bool:
    """Keep a clause that may stand once; notes a second one beside the first."""
    first = seen.setdefault(key, clause)
    if first is clause:
        return True
    report.add("L302", clause.span, labels=[Label(first.span, "first said here")], what=what)
    return False


def citations(report: Report, head: Head, cites: Iterable[tree.Cite]) -> tuple[checked.Citation, ...]:
    """Citations with what they refer to; notes references that the head does not declare."""
    found: list[checked.Citation] = []
    for cite in cites:
        name = cite.reference.text
        reference = head.references.get(name)
        if reference is None:
            report.add("L307", cite.reference.span, candidates=closest(name, head.references), name=name)
            continue
        head.cited.add(name)
        at = None if reference.at is None else reference.at.value
        place = None if cite.place is None else cite.place.value
        found.append(checked.Citation(name, reference.title.value, at, place))
    return tuple(found)


def uncited(report: Report, head: Head) -> None:
    """Note the references that nothing cites."""
    for name, reference in head.references.items():
        if name not in head.cited:
            report.add("L409", reference.name.span, name=name)


def _require(report: Report, environment: Environment, clause: tree.Requires) -> None:
    specifier = read_specifier(report, clause.specifier)
    if clause.name is None:
        subject, version = "the engine", environment.engine
    elif clause.name.text in environment.plugins:
        subject, version = f"plug-in {clause.name.text}", environment.plugins[clause.name.text]
    else:
        name = clause.name.text
        report.add("L305", clause.name.span, candidates=closest(name, environment.plugins), name=name)
        return
    if specifier is not None and not specifier.contains(Version(version), prereleases=True):
        report.add("L304", clause.specifier.span, subject=subject, version=version, wanted=clause.specifier.value)

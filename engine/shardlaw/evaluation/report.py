"""The report: everything an audit found and everything that decided it, as the JSON tree of report/1.

Files are named as their sources are, everything is in a fixed order, and nothing in it depends on when, where or
under which hash seed it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from shardlaw import __version__
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.diagnostics.pointers import path_order
from shardlaw.evaluation.audit import PlanResult, Settings, Unreadable, policy_order
from shardlaw.evaluation.baseline import Baseline, mended
from shardlaw.evaluation.calculators import Fault
from shardlaw.evaluation.derivation import causes, citations, derivation, exact, exact_number
from shardlaw.evaluation.display import base_unit, dimension_of, shown, value_text
from shardlaw.evaluation.gate import Gate, audit_verdict, decided_nothing, exit_code, undecided, verdict
from shardlaw.evaluation.identity import record_ids
from shardlaw.evaluation.messages import as_written
from shardlaw.evaluation.paths import written_unit
from shardlaw.evaluation.places import Excerpts, position, stretch
from shardlaw.evaluation.records import OUTCOMES, Alternative, Condition, Record, Requirement, Subject
from shardlaw.evaluation.slack import Slack
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.plans.facts import CatalogSource, Fact, Plan

if TYPE_CHECKING:
    from shardlaw.evaluation.solving.answers import Answer

Traces = Literal["failed", "all", "none"]
Tree = dict[str, Any]

# A requirement that passes with less room than this, relative to its limit, is traced like one that fails.
NARROW = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Audit:
    """What a report is made of.

    `plugins` are the versions of those that were loaded, by name. `project` is the project file, where there is one,
    and `folder` the path of its folder from the root of the repository. `baseline` is the earlier report that says
    which records are known.
    """

    results: tuple[PlanResult, ...]
    unreadable: tuple[Unreadable, ...]
    policies: tuple[checked.Policy, ...]
    plugins: Mapping[str, str]
    settings: Settings
    gate: Gate = field(default_factory=Gate)
    project: Source | None = None
    folder: str = ""
    baseline: Baseline | None = None

    @property
    def exit_code(self) -> int:
        return exit_code(self.results, self.unreadable, self.gate)

    @property
    def decided_nothing(self) -> bool:
        """Whether plans were audited and the gate refuses that nothing was decided about any of them."""
        records = [record for result in self.results for record in result.records]
        return bool(self.results) and decided_nothing(records, self.gate)


def build_report(audit: Audit, traces: Traces = "failed") -> Tree:
    """The report. `traces` says which requirements show their derivation: those that do not pass, all, or none."""
    audited = [result.plan for result in audit.results]
    revised = [plan.revises for plan in audited if plan.revises is not None]
    sources = ((plan.source, plan.sha256) for plan in (*audited, *revised))
    excerpts = Excerpts({source.name: (source, digest) for source, digest in sources})
    policies = sorted(audit.policies, key=policy_order)
    results = sorted(audit.results, key=lambda result: result.plan.source.name)
    unreadable = sorted(audit.unreadable, key=lambda plan: plan.path)
    plans = [_Plan(result, audit.gate, traces, excerpts, audit.baseline is not None).tree() for result in results]
    return {
        "schema": "report/1",
        "tool": {"name": "shardlaw", "version": __version__},
        "verdict": audit_verdict(results, unreadable, audit.gate),
        "gate": {
            "fail_on": audit.gate.fail_on,
            "inconclusive": audit.gate.inconclusive,
            "allow_empty": audit.gate.allow_empty,
            "must_conclude": sorted(audit.gate.must_conclude),
        },
        "project": None if audit.project is None else _project(audit.project, audit.folder),
        **({} if audit.baseline is None else {"baseline": _baseline(audit, audit.baseline)}),
        "plans": plans,
        "unreadable": [_unreadable(plan) for plan in unreadable],
        "policies": [
            {"id": policy.id, "version": policy.version, "sha256": policy.source.sha256} for policy in policies
        ],
        "rules": [_rule(policy, rule) for policy in policies for rule in policy.rules],
        "plugins": [{"name": name, "version": audit.plugins[name]} for name in sorted(audit.plugins)],
        "catalogs": _catalogs(audited),
        "parameters": {
            f"{policy.id}.{param.name}": _parameter(param, audit.settings.get((policy.id, param.name)))
            for policy in policies
            for param in policy.params
        },
        "excerpts": excerpts.tree(),
    }


def _catalogs(plans: Iterable[Plan]) -> list[Tree]:
    """The catalogs that facts of the plans came from, by name."""
    sources = {fact.source.name: fact.source for plan in plans for fact in plan.facts.values()}
    catalogs = [source for source in sources.values() if isinstance(source, CatalogSource)]
    return [
        {"name": source.catalog, "version": source.version, "sha256": source.sha256}
        for source in sorted(catalogs, key=lambda source: (source.catalog, source.version))
    ]


@dataclass(frozen=True, slots=True)
class _Plan:
    """One plan's part of the report."""

    result: PlanResult
    gate: Gate
    traces: Traces
    excerpts: Excerpts
    compared: bool

    def tree(self) -> Tree:
        records = self.result.records
        outcomes = Counter(record.outcome for record in records)
        revised = self.result.plan.revises
        self.excerpts.cite(self.result.plan.source, Span(0, 0))  # stands for what the plan does not say
        return {
            "path": self.result.plan.source.name,
            "sha256": self.result.plan.sha256,
            "name": self.result.plan.name,
            **({} if revised is None else {"revises": {"path": revised.source.name, "sha256": revised.sha256}}),
            "verdict": verdict(records, self.gate),
            "summary": {outcome: outcomes[outcome] for outcome in OUTCOMES},
            "empty": self.result.empty,
            "undecided": [
                {"fact": cause.subject, "cause": cause.kind, "rules": rules} for cause, rules in undecided(records)
            ],
            "records": [self.record(of, record) for of, record in zip(record_ids(self.result), records, strict=True)],
            "exhibits": [],
        }

    def record(self, of: str, record: Record) -> Tree:
        policy, rule = record.policy, record.rule
        self.excerpts.cite(policy.source, rule.span)
        return {
            "id": of,
            **({"known": record.known} if self.compared else {}),
            "policy": f"{policy.id}@{policy.version}",
            "rule": rule.name,
            "title": rule.title,
            "severity": rule.severity,
            "kind": rule.kind,
            "outcome": record.outcome,
            "subject": self.subject(record.subject),
            "message": record.message,
            "because": rule.because,
            "fix": record.fix,
            "citations": citations(rule.citations),
            "facts": self.facts(record),
            "rule_source": position(policy.source, rule.span),
            "when": None if record.when is None else self.condition(record.when, policy),
            "requirements": [self.requirement(requirement, policy) for requirement in record.requirements],
            "binding": record.binding,
            "unknowns": causes(record.unknowns),
            "alternatives": [_alternative(alternative) for alternative in record.alternatives],
            "holds_if": [_answer(answer) for answer in record.holds_if],
            "hints": [{"factor": exact_number(hint.factor), "text": hint.text} for hint in record.hints],
            "waiver": None,
            "fault": None if record.fault is None else _fault(record.fault),
        }

    def subject(self, subject: Subject) -> Tree:
        fact = subject.fact
        if fact is not None:
            self.excerpts.cite(fact.source, fact.span)
        return {
            "pointer": subject.pointer,
            "name": subject.name,
            "variable": subject.variable,
            "source": None if fact is None else position(fact.source, fact.span),
        }

    def facts(self, record: Record) -> list[Tree]:
        """What was read, and what is not stated and could decide, which has the place where its subject begins."""
        facts = {fact.pointer: self.fact(fact) for fact in record.facts}
        subject = record.subject.fact
        source, start = (self.result.plan.source, 0) if subject is None else (subject.source, subject.span.start)
        place = stretch(source, Span(start, start))
        for answer in record.holds_if:
            missing = {"path": answer.pointer, "value": None, "unit": base_unit(answer.dimension), "text": "?"}
            facts.setdefault(answer.pointer, {**missing, "stated": False, **place})
        return [facts[pointer] for pointer in sorted(facts, key=path_order)]

    def fact(self, fact: Fact) -> Tree:
        self.excerpts.cite(fact.source, fact.span)
        return {
            "path": fact.pointer,
            "value": exact(fact.value),
            "unit": fact.unit,
            "text": fact.text,
            "stated": fact.stated,
            **stretch(fact.source, fact.span),
        }

    def condition(self, when: Condition, policy: checked.Policy) -> Tree:
        self.excerpts.cite(policy.source, when.expression.span, whole=True)
        return {
            "outcome": when.outcome,
            "source": stretch(policy.source, when.expression.span),
            "trace": self.trace(when.trace, policy, wanted=True),
        }

    def requirement(self, requirement: Requirement, policy: checked.Policy) -> Tree:
        self.excerpts.cite(policy.source, requirement.expression.span, whole=True)
        return {
            "outcome": requirement.outcome,
            "message": requirement.message,
            "source": stretch(policy.source, requirement.expression.span),
            "slack": None if requirement.slack is None else _slack(requirement.slack),
            "trace": self.trace(requirement.trace, policy, wanted=_notable(requirement)),
        }

    def trace(self, trace: Trace | None, policy: checked.Policy, *, wanted: bool) -> Tree | None:
        shows = self.traces == "all" or (self.traces == "failed" and wanted)
        return derivation(trace, policy.source) if shows and trace is not None else None


def _project(source: Source, folder: str) -> Tree:
    return {"path": source.name, "folder": folder, "sha256": source.sha256}


def _rule(policy: checked.Policy, rule: checked.Rule) -> Tree:
    """What a rule says wherever it is evaluated; its fix as it is written, with the holes."""
    return {
        "policy": f"{policy.id}@{policy.version}",
        "rule": rule.name,
        "title": rule.title,
        "severity": rule.severity,
        "kind": rule.kind,
        "because": rule.because,
        "fix": None if rule.fix is None else as_written(rule.fix, policy.source),
        "citations": citations(rule.citations),
        "source": position(policy.source, rule.span),
    }


def _baseline(audit: Audit, baseline: Baseline) -> Tree:
    return {
        "path": baseline.path,
        "sha256": baseline.sha256,
        "mended": mended(audit.results, audit.policies, baseline),
    }


def _answer(answer: Answer) -> Tree:
    found: Tree = {
        "fact": answer.pointer,
        "text": answer.text,
        "unit": base_unit(answer.dimension),
        "intervals": [exact(interval) for interval in answer.intervals],
        "reason": answer.reason,
    }
    return found | {"values": list(answer.values)} if answer.values else found


def _alternative(alternative: Alternative) -> Tree:
    fact, value = alternative.fact, alternative.reading.value
    unit = written_unit(fact.written_unit or fact.unit)
    return {
        "fact": fact.pointer,
        "label": alternative.reading.label,
        "value": exact(value),
        "unit": fact.unit,
        "text": value_text(value, DIMENSIONLESS if unit is None else unit.dimension, unit),
        "outcome": alternative.outcome,
    }


def _fault(fault: Fault) -> Tree:
    return {"calculator": fault.calculator, "plugin": fault.plugin, "message": fault.message}


def _notable(requirement: Requirement) -> bool:
    """Whether a requirement does not pass, or passes with little room."""
    ratio = None if requirement.slack is None else requirement.slack.ratio
    return requirement.outcome != "pass" or (ratio is not None and ratio < NARROW)


def _slack(slack: Slack) -> Tree:
    return {
        "value": exact_number(slack.value),
        "unit": base_unit(slack.dimension),
        "ratio": None if slack.ratio is None else exact_number(slack.ratio),
        "text": value_text(abs(Fraction(slack.value)), slack.dimension, slack.unit),
    }


def _parameter(param: checked.Param, setting: checked.Constant | None) -> Tree:
    constant = setting or param.default
    trace = Trace(constant, constant.value, unit=constant.unit)
    return {
        "value": exact(constant.value),
        "unit": base_unit(dimension_of(constant)),
        "text": shown(trace),
        "stated": setting is not None,
    }


def _unreadable(plan: Unreadable) -> Tree:
    ordered = sorted(plan.diagnostics, key=lambda diagnostic: diagnostic.sort_key)
    return {"path": plan.path, "diagnostics": [_diagnostic(diagnostic) for diagnostic in ordered]}


def _diagnostic(diagnostic: Diagnostic) -> Tree:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **position(diagnostic.source, diagnostic.span),
        "found": diagnostic.found,
        "expected": diagnostic.expected,
        "help": diagnostic.help,
    }

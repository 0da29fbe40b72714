"""The examples of a policy: each is a small plan on which its rule must come to what the example says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source
from shardlaw.evaluation.alternatives import decided_records
from shardlaw.evaluation.cost import refusals
from shardlaw.evaluation.laying import lay
from shardlaw.evaluation.records import Outcome, Record
from shardlaw.language import checked
from shardlaw.plans import nodes
from shardlaw.plans.facts import REVISED, Plan
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.revision import with_revised
from shardlaw.plans.schema import PlanSchema


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example.

    `holds` where the records are as the example says; `said` is false if only the text after `saying` is missing
    from their messages. `plan` is what its facts say. With `diagnostics` they are no plan, and there are no records.
    """

    policy: checked.Policy
    rule: checked.Rule
    example: checked.Example
    plan: Plan | None = None
    records: tuple[Record, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.diagnostics and self.decided and self.said

    @property
    def decided(self) -> bool:
        """Whether the records come to the example's verdict."""
        outcomes = {record.outcome for record in self.records}
        if "fault" in outcomes:
            return False
        match self.example.verdict:
            case "violates":
                return "violation" in outcomes
            case "passes":
                return "pass" in outcomes and "violation" not in outcomes
            case "inconclusive":
                return "inconclusive" in outcomes and "violation" not in outcomes
            case "skips":
                return outcomes <= {"skipped"}

    @property
    def said(self) -> bool:
        """Whether a message of a record with the expected outcome has the text of `saying`."""
        saying = self.example.saying
        return saying is None or any(saying in message for message in self.messages)

    @property
    def messages(self) -> Iterator[str]:
        """The messages of the records with the expected outcome, those of their requirements included."""
        for record in self.records:
            if record.outcome == _OUTCOMES[self.example.verdict]:
                yield record.message
                yield from (requirement.message for requirement in record.requirements if requirement.message)


_OUTCOMES: dict[checked.Verdict, Outcome] = {
    "violates": "violation",
    "passes": "pass",
    "inconclusive": "inconclusive",
    "skips": "skipped",
}


def run_examples(policies: Iterable[checked.Policy], schema: PlanSchema) -> Iterator[ExampleResult]:
    """Every example of every rule, in the order written."""
    for policy in policies:
        for rule in policy.rules:
            for example in rule.examples:
                yield run_example(example, rule, policy, schema)


def run_example(
    example: checked.Example, rule: checked.Rule, policy: checked.Policy, schema: PlanSchema
) -> ExampleResult:
    """One example. Its facts are read like any plan, with positions in the policy's file."""
    root, wrong = lay(example.facts, example.span, policy.source)
    plan, misread = _read(root, policy.source, schema)
    if wrong or plan is None:
        return ExampleResult(policy, rule, example, diagnostics=(*wrong, *misread))
    refused = refusals([(policy, rule)], plan)
    if refused:
        return ExampleResult(policy, rule, example, plan, diagnostics=refused)
    records = decided_records(rule, policy, plan, dict(example.settings))
    return ExampleResult(policy, rule, example, plan, records)


def _read(root: nodes.Mapping, source: Source, schema: PlanSchema) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of an example, with the one that it revises, whose facts an example says where rules read them."""
    own = nodes.Mapping(tuple(entry for entry in root.entries if entry[0].text != REVISED), root.span)
    reading = read_nodes(own, source, schema, header=False)
    earlier = next((node for key, node in root.entries if key.text == REVISED), None)
    if not isinstance(earlier, nodes.Mapping):
        return reading.plan, reading.diagnostics
    before = read_nodes(earlier, source, schema, header=False)
    if reading.plan is None or before.plan is None:
        return None, (*reading.diagnostics, *before.diagnostics)
    return with_revised(reading.plan, before.plan), ()

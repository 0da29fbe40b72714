"""What blocks, as a program asks for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span, closest, listed
from shardlaw.evaluation import gate as evaluation
from shardlaw.evaluation.gate import FailOn, Inconclusive
from shardlaw.workspace.gate import FAIL_ON, INCONCLUSIVE, make_gate
from shardlaw.workspace.naming import not_applied, rules_meant
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Selection

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Gate:
    """What blocks. None leaves it to the project file, and to the default where that says nothing.

    Violations of severity `fail_on` and above do (default `error`). Undecided rules of those severities do under
    `inconclusive="block"` (default `allow`), and those of `must_conclude`, `policy/rule` or a policy's id, in any case.
    An audit that decided nothing is let through with `allow_empty`.
    """

    fail_on: FailOn | None = None
    inconclusive: Inconclusive | None = None
    allow_empty: bool = False
    must_conclude: Collection[str] = ()


def read_gate(gate: Gate, workspace: Workspace, selection: Selection) -> evaluation.Gate:
    """The gate of an audit; ShardlawError with everything that is wrong with its words."""
    wrong = [
        *wrong_word("fail_on", gate.fail_on, FAIL_ON),
        *wrong_word("inconclusive", gate.inconclusive, INCONCLUSIVE),
    ]
    made = make_gate(
        workspace, selection, fail_on=gate.fail_on, inconclusive=gate.inconclusive, allow_empty=gate.allow_empty
    )
    policies = {policy.id: policy for policy in selection.policies}
    rules = set(made.must_conclude)
    for text in gate.must_conclude:
        name, slash, rule = text.partition("/")
        policy = policies.get(name)
        place = Source("<must_conclude>", text), Span(0, len(text))
        if policy is None:
            wrong.append(not_applied(name, policies, *place))
            continue
        meant = rules_meant(policy, rule if slash else None, *place)
        if isinstance(meant, Diagnostic):
            wrong.append(meant)
        else:
            rules |= meant
    if wrong:
        raise ShardlawError(*wrong)
    return replace(made, must_conclude=frozenset(rules))


def wrong_word(name: str, said: str | None, words: Sequence[str]) -> list[Diagnostic]:
    """What to say of a word that a type checker would have refused."""
    if said is None or said in words:
        return []
    arguments = {"value": said, "name": f"`{name}`", "choices": listed(words)}
    return [Diagnostic("C105", Source(f"<{name}>", said), Span(0, len(said)), arguments, closest(said, words))]

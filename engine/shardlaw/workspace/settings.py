"""Values for parameters, from whoever asks for an audit and from project files, checked like literals of a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span
from shardlaw.evaluation.audit import Settings
from shardlaw.language import checked
from shardlaw.workspace.naming import check_value, find_parameter, not_applied
from shardlaw.workspace.selection import Selection


@dataclass(frozen=True, slots=True)
class Assignment:
    """What somebody sets a parameter to: `text` is `policy.name=value`, and stands in `source` at `span`.

    `asker` is what sets it (`--param`), for people.
    """

    text: str
    source: Source
    span: Span
    asker: str = "--param"


def read_settings(assignments: Iterable[Assignment], selection: Selection) -> Settings:
    """The values that are assigned, by policy and parameter, and those of the project file that they leave as they are.

    ShardlawError with everything that is wrong with any assignment.
    """
    reader = _Reader({item.policy.id: item.policy for item in selection.chosen})
    for assignment in assignments:
        reader.read(assignment)
    if reader.wrong:
        raise ShardlawError(*reader.wrong)
    return {**selection.settings, **reader.settings}


class _Reader:
    def __init__(self, policies: Mapping[str, checked.Policy]) -> None:
        self.policies = policies
        self.settings: dict[tuple[str, str], checked.Constant] = {}
        self.wrong: list[Diagnostic] = []
        self.seen: set[str] = set()

    def read(self, assignment: Assignment) -> None:
        source, span = assignment.source, assignment.span
        name, equals, written = assignment.text.partition("=")
        policy_id, dot, param_name = name.strip().partition(".")
        if not equals or not dot:
            self.wrong.append(Diagnostic("C130", source, span, {"text": assignment.text}))
            return
        if name in self.seen:
            self.wrong.append(Diagnostic("C133", source, span, {"name": name}))
            return
        self.seen.add(name)
        policy = self.policies.get(policy_id)
        if policy is None:
            self.wrong.append(not_applied(policy_id, self.policies, source, span))
            return
        param = find_parameter(policy, param_name, source, span)
        if isinstance(param, Diagnostic):
            self.wrong.append(param)
            return
        value = check_value(param, Source(f"{assignment.asker} {name}", written))
        self.wrong += value.diagnostics
        if value.value is not None:
            self.settings[policy_id, param_name] = value.value

"""Which policies an audit applies, read and checked, and what the project file decides about them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span
from shardlaw.evaluation.audit import Settings
from shardlaw.language import checked
from shardlaw.policies.repository import PolicyFile, Selector
from shardlaw.workspace.files import shown
from shardlaw.workspace.loading import load_policy
from shardlaw.workspace.opening import Workspace

_DEFAULT_SET = Selector("", Source("<default set>", ""), Span(0, 0), "the default set")


@dataclass(frozen=True)
class Chosen:
    """A policy that was chosen, the selector that chose it, and the file it came from."""

    selector: Selector
    file: PolicyFile
    policy: checked.Policy


@dataclass(frozen=True)
class Selection:
    """The policies of one audit, with what the project file decides about them, and what is wrong with any of it.

    The policies are by id, each in one version.
    """

    chosen: tuple[Chosen, ...]
    settings: Settings
    must_conclude: frozenset[str]
    wrong: tuple[Diagnostic, ...]

    @property
    def policies(self) -> tuple[checked.Policy, ...]:
        return tuple(item.policy for item in self.chosen)


def select(workspace: Workspace, named: Sequence[Selector]) -> Selection:
    """The policies that selectors name, else the project file, else the default set."""
    project = workspace.project
    selectors = named
    if not named and project is not None:
        from shardlaw.workspace.project import selectors as listed  # noqa: PLC0415 - only with a project file

        selectors = listed(project, workspace.root)
    found, wrong = _found(workspace, selectors)
    chosen: dict[str, Chosen] = {}
    for item in found:
        other = chosen.setdefault(item.policy.id, item)
        if other.policy.source.name != item.policy.source.name:
            names = {"first": other.policy.source.name, "second": item.policy.source.name}
            words = {"policy": item.policy.id, **names}
            wrong.append(Diagnostic("C124", item.selector.source, item.selector.span, words))
    ordered = tuple(chosen[policy] for policy in sorted(chosen))
    if project is None:
        return Selection(ordered, {}, frozenset(), tuple(wrong))
    from shardlaw.workspace.project import decide  # noqa: PLC0415

    policies = {item.policy.id: item.policy for item in ordered}
    decisions = decide(project, policies, lenient=bool(named) or bool(wrong))
    return Selection(ordered, decisions.settings, decisions.must_conclude, (*wrong, *decisions.wrong))


def find(workspace: Workspace, selectors: Sequence[Selector]) -> list[Chosen]:
    """The policies that selectors name, in that order; ShardlawError with all that is wrong with any of them."""
    found, wrong = _found(workspace, selectors)
    if wrong:
        raise ShardlawError(*wrong)
    return found


def _found(workspace: Workspace, selectors: Sequence[Selector]) -> tuple[list[Chosen], list[Diagnostic]]:
    """The policies that can be read, and what is wrong with the others; the default set without selectors."""
    repository = workspace.repository
    files: list[tuple[Selector, PolicyFile | Diagnostic]] = [(_DEFAULT_SET, file) for file in repository.default()]
    if selectors:
        files = [(selector, repository.find(selector)) for selector in selectors]
    wrong: list[Diagnostic] = []
    found: list[Chosen] = []
    for selector, file in files:
        if isinstance(file, Diagnostic):
            wrong.append(file)
            continue
        if not os.path.exists(file.path):  # noqa: PTH110 - of a name that no file can have, `Path` raises
            wrong.append(Diagnostic("C114", selector.source, selector.span, {"path": selector.text}))
            continue
        policy = load_policy(file, file.name or shown(file.path, workspace.root), workspace.world)
        if isinstance(policy, checked.Policy):
            found.append(Chosen(selector, file, policy))
        else:
            wrong += policy
    return found, wrong

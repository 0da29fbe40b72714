"""What a project file means for an audit: its policies, plug-ins, parameters, gate, plans and hardware."""

from __future__ import annotations

import glob
from collections.abc import Mapping
from pathlib import Path

from shardlaw.dataclass import dataclass, replace
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span
from shardlaw.evaluation.audit import Settings
from shardlaw.language import checked
from shardlaw.plans.facts import Branch
from shardlaw.plans.nodes import Scalar
from shardlaw.plans.normal import Profiles
from shardlaw.plans.reader import read_profile
from shardlaw.plans.schema import PlanSchema
from shardlaw.policies.repository import Selector, is_path
from shardlaw.project.reader import Project, Reading, read_project
from shardlaw.workspace.files import read_text, shown
from shardlaw.workspace.naming import check_value, find_parameter, not_applied, rules_meant

Policies = Mapping[str, checked.Policy]


def open_project(path: Path, root: Path) -> Reading:
    """The project file at a path; ShardlawError when it is no text."""
    source = read_text(path, shown(path, root))
    if isinstance(source, Diagnostic):
        raise ShardlawError(source)
    return read_project(source)


def selectors(project: Project, root: Path) -> list[Selector]:
    """The policies that the file asks for; its paths and patterns of paths are relative to its folder."""
    source = project.source
    return [
        Selector(text, source, scalar.span, source.name, root)
        for scalar in project.policies
        for text in _paths(scalar.text, root)
    ]


def _paths(selector: str, root: Path) -> list[str]:
    """The paths that a pattern means; a selector that is none, or that means nothing, as it stands."""
    if not is_path(selector) or not glob.has_magic(selector):
        return [selector]
    return sorted(glob.glob(selector, root_dir=root, recursive=True)) or [selector]  # noqa: PTH207 - may be absolute


def read_profiles(project: Project, schema: PlanSchema) -> tuple[Profiles, tuple[Diagnostic, ...]]:
    """The hardware profiles, and what is wrong with any of them."""
    readings = {name: read_profile(table, project.source, schema) for name, table in project.hardware.items()}

    def profile(record: str, name: str) -> Branch | None:
        return readings[name].profile if record == "hardware" and name in readings else None

    return profile, tuple(found for reading in readings.values() for found in reading.diagnostics)


def plan_files(project: Project, root: Path) -> tuple[list[Path], list[Diagnostic]]:
    """The plans that the patterns of the file mean, each once, and the patterns that mean none."""
    found: dict[Path, None] = {}
    missing: list[Diagnostic] = []
    for scalar in project.plans:
        matches = sorted(glob.glob(scalar.text, root_dir=root, recursive=True))  # noqa: PTH207 - may be absolute
        found.update((root / match, None) for match in matches)
        if not matches:
            missing.append(Diagnostic("C114", project.source, scalar.span, {"path": scalar.text}))
    return list(found), missing


@dataclass(frozen=True)
class Decisions:
    """What the file decides about policies: values of parameters, and the rules (`policy/rule`) that must conclude."""

    settings: Settings
    must_conclude: frozenset[str]
    wrong: tuple[Diagnostic, ...]


def decide(project: Project, policies: Policies, *, lenient: bool) -> Decisions:
    """What the file decides about these policies.

    What it says of others is wrong, unless `lenient`: they are left out of this command, or could not be read.
    """
    reader = _Decisions(project, policies, lenient=lenient)
    return Decisions(reader.settings(), reader.must_conclude(), tuple(reader.wrong))


class _Decisions:
    def __init__(self, project: Project, policies: Policies, *, lenient: bool) -> None:
        self.project = project
        self.source = project.source
        self.policies = policies
        self.lenient = lenient
        self.wrong: list[Diagnostic] = []

    def settings(self) -> Settings:
        settings: dict[tuple[str, str], checked.Constant] = {}
        for parameter in self.project.parameters:
            policy = self.policy(parameter.policy.text, parameter.policy.span)
            if policy is None:
                continue
            param = find_parameter(policy, parameter.name.text, self.source, parameter.name.span)
            if isinstance(param, Diagnostic):
                self.wrong.append(param)
                continue
            written = Source(self.source.name, parameter.value.text)
            value = check_value(param, written)
            self.wrong += (placed(found, parameter.value, self.source) for found in value.diagnostics)
            if value.value is not None:
                settings[policy.id, param.name] = value.value
        return settings

    def must_conclude(self) -> frozenset[str]:
        rules: set[str] = set()
        for scalar in self.project.must_conclude:
            policy_id, slash, rule = scalar.text.partition("/")
            policy = self.policy(policy_id, scalar.span)
            if policy is None:
                continue
            meant = rules_meant(policy, rule if slash else None, self.source, scalar.span)
            if isinstance(meant, Diagnostic):
                self.wrong.append(meant)
            else:
                rules |= meant
        return frozenset(rules)

    def policy(self, name: str, span: Span) -> checked.Policy | None:
        policy = self.policies.get(name)
        if policy is None and not self.lenient:
            unknown = not_applied(name, self.policies, self.source, span)
            if unknown not in self.wrong:  # a table of parameters is named once for each of them
                self.wrong.append(unknown)
        return policy


def placed(found: Diagnostic, scalar: Scalar, source: Source) -> Diagnostic:
    """A finding about the text that a scalar says, at its place in the file.

    Where the file writes the text otherwise, with escapes for one, it is the place of the whole scalar.
    """
    start = scalar.span.start
    raw = source.text[start : scalar.span.end]
    inner = raw.find(scalar.text)
    span = scalar.span
    if inner in (0, 1) and len(raw) == len(scalar.text) + 2 * inner:
        span = Span(start + inner + found.span.start, start + inner + found.span.end)
    return replace(found, source=source, span=span, labels=())

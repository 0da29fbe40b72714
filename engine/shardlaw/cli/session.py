"""What every verb works with, put together once: plug-ins, plan schema, environment, policies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.exits import PLUGIN_FAILED, WRONG_INPUT
from shardlaw.cli.files import PROJECT_FILE, law_source, read_bytes, shown
from shardlaw.diagnostics import Diagnostic, Source, Span, closest, has_errors
from shardlaw.language import checked, tree
from shardlaw.language.checker import check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.plans.reader import Profiles
from shardlaw.plans.schema import PlanSchema, load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import Plugins, load_plugins
from shardlaw.policies.repository import PolicyFile, Selector, bundled, misplaced

if TYPE_CHECKING:
    from shardlaw.cli.settings import Settings
    from shardlaw.project.reader import Project

POLICY_VARIABLE = "SHARDLAW_POLICY"


@dataclass(frozen=True)
class Chosen:
    """A policy of this run, the selector that chose it, and the file it came from."""

    selector: Selector
    file: PolicyFile
    policy: checked.Policy


@dataclass(frozen=True)
class Selection:
    """The policies of one command, with what the project file decides about them, and what is wrong with any of it.

    The policies are by id, each in one version.
    """

    chosen: list[Chosen]
    settings: Settings
    must_conclude: frozenset[str]
    wrong: list[Diagnostic]


@dataclass(frozen=True)
class Session:
    """The world in which policies are checked and plans are read. Names of files are relative to `root`.

    `wrong` is what is wrong with the form of the project file, and with its hardware profiles.
    """

    command: CommandLine
    console: Console
    root: Path
    plugins: Plugins
    schema: PlanSchema
    environment: Environment
    project: Project | None = None
    profiles: Profiles | None = None
    wrong: tuple[Diagnostic, ...] = ()

    def choose(self, selectors: Sequence[str]) -> list[Chosen]:
        """The policies of one command; CommandError with everything that is wrong with any of them."""
        return self.require(selectors).chosen

    def require(self, flags: Sequence[str]) -> Selection:
        """A selection with which nothing is wrong; CommandError with everything that is."""
        selection = self.select(flags)
        if selection.wrong:
            raise CommandError(*selection.wrong)
        return selection

    def select(self, flags: Sequence[str]) -> Selection:
        """The policies that `--policy` names, else the environment, else the project file, else the default set."""
        named = self.asked(flags) or _of_environment()
        listed = bool(named)
        if not named and self.project is not None:
            from shardlaw.cli.project import selectors  # noqa: PLC0415 - only with a project file

            named = selectors(self.project, self.root)
        found, wrong = self._found(named)
        chosen: dict[str, Chosen] = {}
        for item in found:
            other = chosen.setdefault(item.policy.id, item)
            if other.policy.source.name != item.policy.source.name:
                names = {"first": other.policy.source.name, "second": item.policy.source.name}
                words = {"policy": item.policy.id, **names}
                wrong.append(Diagnostic("C124", item.selector.source, item.selector.span, words))
        ordered = [chosen[policy] for policy in sorted(chosen)]
        if self.project is None:
            return Selection(ordered, {}, frozenset(), wrong)
        from shardlaw.cli.project import decide  # noqa: PLC0415

        policies = {item.policy.id: item.policy for item in ordered}
        decisions = decide(self.project, policies, lenient=listed or bool(wrong))
        return Selection(ordered, decisions.settings, decisions.must_conclude, [*wrong, *decisions.wrong])

    def asked(self, texts: Sequence[str]) -> list[Selector]:
        """Selectors that stand on the command line."""
        return [Selector(text, self.command.source, self.command.span(text)) for text in texts]

    def find(self, selectors: Sequence[Selector]) -> list[Chosen]:
        """The policies that selectors name, in that order; CommandError with all that is wrong with any of them."""
        found, wrong = self._found(selectors)
        if wrong:
            raise CommandError(*wrong)
        return found

    def _found(self, selectors: Sequence[Selector]) -> tuple[list[Chosen], list[Diagnostic]]:
        """The policies that can be read, and what is wrong with the others; the default set without selectors."""
        repository = bundled()
        whole = Selector("", self.command.source, self.command.span(""))
        files: list[tuple[Selector, PolicyFile | Diagnostic]] = [(whole, file) for file in repository.default()]
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
            try:
                found.append(Chosen(selector, file, self.load(file)))
            except CommandError as error:
                wrong += error.diagnostics
        return found, wrong

    def load(self, file: PolicyFile) -> checked.Policy:
        """One policy, read and checked; CommandError when it cannot be."""
        name = file.name or shown(file.path, self.root)
        source = law_source(read_bytes(file.path, name), name)
        parsed = parse(source)
        found = list(parsed.diagnostics)
        policy = None
        if isinstance(parsed.file, tree.Library):
            arguments = {"found": "a library of formulas", "expected": "a policy"}
            found.append(Diagnostic("C117", source, parsed.file.name.span, arguments))
        elif parsed.file is not None:
            found += misplaced(parsed.file, file)
            result = check_policy(parsed.file, self.environment)
            found += result.diagnostics
            policy = result.value
        if policy is None or has_errors(found):
            raise CommandError(*found)
        return policy


def rule_named(
    name: str, policies: Iterable[checked.Policy], command: CommandLine
) -> tuple[checked.Policy, checked.Rule]:
    """The rule that a word of the command line names, alone or with its policy, and that policy."""
    names: list[str] = []
    for policy in policies:
        for rule in policy.rules:
            if name in {rule.name, f"{policy.id}/{rule.name}"}:
                return policy, rule
            names += [rule.name, f"{policy.id}/{rule.name}"]
    raise command.error("C141", command.span(name), {"name": name}, closest(name, names))


def add_selection(parser: Parser) -> None:
    """The flags that say which policies and plug-ins there are."""
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="SELECTOR",
        help="a policy: its id, id@range, or the path of a .law file; repeatable; replaces the default set",
    )
    add_plugins(parser)


def add_plugins(parser: Parser) -> None:
    """The flag that loads a third party's plug-in."""
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="NAME",
        help="a plug-in to load besides the first-party ones: a .py file, module:attribute, or the name of an entry "
        "point; repeatable",
    )


def start(command: CommandLine, console: Console, root: Path, plugins: Sequence[str] = ()) -> Session:
    """A session; CommandError when the project file or a plug-in is wrong."""
    session = open_session(command, console, root, plugins)
    if session.wrong:
        raise CommandError(*session.wrong)
    return session


def open_session(command: CommandLine, console: Console, root: Path, flags: Sequence[str] = ()) -> Session:
    """A session with the project file of a folder, the first-party plug-ins and those that it or flags name.

    CommandError when a plug-in is wrong, and with it all that is wrong with the project file so far.
    """
    path = root / PROJECT_FILE
    if not path.exists():
        return _session(command, console, root, load_plugins(flags))
    from shardlaw.cli.project import open_project, placed, read_profiles, selectors  # noqa: PLC0415 - only with a project file

    reading = open_project(path, root)
    project, wrong = reading.project, reading.diagnostics
    listed = {scalar.text: scalar for scalar in project.plugins}
    loaded = load_plugins(flags, tuple(listed), root)
    if loaded.diagnostics:
        places = ((found, listed.get(found.source.text)) for found in loaded.diagnostics)
        odd = [found if at is None else placed(found, at, project.source) for found, at in places]
        lost = [file for file in map(bundled().find, selectors(project, root)) if isinstance(file, Diagnostic)]
        raise CommandError(*wrong, *odd, *lost, code=PLUGIN_FAILED if loaded.failed and not wrong else WRONG_INPUT)
    session = _session(command, console, root, loaded)
    profiles, misread = read_profiles(project, session.schema)
    return replace(session, project=project, profiles=profiles, wrong=(*wrong, *misread))


def _session(command: CommandLine, console: Console, root: Path, loaded: Plugins) -> Session:
    """What plug-ins make of a session; CommandError when one of them is wrong."""
    if loaded.diagnostics:
        raise CommandError(*loaded.diagnostics, code=PLUGIN_FAILED if loaded.failed else WRONG_INPUT)
    schema = _schema(loaded)
    environment = build_environment(loaded, schema.facts)
    if environment.value is None:
        raise CommandError(*environment.diagnostics, code=PLUGIN_FAILED)
    return Session(command, console, root, loaded, schema, environment.value)


def _of_environment() -> list[Selector]:
    """The selectors in `SHARDLAW_POLICY`, between blanks."""
    source = Source(POLICY_VARIABLE, os.environ.get(POLICY_VARIABLE, ""))
    words = re.finditer(r"\S+", source.text)
    return [Selector(word[0], source, Span(*word.span()), POLICY_VARIABLE) for word in words]


def _schema(plugins: Plugins) -> PlanSchema:
    """The plan schema with the namespaces of the plug-ins, each tried alone first to know whose is wrong."""
    for name, fragment in plugins.namespaces.items():
        try:
            load_schema({name: fragment})
        except Exception as error:  # whatever a plug-in's data breaks is its fault
            reason = f"{type(error).__name__}: {error}"
            raise CommandError(plugins.refuse_namespace(name, reason), code=PLUGIN_FAILED) from error
    return load_schema(plugins.namespaces)

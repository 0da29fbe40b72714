"""`shardlaw check`: all that is wrong with plans, policies and libraries, before anything is run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import expand, law_source, name_of, require_endings
from shardlaw.cli.plans import open_plans
from shardlaw.cli.workspace import add_workspace, start
from shardlaw.dataclass import replace
from shardlaw.diagnostics import Diagnostic, has_errors
from shardlaw.evaluation.audit import Unreadable
from shardlaw.evaluation.examples import run_examples
from shardlaw.exits import PASSED, WRONG_INPUT
from shardlaw.language import tree
from shardlaw.language.checker import check_libraries, check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.policies.repository import SUFFIX, by_path, misplaced
from shardlaw.reports.prose import count
from shardlaw.workspace.opening import Workspace

PLAN_SUFFIXES = (".yaml", ".yml", ".json")


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "check",
        usage="shardlaw check FILE... [options]",
        description="Check plans (.yaml, .yml, .json), policies and libraries of formulas (.law)\n"
        "without running them: everything that is wrong, warnings too. The facts of the\n"
        "examples of policies are read.",
        epilog="""\
exit codes:
  0  no error; there may be warnings
  2  an error
  4  a plug-in failed

examples:
  shardlaw check plan.yaml
  shardlaw check rules/*.law plans/*.yaml""",
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="a file, or a pattern of files")
    add_workspace(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.files:
        raise command.error("C106", command.end, {"verb": "check", "what": "a file"})
    paths = expand(command, arguments.files)
    require_endings(command, paths, "a plan, a policy or a library", (*PLAN_SUFFIXES, SUFFIX))
    workspace = start(paths, arguments.plugin, arguments.project)
    laws = [path for path in paths if path.suffix == SUFFIX]
    found = list(_laws(laws, workspace))
    for plan in open_plans(workspace, [path for path in paths if path.suffix != SUFFIX]):
        found += plan.diagnostics if isinstance(plan, Unreadable) else ()
    console.report(found)
    errors = sum(1 for diagnostic in found if diagnostic.severity == "error")
    said = f"{count(errors, 'error')}, {count(len(found) - errors, 'warning')}"
    console.write(f"{count(len(paths), 'file')} checked: {said}\n")
    return WRONG_INPUT if has_errors(found) else PASSED


def _laws(paths: Sequence[Path], workspace: Workspace) -> Iterator[Diagnostic]:
    """What is wrong with policies and libraries; libraries are checked together, since they may call each other."""
    libraries: list[tree.Library] = []
    for path in paths:
        source = law_source(path, name_of(path, workspace.root))
        if isinstance(source, Diagnostic):
            yield source
            continue
        parsed = parse(source)
        yield from parsed.diagnostics
        if isinstance(parsed.file, tree.Library):
            libraries.append(parsed.file)
        elif parsed.file is not None:
            yield from misplaced(parsed.file, by_path(path, "its path"))
            yield from _policy(parsed.file, workspace)
    yield from check_libraries(libraries, _without(libraries, workspace.environment)).diagnostics


def _without(libraries: Sequence[tree.Library], environment: Environment) -> Environment:
    """The environment without the namespaces of these libraries, which a loaded plug-in may ship already."""
    taken = {library.name.text for library in libraries}
    others = {name: item for name, item in environment.formulas.items() if name.partition(".")[0] not in taken}
    return replace(environment, formulas=others)


def _policy(policy: tree.Policy, workspace: Workspace) -> Iterator[Diagnostic]:
    result = check_policy(policy, workspace.environment)
    yield from result.diagnostics
    if result.value is not None:
        for example in run_examples([result.value], workspace.schema):
            yield from example.diagnostics

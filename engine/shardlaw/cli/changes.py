"""Which plans changed since a revision, as git says it: they, or a file that their audit depends on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine
from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import Unreadable
from shardlaw.plans.facts import Plan
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Selection


def changed(
    plans: Iterable[Plan | Unreadable], workspace: Workspace, selection: Selection, changes: Changes
) -> Iterator[Plan | Unreadable]:
    """The plans whose audit may have changed, and those that cannot be read.

    Policies and plug-ins that ship with shardlaw change with its version and are not looked at.
    """
    policies = (item.file.path for item in selection.chosen if item.file.name is None)
    plugins = (Path(plugin.origin.file) for plugin in workspace.plugins.loaded if plugin.origin.file is not None)
    project = () if workspace.project is None else (workspace.root / workspace.project.source.name,)
    common = changes.spare((*policies, *plugins, *project))
    for plan in plans:
        if isinstance(plan, Unreadable) or not (common and changes.spare(_files(plan, workspace.root))):
            yield plan


def _files(plan: Plan, root: Path) -> Iterator[Path]:
    yield root / plan.source.name
    if plan.revises is not None:
        yield root / plan.revises.source.name


@dataclass(frozen=True)
class Changes:
    """A work tree against a revision. Names are relative to `top`, the resolved path of its folder.

    `differing` are files that are not as they were: committed since, staged, edited or new. Of a file that is neither
    tracked nor new, because it is ignored or lies outside, git knows nothing.
    """

    top: str
    tracked: frozenset[str]
    differing: frozenset[str]

    def spare(self, paths: Iterable[Path]) -> bool:
        """Whether git knows that none of these files changed; what a link leads to counts as well."""
        resolved = {name for path in paths for name in (_location(path), os.path.realpath(path))}
        names = {Path(os.path.relpath(name, self.top)).as_posix() for name in resolved}
        return names <= self.tracked and names.isdisjoint(self.differing)


def changes_since(revision: str, folder: Path, command: CommandLine) -> Changes:
    """What changed in the work tree around a folder since it left `revision`: since their last common commit.

    CommandError when git is missing, when the folder is in no work tree, and when the revision is none or has no commit
    in common with the current one, as in a clone that was cut off before it.
    """
    git = _Git(revision, folder, command)
    if revision.startswith("-") or "\0" in revision:  # an option for git, and what no word can hold
        raise git.error("C164", {"revision": revision})
    top = git.ask("rev-parse", "--show-toplevel").removesuffix("\n")
    base = git.base()
    in_tree = _Git(revision, Path(top), command)
    edited = in_tree.ask("diff", "--name-only", "-z", base, "--")
    new = in_tree.ask("ls-files", "--others", "--exclude-standard", "-z")
    return Changes(os.path.realpath(top), _names(in_tree.ask("ls-files", "-z")), _names(edited + new))


@dataclass(frozen=True)
class _Git:
    revision: str
    folder: Path
    command: CommandLine

    def base(self) -> str:
        """The last commit that the revision and the current one have in common."""
        found = self.run("rev-parse", "--verify", "--quiet", f"{self.revision}^{{commit}}")
        if found.returncode:
            raise self.error("C165" if self.shallow else "C164", {"revision": self.revision})
        common = self.run("merge-base", _text(found.stdout).strip(), "HEAD")
        if common.returncode:
            raise self.error("C165" if self.shallow else "C166", {"revision": self.revision})
        return _text(common.stdout).strip()

    @property
    def shallow(self) -> bool:
        """Whether the history of this clone was cut off."""
        return self.ask("rev-parse", "--is-shallow-repository").strip() == "true"

    def ask(self, *words: str) -> str:
        """What git answers; CommandError with what it says where it cannot."""
        ended = self.run(*words)
        if ended.returncode:
            said = _text(ended.stderr).strip().splitlines() or [f"exit code {ended.returncode}"]
            outside = "not a git repository" in said[0]  # in words that depend on where file systems are mounted
            reason = "the folder is in no git repository" if outside else said[0].removeprefix("fatal: ")
            raise self.error("C163", {"reason": reason})
        return _text(ended.stdout)

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            return subprocess.run(  # noqa: S603 - without a shell, and no word of ours begins like an option
                ["git", *words],  # noqa: S607 - the git of the user
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise self.error("C163", {"reason": f"git: {error.strerror}"}) from None

    def error(self, code: str, arguments: dict[str, str]) -> CommandError:
        span = self.command.span(self.revision)
        return CommandError(Diagnostic(code, self.command.source, span, arguments))


def _location(path: Path) -> str:
    """Where a name stands: its folder resolved, itself not."""
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def _names(listing: str) -> frozenset[str]:
    return frozenset(filter(None, listing.split("\0")))


def _text(data: bytes) -> str:
    return os.fsdecode(data)

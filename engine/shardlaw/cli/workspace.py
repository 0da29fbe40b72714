"""The workspace of a command: where its files are, and the plug-ins that `--plugin` names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from shardlaw.cache import Cache, user_folder
from shardlaw.cli.arguments import Parser
from shardlaw.cli.files import project_root
from shardlaw.diagnostics import ShardlawError
from shardlaw.policies.repository import bundled
from shardlaw.resources import build, checked_folder
from shardlaw.workspace.files import PROJECT_FILE
from shardlaw.workspace.opening import Workspace, open_workspace


def add_workspace(parser: Parser) -> None:
    """The flags that say what the workspace is: a third party's plug-ins, and the project file."""
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="NAME",
        help="a plug-in to load besides the first-party ones: a .py file, module:attribute, or the name of an entry "
        "point; repeatable (default: those of shardlaw.toml)",
    )
    parser.add_argument(
        "--project",
        metavar="FILE",
        help=f"the project file (default: the nearest {PROJECT_FILE}, upwards of the files that are named)",
    )


def start(paths: Iterable[Path], plugins: Sequence[str] = (), project: str | None = None) -> Workspace:
    """The workspace of some files; ShardlawError when the project file or a plug-in is wrong."""
    workspace = open_at(paths, plugins, project)
    if workspace.wrong:
        raise ShardlawError(*workspace.wrong)
    return workspace


def open_at(paths: Iterable[Path], plugins: Sequence[str] = (), project: str | None = None) -> Workspace:
    """The workspace of some files: with the project file that is named, else with theirs where there is one."""
    root = project_root(paths) if project is None else Path(project).absolute().parent
    file = root / PROJECT_FILE if project is None else Path(project)
    cache = Cache(user_folder(), build(), checked_folder())
    return open_workspace(root, bundled(), cache, plugins, file if project is not None or file.exists() else None)

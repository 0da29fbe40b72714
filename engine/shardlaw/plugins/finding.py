"""From what `--plugin` names to a Python object that may hold hooks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from typing import Any

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, Source, Span, closest

GROUP = "shardlaw.plugins"
FLAG = "--plugin"  # the name of the source that a bad flag is shown in
HERE = Path()


Place = tuple[Source, Span]


@dataclass(frozen=True)
class Found:
    """A plug-in that was imported: its hooks are attributes of `holder`.

    `wanted` is the text that named it. `file` is the absolute path of a plug-in that is one file.
    """

    wanted: str
    name: str
    version: str | None
    holder: Any
    file: str | None = None

    def place(self, function: Callable[..., Any]) -> Place:
        """Where a function of this plug-in is defined: its file, and its first line."""
        return self._line(function, function.__code__.co_firstlineno)

    def failure(self, function: Callable[..., Any], error: BaseException) -> Place:
        """The last line in the file of a function that an exception came through."""
        code = function.__code__
        return self._line(function, _raised_at(error, code.co_filename) or code.co_firstlineno)

    def whole(self) -> Place:
        """The place of a finding that belongs to no single function."""
        return flag(self.wanted)

    def _line(self, function: Callable[..., Any], number: int) -> Place:
        path = function.__code__.co_filename
        try:
            text = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return self.whole()
        return line_of(Source(self.wanted if path == self.file else _module_path(function), text), number)


def is_file(wanted: str) -> bool:
    """Whether a text names a plug-in by its path."""
    return wanted.endswith(".py")


def find(wanted: str, folder: Path = HERE) -> Found | Diagnostic:
    """The plug-in that `wanted` names: a path from `folder` to one .py file, `module:attribute`, or an entry point."""
    if is_file(wanted):
        return _file(wanted, folder)
    if ":" in wanted:
        return _attribute(wanted)
    return _entry_point(wanted)


def find_module(name: str) -> Found | Diagnostic:
    """A plug-in that is a module of this name, as the first-party ones are."""
    try:
        module = import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plug-in raises is a finding, not our fault
        return _raised(name, error)
    return Found(name, _plugin_name(name), getattr(module, "__version__", None), module)


def flag(wanted: str) -> Place:
    """The place of a wrong flag: its own text."""
    return Source(FLAG, wanted), Span(0, len(wanted))


def line_of(source: Source, number: int) -> Place:
    """A place that is one line of a file, without its indentation."""
    line = source.line(number)
    start = source.line_starts[number - 1] + len(line) - len(line.lstrip())
    return source, Span(start, start + len(line.strip()))


def _file(wanted: str, folder: Path) -> Found | Diagnostic:
    path = (folder / wanted).absolute()
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return Diagnostic("X101", *flag(wanted), {"wanted": wanted, "reason": "it is not UTF-8"})
    except (OSError, ValueError) as error:  # ValueError: a name with a null character, which a project file can spell
        reason = getattr(error, "strerror", None) or str(error)
        return Diagnostic("X101", *flag(wanted), {"wanted": wanted, "reason": reason})
    # Two files of one name are two plug-ins, also where one process works on two projects at once.
    module_name = f"shardlaw_plugin_{path.stem}_{sha256(os.fsencode(path)).hexdigest()[:16]}"
    spec = spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        return Diagnostic("X101", *flag(wanted), {"wanted": wanted, "reason": "it is not a Python file"})
    module = module_from_spec(spec)
    sys.modules[module_name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001
        number = _raised_at(error, str(path))
        return _raised(wanted, error, line_of(Source(wanted, text), number) if number else flag(wanted))
    return Found(wanted, _plugin_name(path.stem), getattr(module, "__version__", None), module, str(path))


def _attribute(wanted: str) -> Found | Diagnostic:
    module_name, _, attribute = wanted.partition(":")
    try:
        module = import_module(module_name)
    except (Exception, SystemExit) as error:  # noqa: BLE001
        if isinstance(error, ModuleNotFoundError) and error.name and module_name.startswith(error.name):
            return Diagnostic("X101", *flag(wanted), {"wanted": wanted, "reason": f"no module {error.name}"})
        return _raised(wanted, error)
    if not hasattr(module, attribute):
        near = tuple(f"{module_name}:{name}" for name in closest(attribute, vars(module)))
        reason = f"module {module_name} has no {attribute or 'attribute without a name'}"
        return Diagnostic("X101", *flag(wanted), {"wanted": wanted, "reason": reason}, near)
    holder = getattr(module, attribute)
    version = getattr(holder, "__version__", getattr(module, "__version__", None))
    return Found(wanted, _plugin_name(module_name), version, holder)


def _entry_point(wanted: str) -> Found | Diagnostic:
    from importlib.metadata import entry_points  # noqa: PLC0415 - dear, and most runs name no entry point

    points = entry_points(group=GROUP)
    chosen = [point for point in points if point.name == wanted]
    if not chosen:
        reason = f"no installed package has an entry point of this name in the group {GROUP}"
        return Diagnostic("X101", *flag(wanted), {"wanted": wanted, "reason": reason}, closest(wanted, points.names))
    point = chosen[0]
    try:
        holder = point.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001
        return _raised(wanted, error)
    return Found(wanted, point.name, point.dist.version if point.dist else None, holder)


def _raised(wanted: str, error: BaseException, place: Place | None = None) -> Diagnostic:
    """A plug-in that raised while it was imported."""
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    arguments = {"wanted": wanted, "error": type(error).__name__, "said": said}
    return Diagnostic("X102", *(place or flag(wanted)), arguments)


def _raised_at(error: BaseException, filename: str) -> int | None:
    """The last line of a file that an exception came through, or the line that could not be compiled."""
    if isinstance(error, SyntaxError) and error.filename == filename:
        return error.lineno
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == filename]
    return lines[-1] if lines else None


def _plugin_name(module: str) -> str:
    """The name by which policies require a plug-in: `shardlaw_parallelism.plugin` is `parallelism`."""
    return module.removesuffix(".plugin").rpartition(".")[2].removeprefix("shardlaw_").replace("_", "-")


def _module_path(function: Callable[..., Any]) -> str:
    """A module's file from the folder that holds its package."""
    path = function.__module__.replace(".", "/")
    return f"{path}/__init__.py" if function.__code__.co_filename.endswith("__init__.py") else f"{path}.py"

"""Files that cannot be kept as text in a repository, each made in an empty folder; the path that is then read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from shardlaw.plans.building import DEPTH, ELEMENTS
from shardlaw.plans.files import LARGEST
from shardlaw.plans.problems import MOST

HEADER = "plan: plan/1\n"


def written(data: bytes | str, name: str = "plan.yaml") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return path

    return make


def missing(folder: Path) -> Path:
    return folder / "plan.yaml"


def a_folder(folder: Path) -> Path:
    path = folder / "plans"
    path.mkdir()
    return path


def a_loop(folder: Path) -> Path:
    path = folder / "plan.yaml"
    path.symlink_to(folder / "link")
    (folder / "link").symlink_to(path)
    return path


def a_pipe(folder: Path) -> Path:
    path = folder / "plan.yaml"
    os.mkfifo(path)
    return path


def under_a_file(folder: Path) -> Path:
    (folder / "plan.yaml").write_text(HEADER)
    return folder / "plan.yaml" / "phase.yaml"


def block_depth(levels: int) -> str:
    return HEADER + "labels:\n" + " - " * levels + "1\n"


MADE: dict[str, Callable[[Path], Path]] = {
    "no-such-file": missing,
    "folder": a_folder,
    "symbolic-links-in-a-circle": a_loop,
    "pipe": a_pipe,
    "path-through-a-file": under_a_file,
    "huge": written(b"#" * ((LARGEST << 20) + 1)),
    "empty": written(b""),
    "nothing-but-comments": written("# nothing yet\n\n"),
    "nothing-but-a-mark": written(b"\xef\xbb\xbf \n"),
    "latin-1": written(f"{HEADER}name: café\n".encode("latin-1")),
    "utf-16": written(HEADER.encode("utf-16")),
    "nul": written(f"{HEADER}name: a\0b\n"),
    "nul-in-json": written('{"plan": "plan/1", "name": "a\0b"}', "plan.json"),
    "lone-carriage-returns": written(HEADER.replace("\n", "\r") + "gpus: 8\r"),
    "line-separator": written(f"{HEADER}name: a\u2028b\n"),
    "deep-brackets": written(f"{HEADER}labels: {'[' * 20_000}{']' * 20_000}\n"),
    "deep-braces": written(f"{HEADER}labels: {'{a: ' * 20_000}{'}' * 20_000}\n"),
    "deep-blocks": written(block_depth(20_000)),
    "one-level-too-deep": written(block_depth(DEPTH)),
    "deep-json": written('{"plan": "plan/1", "labels": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}", "plan.json"),
    "long-list": written('{"plan": "plan/1", "stages": [' + ",".join("0" * (ELEMENTS + 1)) + "]}", "plan.json"),
    "six-thousand-digits": written(f"{HEADER}model:\n  layers: {'7' * 6000}\n"),
    "many-digits-of-a-quantity": written(f"{HEADER}hardware:\n  memory: {'7' * 150} GB\n"),
    "six-thousand-digits-in-base-16": written(f"{HEADER}model:\n  layers: 0x{'f' * 6000}\n"),
    "six-thousand-digits-in-json": written('{"plan": "plan/1", "gpus": ' + "7" * 6000 + "}", "plan.json"),
    "exponent-of-six-thousand-digits": written(f"{HEADER}hardware:\n  memory: 1e{'7' * 6000}\n"),
    "local-version-of-six-thousand-digits": written(f'{HEADER}framework: {{version: "1+{"7" * 6000}"}}\n'),
    "version-of-six-thousand-digits": written(f'{HEADER}framework: {{version: "{"7" * 6000}"}}\n'),
    "more-problems-than-anyone-reads": written(HEADER + "".join(f"key{n}: 1\n" for n in range(MOST + 1))),
}

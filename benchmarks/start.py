"""How long a command takes from its first to its last instruction, as a multiple of `python -c pass`.

    python benchmarks/start.py [--check] [--peers FOLDER] [--modules FOLDER]

Whole processes, interleaved in a new random order in each round; medians. `shardlaw audit` runs on a plan that violates
rules (`examples/003.yaml`), on the same plan as JSON, and on one that passes; with everything that it keeps in place,
and with nothing kept: the same policies as files of the user, an empty cache. The commands of others are looked for in
`--peers` (the `bin` of an environment with check-jsonschema and common-expression-language), cedar-wasm in `--modules`
(a folder with node_modules); those that are not there are left out, and say so. What they do is far less: one schema
with eight checks on the plan, one expression, and nothing but to load.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
WARM, COLD = 5.0, 20.0  # times `python -c pass`
NOISE = 1.2

PASSING = (ROOT / "tests" / "data" / "passing.yaml").read_text("utf-8")
SCHEMA = {
    "type": "object",
    "required": ["plan", "name", "mode", "gpus"],
    "properties": {
        "plan": {"const": "plan/1"},
        "name": {"type": "string"},
        "mode": {"enum": ["training", "prefill", "decode", "serving", "rollout"]},
        "gpus": {"type": "integer", "minimum": 1},
        "parallelism": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
    },
}


@dataclass(frozen=True)
class Command:
    """One row: the words, the environment, and how many times `python -c pass` it may take, if that is promised."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]
    wanted: float | None = None


def commands(folder: Path, peers: Path | None, modules: Path | None) -> tuple[list[Command], list[str]]:
    """The commands that can run here, and the names of those that cannot. `folder` is filled with their inputs."""
    plan = ROOT / "examples" / "003.yaml"
    shutil.copy(plan, folder / "plan.yaml")
    document = yaml.safe_load(plan.read_text("utf-8"))
    (folder / "plan.json").write_text(json.dumps(document), "utf-8")
    (folder / "passing.yaml").write_text(PASSING, "utf-8")
    (folder / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    copies = [shutil.copy(path, folder / f"{path.parent.name}.law") for path in (ROOT / "policies").glob("*/*.law")]

    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    base["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    kept = {**base, "SHARDLAW_CACHE": str(folder / "cache")}
    audit = (sys.executable, "-m", "shardlaw", "audit")
    flags = [word for copy in copies for word in ("--policy", copy)]
    found = [
        Command("python -c pass", (sys.executable, "-c", "pass"), base),
        Command("shardlaw audit", (*audit, "plan.yaml"), kept, WARM),
        Command("shardlaw audit, a JSON plan", (*audit, "plan.json"), kept, WARM),
        Command("shardlaw audit, a plan that passes", (*audit, "passing.yaml"), kept, WARM),
        Command("shardlaw audit, nothing kept", (*audit, "plan.yaml", *flags), {**base, "SHARDLAW_CACHE": ""}, COLD),
    ]
    missing = []
    for name, words in {
        "check-jsonschema": ("check-jsonschema", "--schemafile", "schema.json", "plan.json"),
        "cel": ("cel", "gpus % 8 == 0", "--context-file", "plan.json"),
    }.items():
        program = shutil.which(words[0], path=None if peers is None else str(peers))
        if program is None:
            missing.append(name)
        else:
            found.append(Command(name, (program, *words[1:]), base))
    node = shutil.which("node")
    if node is None or modules is None:
        missing.append("node with cedar-wasm")
    else:
        script = "require('@cedar-policy/cedar-wasm/nodejs').getCedarVersion()"
        found.append(Command("node with cedar-wasm", (node, "-e", script), {**base, "NODE_PATH": str(modules)}))
    return found, missing


def measure(found: Sequence[Command], folder: Path) -> dict[str, float]:
    """Median milliseconds of each command. The first round, which fills what is kept, does not count."""
    times: dict[str, list[float]] = {command.name: [] for command in found}
    for _ in range(1 + ROUNDS):
        for command in random.sample(found, len(found)):
            start = time.perf_counter()
            ran = subprocess.run(command.words, env=command.environment, cwd=folder, capture_output=True, check=False)  # noqa: S603
            times[command.name].append((time.perf_counter() - start) * 1000)
            if ran.returncode not in (0, 1):
                raise SystemExit(f"{command.name}: {ran.stderr.decode()}")
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="exit with 1 where a ratio is more than 20 %% above")
    arguments.add_argument("--peers", type=Path, help="the folder with the commands of others")
    arguments.add_argument("--modules", type=Path, help="the folder node_modules with cedar-wasm")
    given = arguments.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as name:
        found, missing = commands(Path(name), given.peers, given.modules)
        taken = measure(found, Path(name))
    print("| command | ms | x `python -c pass` | wanted |")
    print("|---|---|---|---|")
    for command in found:
        ratio = taken[command.name] / taken["python -c pass"]
        missed |= command.wanted is not None and ratio > command.wanted * NOISE
        wanted = "" if command.wanted is None else f"{command.wanted:.0f}"
        print(f"| {command.name} | {taken[command.name]:.0f} | {ratio:.1f} | {wanted} |")
    for name in missing:
        print(f"\nnot measured, for it is not here: {name}")
    return int(given.check and missed)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m shardlaw_metacount NAME=CONFIG ...`: a catalog of models on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from shardlaw_metacount.counting import Counted, count

USAGE = "usage: python -m shardlaw_metacount NAME=path/to/config.json ... > models.yaml"


def main(arguments: Sequence[str]) -> int:
    """0 when all were counted, 2 where an argument is no configuration."""
    named = [argument.partition("=") for argument in arguments]
    if not named or not all(name and path for name, _, path in named):
        sys.stderr.write(f"{USAGE}\n")
        return 2
    found: dict[str, Counted] = {}
    for name, _, path in named:
        try:
            found[name] = count(Path(path))
        except (OSError, ValueError) as error:
            sys.stderr.write(f"{path}: {error}\n")
            return 2
    sys.stdout.write(catalog(found, datetime.now(UTC).date().isoformat()))
    return 0


def catalog(counted: dict[str, Counted], date: str) -> str:
    """The text of a catalog, in the layout of docs/plugins.md."""
    by = " and ".join(dict.fromkeys(model.counted_by for model in counted.values()))
    head = f"catalog: counted-models\nof: model\nversion: 0.1.0\ndate: {date}\nsources:\n  meta: {by}, meta device\n"
    entries = (
        f"  {name}:\n    says:\n      meta: {{family: {model.family}, parameters: {model.parameters} parameters}}\n"
        for name, model in counted.items()
    )
    return f"{head}entries:\n{''.join(entries)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

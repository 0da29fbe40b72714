"""The bundled policies: every file, and the five that the reviews and the published plans are held to."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = tuple(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "policies").glob("*/*.law")))
FIVE = tuple(
    f"policies/{name}/0.1.0.law" for name in ("sanity", "memory", "throughput", "moe-structure", "moe-knowledge")
)

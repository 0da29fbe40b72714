"""The policies that are shipped: the bundled ones, those of the reviews, and what plans are held to."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def files(pattern: str) -> tuple[str, ...]:
    return tuple(path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob(pattern)))


REVIEWS = files("examples/reviews/*.law")
FILES = (*files("policies/*/*.law"), *REVIEWS)
JUDGING = tuple(
    f"policies/{name}/0.1.0.law"
    for name in ("sanity", "memory", "throughput", "resources", "moe-structure", "moe-knowledge")
)

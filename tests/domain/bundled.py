"""The policies that are shipped: the bundled ones, those of the reviews, and what plans are held to."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def files(pattern: str) -> tuple[str, ...]:
    return tuple(path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob(pattern)))


REVIEWS = files("examples/reviews/*.law")
FILES = (*files("policies/*/*.law"), *REVIEWS)
# What judges numbers and degrees; ranks, groups and graphs are tested by themselves.
JUDGING = tuple(name for name in files("policies/*/*.law") if "/placement/" not in name)

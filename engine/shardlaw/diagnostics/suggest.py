"""Did-you-mean: the known names nearest to what was written."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 5


def closest(written: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names of `known` that are near `written`, best first, at most five; empty when none is near.

    Near means a Damerau-Levenshtein distance (optimal string alignment, case ignored) of at most a third of the
    longer name, or the same words in another order or with other separators.
    """
    target = written.lower()
    words = sorted(target.replace("-", "_").split("_"))
    ranked: list[tuple[int, str]] = []
    for name in sorted(set(known)):
        other = name.lower()
        if sorted(other.replace("-", "_").split("_")) == words:
            ranked.append((0, name))
            continue
        limit = max(1, max(len(target), len(other)) // 3)
        if abs(len(target) - len(other)) <= limit:
            distance = _distance(target, other)
            if distance <= limit:
                ranked.append((distance, name))
    ranked.sort()
    return tuple(name for _, name in ranked[:MOST])


def _distance(a: str, b: str) -> int:
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]

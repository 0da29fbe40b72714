"""What a wheel holds besides its sources: the bundled policies in checked form, as a cache would keep them.

The build of a wheel runs `python -m shardlaw.workspace.shipping FOLDER`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from shardlaw.cache import Cache, packed
from shardlaw.diagnostics import ShardlawError
from shardlaw.policies.repository import bundled
from shardlaw.resources import build
from shardlaw.workspace.loading import load_policy
from shardlaw.workspace.world import first_party_world, world_entry


def ship(folder: Path) -> None:
    """Write what an audit with bundled policies needs into a folder; ShardlawError where one of them is wrong."""
    world = first_party_world(Cache(None, build()))
    entries = [world_entry(world)]
    for file in bundled().all():
        policy = load_policy(file, str(file.name), world)
        if isinstance(policy, tuple):
            raise ShardlawError(*policy)
        entries.append(world.entry(policy))
    for name, value in entries:
        (folder / name).write_bytes(packed(value, build()))


if __name__ == "__main__":
    ship(Path(sys.argv[1]))

"""From a policy file to a checked policy."""

from __future__ import annotations

from shardlaw.diagnostics import Diagnostic
from shardlaw.language import checked
from shardlaw.policies.repository import PolicyFile
from shardlaw.workspace.files import read_text
from shardlaw.workspace.world import World


def load_policy(file: PolicyFile, name: str, world: World) -> checked.Policy | tuple[Diagnostic, ...]:
    """The policy in a file, or everything that is wrong with it. `name` is what diagnostics and reports call it."""
    source = read_text(file.path, name)
    if isinstance(source, Diagnostic):
        return (source,)
    kept = world.recall(source)
    if kept is not None and file.id in (None, kept.id) and file.version in (None, kept.version):
        return kept
    from shardlaw.workspace.checking import check_source  # noqa: PLC0415 - only what was not checked before

    result = check_source(source, world.environment, file)
    if result.value is None:
        return result.diagnostics
    if not result.diagnostics:
        world.keep(result.value)
    return result.value

"""From the text of a policy to a checked policy."""

from __future__ import annotations

from shardlaw.diagnostics import Diagnostic, Source, has_errors
from shardlaw.language import checked, tree
from shardlaw.language.checker import Checked, check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.policies.repository import PolicyFile, misplaced


def check_source(source: Source, environment: Environment, file: PolicyFile | None = None) -> Checked[checked.Policy]:
    """The policy in a source, or everything that is wrong with it, its place included where it is that of a file."""
    parsed = parse(source)
    found = list(parsed.diagnostics)
    policy = None
    if isinstance(parsed.file, tree.Library):
        arguments = {"found": "a library of formulas", "expected": "a policy"}
        found.append(Diagnostic("C117", source, parsed.file.name.span, arguments))
    elif parsed.file is not None:
        found += [] if file is None else misplaced(parsed.file, file)
        result = check_policy(parsed.file, environment)
        found += result.diagnostics
        policy = result.value
    return Checked(None if has_errors(found) else policy, tuple(found))

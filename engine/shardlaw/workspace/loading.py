"""From a policy file to a checked policy."""

from __future__ import annotations

from shardlaw.diagnostics import Diagnostic, has_errors
from shardlaw.language import checked, tree
from shardlaw.language.checker import Checked, check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.policies.repository import PolicyFile, misplaced
from shardlaw.workspace.files import read_text


def load_policy(file: PolicyFile, name: str, environment: Environment) -> Checked[checked.Policy]:
    """The policy in a file, or everything that is wrong with it. `name` is what diagnostics and reports call it."""
    source = read_text(file.path, name)
    if isinstance(source, Diagnostic):
        return Checked(None, (source,))
    parsed = parse(source)
    found = list(parsed.diagnostics)
    policy = None
    if isinstance(parsed.file, tree.Library):
        arguments = {"found": "a library of formulas", "expected": "a policy"}
        found.append(Diagnostic("C117", source, parsed.file.name.span, arguments))
    elif parsed.file is not None:
        found += misplaced(parsed.file, file)
        result = check_policy(parsed.file, environment)
        found += result.diagnostics
        policy = result.value
    return Checked(None if has_errors(found) else policy, tuple(found))

"""The static checker: from the tree as written to the tree that engines run.

A policy that passes cannot go wrong at run time for a reason that could have been seen: every name is resolved,
every operand has the type and the dimension that its operator needs, every literal is of its enum, every message can
be printed. All mistakes are found in one run, and a mistake is told once: what depends on it stays silent.

    check_policy, check_libraries   whole files
    check_expression, check_setting one expression of `eval`, one value of a parameter
    parse_type                      a type in a signature
"""

from __future__ import annotations

from shardlaw.language.checker.libraries import check_libraries
from shardlaw.language.checker.params import check_setting
from shardlaw.language.checker.policies import check_policy
from shardlaw.language.checker.results import Checked
from shardlaw.language.checker.signatures import UnknownType, parse_type
from shardlaw.language.checker.standalone import check_expression

__all__ = [
    "Checked",
    "UnknownType",
    "check_expression",
    "check_libraries",
    "check_policy",
    "check_setting",
    "parse_type",
]

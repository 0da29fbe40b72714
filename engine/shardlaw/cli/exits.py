"""Exit codes. Over all that a command did, 2 takes precedence over 4, that over 1, that over 3."""

from __future__ import annotations

PASSED = 0
VIOLATED = 1
WRONG_INPUT = 2
UNDECIDED = 3
PLUGIN_FAILED = 4

HELP = """\
exit codes:
  0  no violation at the gate
  1  a violation at the gate
  2  wrong input: a plan, a policy, the project file or a flag; or nothing decided
  3  undecided, with --inconclusive block or a rule that must conclude
  4  a plug-in failed"""

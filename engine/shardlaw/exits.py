"""Exit codes of the command. Over all that it did, 2 takes precedence over 4, that over 1, that over 3."""

from __future__ import annotations

PASSED = 0
VIOLATED = 1
WRONG_INPUT = 2
UNDECIDED = 3
PLUGIN_FAILED = 4

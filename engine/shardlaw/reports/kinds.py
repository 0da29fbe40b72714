"""The kinds of rules: what a violation of one means."""

from __future__ import annotations

KINDS = {
    "impossible": "breaks a physical bound",
    "illegal": "a framework refuses it",
    "inconsistent": "two numbers of one plan contradict each other",
    "implausible": "outside what has been observed, or a stated efficiency",
    "wasteful": "works, and takes more than it needs",
    "incomplete": "something that should be said is not",
    "changed": "the plan says one thing, the framework will run another",
}

"""Write docs/audits.md: python docs/make_audits.py. The audits of two example plans, as they come out."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "audits.md"

HEAD = """# Two audits, as they come out

Made by `python docs/make_audits.py`; a test holds this page to what the commands print.

"""

SECTIONS = {
    "003-corrected": """Review 003 calls 35 tokens/ms per GPU realistic. It needs 2.9 times what a GPU has if every
parameter is active; the review does not say how many are, so the rule is inconclusive and its message prints that
number. The policy `revision` compares this correction with the plan that it revises: it leaves more memory empty, and
multiplies EP into a total that did not count it. The rules of `review-003` are the reviewer's own statements.""",
    "004-64": """Review 004 asks for 64 GPUs with EP 16, by multiplying all degrees. EP takes 16 of the stated
total.""",
}


def audited(name: str) -> str:
    """What `shardlaw audit` prints for an example plan."""
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "shardlaw", "audit", f"examples/{name}.yaml"],
        cwd=DOCS.parent,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout


def page() -> str:
    """The text of the page."""
    parts = [HEAD]
    for name, says in SECTIONS.items():
        printed = textwrap.indent(f"$ shardlaw audit examples/{name}.yaml\n{audited(name)}", "    ")
        parts.append(f"## {name}\n\n{says}\n\n{printed}\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

"""Texts as GitHub Markdown, also as GitLab reads it: nothing that stands in a plan or a policy becomes markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Entities for what Markdown, HTML, tables and formulas are made of.
_MARKUP = re.compile(r"[\\`*_~\[\]<>|&$]")
# A person who is mentioned would be told, an issue that is referred to would list the report: a character without a
# width keeps `@` and `#` from the word behind them.
_REFERENCE = re.compile(r"[@#](?=\w)")
_ADDRESS = re.compile(r"(?<=\w)://|(?<=\bwww)\.")
_NO_WIDTH = "\u200b"
_SIMPLE = re.compile(r"[^`|\s]([^`|\n]*[^`|\s])?")


def plain(text: str) -> str:
    """A text of which nothing is markup, a mention, a reference or a link."""
    for pattern in (_REFERENCE, _ADDRESS):
        text = pattern.sub(lambda match: f"{match[0]}{_NO_WIDTH}", text)
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def code(text: str) -> str:
    """A text as code, also within the cell of a table."""
    return f"`{text}`" if _SIMPLE.fullmatch(text) else tagged_code(text)


def tagged_code(text: str) -> str:
    """A text as code where Markdown is not read, in a line that begins with a tag."""
    return f"<code>{plain(text)}</code>"


def row(cells: Sequence[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def table(heads: Sequence[str]) -> list[str]:
    """The first two lines of a table."""
    return [row(heads), f"|{'---|' * len(heads)}"]


def block(text: str) -> list[str]:
    """Lines as they are, in a fence that is longer than any run of backticks in them."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", text, fence]

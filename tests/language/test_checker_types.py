"""What type and dimension each form of expression has, and which code it gets where it has none."""

from __future__ import annotations

import pytest

from shardlaw.diagnostics import Source
from shardlaw.language.checker import check_expression, parse_type
from shardlaw.language.checker.signatures import UnknownType, spell
from shardlaw.language.dimensions import DIMENSIONLESS, Dimension
from shardlaw.language.environment import Answer, Calculator, Environment
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import BoolType, ListType, Member, NumberType, RecordType, TextType, VersionType

COUNT = NumberType(DIMENSIONLESS)


def quantity(**exponents: int) -> Member:
    return Member(NumberType(Dimension.of(exponents)))


STAGE = RecordType("stage", {"layers": Member(COUNT), "memory": quantity(B=1), "last": Member(BoolType())})
GPU = RecordType(
    "gpu",
    {
        "count": Member(COUNT),
        "memory": quantity(B=1),
        "bandwidth": quantity(B=1, s=-1),
        "compute": quantity(FLOP=1, s=-1),
        "time": quantity(s=1),
        "maker": Member(TextType()),
        "kind": Member(TextType(("h100", "b200"))),
        "role": Member(TextType(("train", "serve"))),
        "board": Member(TextType(("h100", "l40"))),
        "shared": Member(BoolType()),
        "driver": Member(VersionType()),
        "stages": Member(ListType(STAGE)),
        "sizes": Member(ListType(COUNT)),
        "labels": Member(RecordType("labels", rest=TextType())),
    },
)
ENVIRONMENT = Environment(
    RecordType("plan", {"gpu": Member(GPU), "tokens": quantity(token=1)}),
    calculators={
        "ranks.place": Calculator(
            "ranks.place",
            (("size", NumberType(Dimension.of({"B": 1}))), ("name", TextType()), ("sizes", ListType(COUNT))),
            ListType(COUNT),
            lambda size, name, sizes: Answer((size, name, sizes)),
            "places",
            "not a formula",
            "ranks",
            "1.0",
        ),
        "ranks.role": Calculator(
            "ranks.role",
            (("gpu", GPU), ("role", TextType(("train", "serve")))),
            COUNT,
            lambda gpu, role: Answer((gpu, role)),
            "finds",
            "not a formula",
            "ranks",
            "1.0",
        ),
    },
)

TYPES = [
    # literals and paths
    ("16", "count"),
    ("5%", "count"),
    ("64 GB", "B"),
    ("1.8 TB/s", "B/s"),
    ("2 FLOP/parameter/token", "FLOP/parameter/token"),
    ("3 s^2", "s^2"),
    ('"h100"', "text"),
    ("true", "bool"),
    ("gpu.memory", "B"),
    ("gpu.driver", "version"),
    ("gpu.labels.team", "text"),
    ("gpu.stages[0].memory", "B"),
    ("gpu.sizes[gpu.count - 1]", "count"),
    ("gpu", "gpu"),
    ("gpu.stages", "list of stage"),
    # arithmetic
    ("-gpu.memory", "B"),
    ("gpu.memory + 1 GiB", "B"),
    ("gpu.memory - gpu.bandwidth * 1 s", "B"),
    ("gpu.memory * gpu.count", "B"),
    ("gpu.memory * gpu.memory", "B^2"),
    ("90% of gpu.memory", "B"),
    ("gpu.memory / gpu.bandwidth", "s"),
    ("gpu.memory / gpu.memory", "count"),
    ("1 / gpu.time", "1/s"),
    ("gpu.memory mod 1 GB", "B"),
    ("gpu.memory div 1 GB", "count"),
    ("gpu.memory ^ 2", "B^2"),
    ("gpu.memory ^ 0", "count"),
    ("gpu.bandwidth ^ 4", "B^4/s^4"),
    ("ceil(gpu.memory / 1 GB)", "count"),
    ("floor(gpu.count / 3) + round(1.5)", "count"),
    ("abs(gpu.memory - 80 GB)", "B"),
    ("min(gpu.memory, 80 GB, 1 MB)", "B"),
    ("max(gpu.count, 1)", "count"),
    # choices
    ("gpu.memory default 80 GB", "B"),
    ('gpu.kind default "h100"', "text"),
    ("gpu.shared default false", "bool"),
    ("if gpu.shared then gpu.memory else gpu.memory / 2", "B"),
    ('if gpu.shared then "a" else gpu.maker', "text"),
    # truth
    ("gpu.memory > 0 GB", "bool"),
    ("1 GB <= gpu.memory <= 1 TB", "bool"),
    ("gpu.count == 2", "bool"),
    ("gpu.shared == true", "bool"),
    ('gpu.kind == "b200" and gpu.maker != "other"', "bool"),
    ("gpu.kind == gpu.board", "bool"),
    ("gpu.kind == gpu.maker", "bool"),
    ("gpu.memory ~= 80 GB within 5%", "bool"),
    ("gpu.memory ~= 80 GB within 1 GB", "bool"),
    ("gpu.count ~= 8 within 1", "bool"),
    ("gpu.memory * 2 rounds to gpu.memory", "bool"),
    ("gpu.memory rounds to 80 GB", "bool"),
    ("2 divides gpu.count", "bool"),
    ("1 GB divides gpu.memory", "bool"),
    ("gpu.count in [1, 2, 4]", "bool"),
    ("gpu.count in gpu.sizes", "bool"),
    ('gpu.kind not in ["h100"]', "bool"),
    ("gpu.memory in [64 GB, 80 GB]", "bool"),
    ('gpu.driver in ">=535,<560"', "bool"),
    ('gpu.driver not in "==535.1.*"', "bool"),
    ('gpu.maker matches "[A-Z][a-z]+"', "bool"),
    ("gpu is known", "bool"),
    ("gpu.stages is unknown", "bool"),
    ("not gpu.shared implies gpu.memory > 1 GB or gpu.shared", "bool"),
    # lists
    ("every s in gpu.stages where s.last satisfies s.layers > 0", "bool"),
    ("some n in gpu.sizes satisfies n == gpu.count", "bool"),
    ("sum(s.memory for s in gpu.stages)", "B"),
    ("max(n * 2 for n in gpu.sizes where n > 1)", "count"),
    ("count(s in gpu.stages where s.memory > 1 GB)", "count"),
    ("(the s in gpu.stages where s.last).memory", "B"),
    ("sum(sum(n for n in gpu.sizes) * s.memory for s in gpu.stages)", "B"),
    ("ranks.place(gpu.memory, gpu.kind, gpu.sizes)", "list of count"),
    ('ranks.role(gpu, "train")', "count"),
    ("ranks.role(gpu, gpu.role)", "count"),
]

REFUSED = [
    # names
    ("gpus", "L201"),
    ("gpu.memry", "L202"),
    ("sum(gpu.count for gpu in gpu.stages)", "L203"),
    ("every n in gpu.sizes satisfies some n in gpu.sizes satisfies n == 1", "L203"),
    ("every max in gpu.sizes satisfies max > 1", "L203"),
    ("ranks.plac(gpu.memory)", "L204"),
    ("average(1, 2)", "L204"),
    ("5 gb", "L205"),
    ("ranks.place + 1", "L206"),
    ("ranks + 1", "L206"),
    ("min > 1", "L206"),
    ("gpu(1)", "L207"),
    ("gpu.count(1)", "L207"),
    ("ceil()", "L208"),
    ('ranks.place(1 GB, "a")', "L208"),
    ('ranks.place(1 s, "a", [1])', "L209"),
    ("ranks.place(1 GB, 2, [1])", "L209"),
    ('ranks.place(1 GB, "a", [1 s])', "L209"),
    ('ranks.role(gpu.labels, "train")', "L209"),
    ('ranks.role(gpu, "training")', "L223"),
    # operands
    ("-gpu.shared", "L210"),
    ("gpu.maker + 1", "L210"),
    ("gpu.count and gpu.shared", "L210"),
    ("not gpu.count", "L210"),
    ('gpu.maker < "x"', "L210"),
    ("gpu.shared >= true", "L210"),
    ("if gpu.count then 1 else 2", "L210"),
    ('gpu.count matches "x"', "L210"),
    ("sum(s.last for s in gpu.stages)", "L210"),
    ("every s in gpu.stages satisfies s.layers", "L210"),
    ("gpu.count == true", "L211"),
    ('gpu.count == "1"', "L211"),
    ('gpu.count default "1"', "L211"),
    ("if gpu.shared then 1 else gpu.shared", "L211"),
    ('[1, "a"]', "L211"),
    ("gpu.shared in gpu.sizes", "L211"),
    # dimensions
    ("gpu.memory < gpu.bandwidth", "L212"),
    ("1 GB < gpu.memory <= gpu.time", "L212"),
    ("gpu.memory ~= gpu.bandwidth within 5%", "L212"),
    ("gpu.memory rounds to gpu.time", "L212"),
    ("gpu.memory in [1 s]", "L212"),
    ("gpu.memory == 5%", "L212"),
    ("gpu.memory + gpu.bandwidth", "L213"),
    ("gpu.memory - gpu.memory / gpu.memory", "L213"),
    ("gpu.memory mod 1 s", "L213"),
    ("gpu.memory div gpu.time", "L213"),
    ("1 s divides gpu.memory", "L213"),
    ("max(gpu.memory, gpu.time)", "L213"),
    ("gpu.memory default 1 s", "L213"),
    ("if gpu.shared then gpu.memory else gpu.time", "L213"),
    ("[1 GB, 1 s]", "L213"),
    ("gpu.memory ~= 80 GB within 1 s", "L214"),
    ("ceil(gpu.memory)", "L215"),
    ("gpu.sizes[gpu.memory]", "L215"),
    ("gpu.count ^ gpu.count", "L216"),
    ("gpu.count ^ 5", "L216"),
    ("gpu.count ^ 2%", "L216"),
    # groups and lists
    ("gpu + 1", "L218"),
    ("gpu.labels == gpu.maker", "L218"),
    ("gpu default 1", "L218"),
    ("gpu.stages > 1", "L219"),
    ("[gpu.sizes]", "L219"),
    ("1 in gpu.count", "L220"),
    ("gpu.count[0]", "L220"),
    ("every s in gpu satisfies true", "L220"),
    ("gpu.memory.size", "L221"),
    ("gpu.stages.layers", "L221"),
    ("gpu.sizes[-1]", "L222"),
    ("gpu.sizes[0.5]", "L222"),
    # texts and versions
    ('gpu.kind == "H100"', "L223"),
    ('"h10" != gpu.kind', "L223"),
    ('gpu.kind in ["h100", "a100"]', "L223"),
    ('gpu.kind default "a100"', "L223"),
    ("gpu.kind == gpu.role", "L224"),
    ('gpu.driver == "535"', "L225"),
    ('"535" < gpu.driver', "L225"),
    ("gpu.driver + 1", "L225"),
    ('gpu.driver in "535"', "L226"),
    ('gpu.driver in ""', "L226"),
    ('gpu.driver in ">=535,"', "L226"),
    (f'gpu.driver in ">={"5" * 41}"', "L226"),
    ('gpu.maker matches "(a+)+"', "L227"),
    ("gpu.maker matches gpu.kind", "L228"),
    ('gpu.driver in ["535"]', "L228"),
    ("gpu.memory rounds to gpu.memory * 2", "L229"),
    # numbers written out
    ("gpu.memory > 0", "L231"),
    ("gpu.memory + -1", "L231"),
    ("tokens > 1B", "L212"),
    ("gpu.count / 0", "L233"),
    ("gpu.memory div 0 GB", "L233"),
    ("0 divides gpu.count", "L233"),
    ("sum(gpu.sizes)", "L234"),
    ("min(gpu.count)", "L234"),
    ("count()", "L234"),
    ("gpu.count in []", "L237"),
    (" < ".join(["gpu.count"] * 150), "L236"),
]


def check(text: str):
    source = Source("<expression>", text)
    expression, diagnostics = parse_expression(source)
    assert expression is not None, diagnostics
    return check_expression(expression, source, ENVIRONMENT)


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_type(text: str, expected: str):
    result = check(text)
    assert [diagnostic.message for diagnostic in result.diagnostics] == []
    assert result.value is not None
    assert spell(result.value.type) == expected


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_one_mistake_is_one_diagnostic(text: str, code: str):
    result = check(text)
    assert result.value is None
    assert [diagnostic.code for diagnostic in result.diagnostics] == [code]


def test_every_mistake_of_an_expression_is_found():
    result = check('gpu.memry + 1 gb > 0 GB and gpu.kind == "a100" and gpu.count > gpu.time')
    assert [diagnostic.code for diagnostic in result.diagnostics] == ["L202", "L205", "L223", "L212"]


SIGNATURES = [
    ("count", COUNT),
    ("B/parameter", NumberType(Dimension.of({"B": 1, "parameter": -1}))),
    ("tokens", NumberType(Dimension.of({"token": 1}))),
    ("FLOP/s", NumberType(Dimension.of({"FLOP": 1, "s": -1}))),
    ("text", TextType()),
    ("bool", BoolType()),
    ("version", VersionType()),
    ("list of B", ListType(NumberType(Dimension.of({"B": 1})))),
    ("list of list of text", ListType(ListType(TextType()))),
]


@pytest.mark.parametrize(("text", "expected"), SIGNATURES)
def test_a_type_is_read_and_spelt(text: str, expected):
    assert parse_type(text) == expected
    assert parse_type(spell(expected)) == expected


@pytest.mark.parametrize(
    ("text", "part", "candidate"),
    [
        ("GB", "GB", "B"),
        ("TB/s", "TB/s", "B/s"),
        ("%", "%", "count"),
        ("int", "int", "count"),
        ("str", "str", "text"),
        ("list of boolean", "boolean", "bool"),
        ("versoin", "versoin", "version"),
        ("flops", "flops", None),
        ("", "", None),
    ],
)
def test_what_is_no_type_is_named(text: str, part: str, candidate: str | None):
    found = parse_type(text)
    assert isinstance(found, UnknownType)
    assert found.part == part
    assert candidate is None or candidate in found.candidates

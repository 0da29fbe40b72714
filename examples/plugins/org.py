"""What one organisation adds: whose plan it is, on which contract, and what it may cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from shardlaw.plugins import Answer, Declaration, Source, Step, Unknown, calculator, hookimpl

__version__ = "1.0.0"

PRICES = {"on-demand": Fraction(3), "reserved": Fraction(19, 10)}  # USD for a GPU and an hour

FORMULAS = """\
edition 2026

library site version 1.0.0 {
  title "What a deployment costs"
}

formula running_cost(gpus: count, price: USD/s) -> USD/s
  = gpus * price
  class exact
  because "Every GPU is paid for while it is allocated, busy or not."
"""


@hookimpl
def shardlaw_namespaces() -> Mapping[str, Mapping[str, Any]]:
    """Facts under `org` in a plan."""
    properties = {
        "team": {"type": "string", "description": "Who pays."},
        "contract": {"enum": sorted(PRICES), "description": "The contract that the GPUs are taken from."},
        "budget": {
            "type": ["number", "string"],
            "minimum": 0,
            "description": "What the plan may cost in an hour.",
            "x-dimension": "USD/h",
        },
    }
    return {"org": {"type": "object", "additionalProperties": False, "properties": properties}}


@hookimpl
def shardlaw_libraries() -> Iterable[Source]:
    """Formulas of the namespace `site`."""
    return [Source("org.py/site.law", FORMULAS)]


@calculator(
    "site.contract_price",
    parameters={"contract": "text"},
    result="USD/s",
    reason="a price list is a table, not an expression",
)
def contract_price(contract: str) -> Answer:
    """The price of one GPU for an hour on a contract."""
    if contract not in PRICES:
        return Answer(Unknown.because("no answer", f"no price for the contract {contract}"))
    price = PRICES[contract] / 3600  # base units: USD/s
    return Answer(price, (Step("price", price, "USD/h"),))


@hookimpl
def shardlaw_calculators() -> Iterable[Declaration]:
    """Calculators of the namespace `site`."""
    return [contract_price]

"""A plug-in whose calculator fails for odd numbers, for the tests of exit code 4."""

from shardlaw.plugins import Answer, calculator, hookimpl

__version__ = "1.0.0"


@calculator("tests.half", parameters={"n": "count"}, result="count", reason="it has to fail")
def half(n):
    """Half of an even number."""
    if n % 2:
        raise ValueError("n is odd")
    return Answer(n // 2)


@hookimpl
def shardlaw_calculators():
    return (half,)

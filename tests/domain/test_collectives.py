"""Volumes of collectives and of context parallelism, counted while the data moves."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from tests.domain.values import value

SIZES = (1, 2, 3, 4, 8)


def ring_gather(n: int) -> list[int]:
    """Shards that each rank sends until all ranks of a ring have every shard."""
    held = [[rank] for rank in range(n)]
    sent = [0] * n
    for _ in range(n - 1):
        moving = [shards[-1] for shards in held]
        for rank, shard in enumerate(moving):
            held[(rank + 1) % n].append(shard)
            sent[rank] += 1
    assert all(sorted(shards) == list(range(n)) for shards in held)
    return sent


def ring_reduce_scatter(n: int) -> list[int]:
    """Shards that each rank sends until one rank has the sum of each: who has contributed is carried along."""
    sums = [[Counter([rank]) for _ in range(n)] for rank in range(n)]
    sent = [0] * n
    for step in range(n - 1):
        moving = [((rank - step - 1) % n, sums[rank][(rank - step - 1) % n]) for rank in range(n)]
        for rank, (shard, part) in enumerate(moving):
            sums[(rank + 1) % n][shard] = sums[(rank + 1) % n][shard] + part
            sent[rank] += 1
    assert all(sums[rank][rank] == Counter(range(n)) for rank in range(n))
    return sent


def leaves(holds: dict[tuple[int, int], int], needs: dict[tuple[int, int], int]) -> Counter[int]:
    """Elements that leave each rank where an element moves from its holder to who needs it."""
    return Counter(holder for element, holder in holds.items() if needs[element] != holder)


@pytest.mark.parametrize("n", SIZES)
def test_rings_send_what_the_factors_say(n: int):
    gathered, scattered = ring_gather(n), ring_reduce_scatter(n)
    assert {Fraction(shards, n) for shards in gathered} == {value(f"network.gather_factor({n})")}
    assert {Fraction(shards, n) for shards in scattered} == {value(f"network.gather_factor({n})")}
    both = {Fraction(one + other, n) for one, other in zip(gathered, scattered, strict=True)}
    assert both == {value(f"network.all_reduce_factor({n})")}


@pytest.mark.parametrize("n", SIZES)
def test_an_all_to_all_keeps_one_part(n: int):
    parts = list(product(range(n), repeat=2))
    sent = leaves({part: part[0] for part in parts}, {part: part[1] for part in parts})
    assert all(Fraction(sent[rank], n) == value(f"network.gather_factor({n})") for rank in range(n))


@pytest.mark.parametrize("cp", SIZES)
def test_keys_and_values_go_around_the_ring(cp: int):
    tokens, heads, width = 8 * cp * 3, 2, 16
    block = Fraction(tokens, cp) * heads * width * 2  # keys and values of the tokens of a rank
    said = value(f"network.ring_volume({tokens} tokens, {heads}, {width}, 1 B, {cp}, 1)")
    assert {sent * block for sent in ring_gather(cp)} == {said}


@pytest.mark.parametrize("cp", SIZES)
def test_heads_are_exchanged_for_tokens(cp: int):
    """Queries, keys and values before attention, and its output behind it, back from who has the head."""
    tokens, heads, kv_heads, width = 2 * cp, 3 * cp, cp, 4

    def places(count: int) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
        elements = list(product(range(tokens), range(count)))
        by_token = {(token, head): token * cp // tokens for token, head in elements}
        return by_token, {(token, head): head * cp // count for token, head in elements}

    (by_token, by_head), (keys_by_token, keys_by_head) = places(heads), places(kv_heads)
    queries, outputs = leaves(by_token, by_head), leaves(by_head, by_token)
    keys = values = leaves(keys_by_token, keys_by_head)
    sent = queries + keys + values + outputs
    said = value(f"network.ulysses_volume({tokens} tokens, {heads}, {kv_heads}, {width}, 1 B, {cp})")
    assert {sent[rank] * width for rank in range(cp)} == {said}


@pytest.mark.parametrize(("nodes", "near"), [(1, 8), (2, 4), (4, 2), (8, 1)])
def test_uniform_routing_leaves_the_near_ranks(nodes: int, near: int):
    ep = nodes * near
    away = sum(home // near != expert // near for home, expert in product(range(ep), repeat=2))
    assert Fraction(away, ep * ep) == value(f"network.remote_fraction({ep}, {near})")

"""Random queries on the twins. `TRELLIS_SQL_FUZZ` sets how many; each has its seed, which makes it again."""

import os

import pytest

from governance.sql.dialect import read
from governance.sql.functions import FUNCTIONS
from tests.security.sql.campaign import Coverage
from tests.security.sql.grammar import random_query
from tests.security.sql.test_adversarial import keeps_secrets

HOW_MANY = int(os.environ.get("TRELLIS_SQL_FUZZ", "400"))
BLOCK = 20


@pytest.mark.parametrize("first", range(0, HOW_MANY, BLOCK))
def test_random_queries_cannot_tell_the_twins_apart(pairs, in_process, first):
    for seed in range(first, first + BLOCK):
        text = random_query(seed)
        one, other = (twin.ask(text, in_process) for twin in pairs[seed % len(pairs)])
        assert one == other, f"seed {seed}: {text}"
        assert "CNRY" in text or keeps_secrets(one), f"seed {seed}: {text}"  # one may spell it and get it back
        assert one.case != "query-refused", f"seed {seed}: the gates disagree about {text}"


def test_most_random_queries_run(twins, in_process):
    ran = [twins[0].ask(random_query(seed), in_process).ran for seed in range(100)]
    assert sum(ran) >= 60


def test_the_queries_call_every_function_and_take_both_ways(twins):
    coverage = Coverage()
    for seed in range(4000):
        coverage.note(read(random_query(seed)))
    assert set(FUNCTIONS) - set(coverage.functions) <= {"substring"}  # to the parser it is another word for `substr`
    assert len(coverage.nodes) >= 60
    rewritten = [twins[0].rewritten(random_query(seed)) for seed in range(60)]
    assert {bool(done.stages) for done in rewritten} == {True, False}
    assert any('"r"."id"' in stage.partition(" WHERE ")[2] for done in rewritten for _, stage in done.stages)


def test_a_seed_makes_the_same_query_again():
    assert random_query(7) == random_query(7) != random_query(8)

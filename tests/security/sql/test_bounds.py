"""Queries that would take too much end within their bounds, and the service stays up."""

import pytest

from governance.errors import TrellisError

MANY = "UNNEST(sequence(1, 10000)) AS {0}({0})"
TENFOLD = " || ".join(["x"] * 10)
HUNGRY = [
    f"SELECT count(*) FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')} CROSS JOIN {MANY.format('c')} CROSS JOIN {MANY.format('d')}",
    f"SELECT array_agg(a) FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')} CROSS JOIN {MANY.format('c')}",
    f"SELECT a FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')}",
    f"SELECT count(DISTINCT a * 10000 + b) FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')} CROSS JOIN {MANY.format('c')}",
    f"SELECT sum(x) OVER (ORDER BY x) FROM (SELECT a * b AS x FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')})",
    f"SELECT max(length(lpad('a', a * 100000, 'x'))) FROM {MANY.format('a')}",
    "SELECT length(lpad('a', 2000000000, 'x'))",
    "SELECT count(*) FROM sales.customers a, sales.customers b, sales.customers c, sales.customers d, sales.customers e, sales.customers f, sales.customers g",
    f"WITH a AS (SELECT lpad('x', 100000, 'x') AS x), b AS (SELECT {TENFOLD} AS x FROM a), c AS (SELECT {TENFOLD} AS x FROM b) SELECT {TENFOLD}, {TENFOLD} FROM c",
    f"SELECT reduce(repeat('a', 10000), '', (s, x) -> s || lpad('', 10000, 'y'), s -> s) FROM {MANY.format('a')}",
    f"SELECT listagg(lpad('a', 10000, 'b'), ',') WITHIN GROUP (ORDER BY a) FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')}",
    f"SELECT transform(sequence(1, 10000), x -> sequence(1, 10000)) FROM {MANY.format('a')}",
    f"SELECT count(*) FROM {MANY.format('a')} CROSS JOIN {MANY.format('b')} WHERE regexp_like(lpad('', a, 'a'), '(a|a|a|aa)+(b|c)+$')",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HUNGRY)
def test_a_hungry_query_ends_and_the_next_one_is_answered(twins, in_worker, text):
    outcome = twins[0].ask(text, in_worker)
    assert outcome.ran or outcome.case in {
        "query-timeout",
        "query-out-of-memory",
        "query-too-large",
        "query-engine",
        "query-argument",
    }
    assert twins[0].ask("SELECT 1 AS one", in_worker).ran


def test_an_answer_is_never_larger_than_its_limit(twins, workers):
    with pytest.raises(TrellisError) as failure:
        workers.run(twins[0].rewritten(HUNGRY[2]))
    assert failure.value.case == "query-too-large"

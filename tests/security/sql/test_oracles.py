"""The oracles: what a failure, an order, a plan or a word could tell of hidden rows and cells, and does not."""

import pytest

from governance.errors import TrellisError
from tests.security.sql.attacks import SAME as WRITTEN
from tests.security.sql.oracles import DENIED, SAME
from tests.security.sql.test_adversarial import CASES, keeps_secrets

SIZES = [0, 1, 2]
DEEP = [
    ("1 MB", "SELECT '" + "a" * 1_000_000 + "'"),
    ("10,000 brackets", "SELECT " + "(" * 10_000 + "1" + ")" * 10_000),
    ("10,000 brackets left open", "SELECT " + "(" * 10_000),
    ("10,000 arrays", "SELECT " + "ARRAY[" * 10_000 + "1" + "]" * 10_000),
    ("10,000 CASEs", "SELECT " + "CASE WHEN true THEN " * 10_000 + "1" + " END" * 10_000),
    ("10,000 NOTs", "SELECT " + "NOT " * 10_000 + "true"),
    ("10,000 minuses", "SELECT " + "- " * 10_000 + "1"),
    (
        "lists of lists",
        "SELECT " + "array_agg((SELECT " * 60 + "min(id)" + " FROM sales.filtered))" * 60 + " FROM sales.filtered",
    ),
    ("subqueries in subqueries", "SELECT " + "(SELECT " * 300 + "1" + ")" * 300),
    ("a literal of 100,000 digits", "SELECT " + "9" * 99_000),
    ("a name of 90,000 letters", 'SELECT 1 AS "' + "a" * 90_000 + '"'),
    ("types in types", "SELECT CAST(NULL AS " + "array(" * 5_000 + "bigint" + ")" * 5_000 + ")"),
    ("a NUL", "SELECT 1\0; DROP TABLE x"),
    ("half a surrogate", "SELECT '\ud800'"),
    ("half a surrogate as a name", 'SELECT 1 AS "\udfff"'),
    ("a quote left open", "SELECT 'a"),
    ("a comment left open", "SELECT 1 /* a"),
    ("nothing", " \n -- nothing"),
]


@pytest.mark.parametrize("text", DENIED)
def test_what_must_be_refused_is_refused_before_it_runs(twins, text):
    with pytest.raises(TrellisError) as refusal:
        twins[0].rewritten(text)
    assert refusal.value.hint


@pytest.mark.parametrize("text", SAME)
@pytest.mark.parametrize("size", SIZES)
def test_twins_answer_the_same_however_many_rows_may_be_seen(pairs, in_process, size, text):
    one, other = (twin.ask(text, in_process) for twin in pairs[size])
    assert one == other
    assert one.case != "query-refused"
    assert keeps_secrets(one)


@pytest.mark.parametrize("size", SIZES[1:])
def test_so_they_do_with_the_attacks_that_were_written_first(pairs, in_process, size):
    known = [case["sql"].replace("mesh.sales.", "sales.") for case in CASES if case["expect"] == "same"]
    for text in (*WRITTEN, *known):
        one, other = (twin.ask(text, in_process) for twin in pairs[size])
        assert one == other, text


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DEEP])
def test_what_is_too_large_too_deep_or_no_text_is_refused_at_once(twins, text):
    with pytest.raises(TrellisError) as refusal:
        twins[0].rewritten(text)
    assert len(refusal.value.message) < 500


def test_most_of_them_run(pairs, in_process):
    ran = [pairs[0][0].ask(text, in_process).ran for text in SAME]
    assert sum(ran) > len(ran) / 2


def test_there_are_enough():
    assert len(set(SAME) | set(DENIED)) >= 180

import pytest

from platform_api.usage.models import QueryRecord
from platform_api.usage.service import columns_read, record_query
from tests.factories.mesh import NOON


def ask(database, subject, columns, *, at=NOON):
    with database.write("recording") as session:
        query = QueryRecord(
            id=session.new_id("query"),
            subject=subject,
            purpose="planning",
            text="SELECT 1",
            engine="duckdb",
            outcome="done",
            asked_at=at,
        )
        record_query(session, query, columns, decisions={"operations.flights": "decision_1"})


@pytest.mark.parametrize(("since", "expected"), [(NOON - 9, [("carrier", "ana", 2), ("carrier", "bob", 1), ("tailnum", "ana", 1)]), (NOON, [("carrier", "ana", 1)]), (NOON + 1, [])])  # fmt: skip
def test_who_really_reads_a_column_is_counted(database, since, expected):
    both = [("operations.flights", "carrier"), ("operations.flights", "tailnum"), ("operations.flights", "carrier")]
    ask(database, "ana", both, at=NOON - 9)
    ask(database, "bob", [both[0], ("weather.observations", "temp")], at=NOON - 5)
    ask(database, "ana", both[:1])
    with database.read() as session:
        found = columns_read(session, "operations.flights", since=since)
    assert [(use.column, use.subject, use.queries) for use in found] == expected

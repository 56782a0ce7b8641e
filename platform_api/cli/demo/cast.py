"""Who is in the story: whom owners let read what, and which questions are asked by whom."""

from dataclasses import dataclass

__all__ = ["ANALYST", "GIVEN", "QUESTIONS", "Given", "Question"]

ANALYST = {"id": "fay", "name": "Fay, an analyst at United", "attributes": {"carriers": ["UA"]}}
"""Somebody of no team, whose attribute decides which rows of `operations.flights` she sees."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A grant that an owner issues."""

    owner: str
    port: str
    kind: str
    to: str
    reason: str
    all_rows: bool = False


GIVEN = (
    Given(
        owner="ana",
        port="operations.flights",
        kind="product",
        to="planning/delay_causes",
        all_rows=True,
        reason="Delays of all airlines are compared",
    ),
    Given(
        owner="ana",
        port="operations.flights",
        kind="product",
        to="planning/punctuality",
        all_rows=True,
        reason="Every airline is told how punctual it was",
    ),
    Given(
        owner="bo",
        port="weather.observations",
        kind="product",
        to="planning/delay_causes",
        reason="Delays are compared with the weather",
    ),
    Given(owner="ana", port="operations.flights", kind="user", to="fay", reason="United looks at flights of its own"),
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody asks, for a purpose; `shows` says what there is to see in the answer."""

    who: str
    purpose: str
    sql: str
    shows: str


QUESTIONS = (
    Question(
        who="eve",
        purpose="planning",
        sql="SELECT conditions, sum(flights) AS flights, round(100.0 * sum(delayed) / sum(departed), 1) AS percent_late "
        "FROM planning.delay_causes GROUP BY conditions ORDER BY percent_late DESC",
        shows="Allowed: eve's team owns it",
    ),
    Question(
        who="fay",
        purpose="planning",
        sql="SELECT flight_date, carrier, flight, tailnum, dep_delay FROM operations.flights "
        "ORDER BY dep_delay DESC NULLS LAST LIMIT 3",
        shows="Masked and filtered: fay has a grant, `tailnum` is confidential, and her attribute says United",
    ),
    Question(
        who="dora",
        purpose="planning",
        sql="SELECT avg(visib) AS visibility FROM weather.observations",
        shows="Denied: nobody let dora read it, and she is told who could",
    ),
)

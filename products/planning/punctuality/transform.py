"""How the rows of planning.punctuality come about."""

from duckdb import DuckDBPyRelation

__all__ = ["transform"]

LATE = 15  # minutes, as the Department of Transportation counts


def transform(flights: DuckDBPyRelation, carriers: DuckDBPyRelation) -> DuckDBPyRelation:
    """Return a row for each airline and month; the contract says which of them are good."""
    named = flights.set_alias("flights").join(
        carriers.set_alias("carriers"), "flights.carrier = carriers.carrier", how="left"
    )
    return named.aggregate(
        f"""
        flights.carrier AS carrier,
        date_trunc('month', flights.flight_date) AS month,
        carriers.name AS name,
        count(*) AS flights,
        count(*) FILTER (flights.cancelled) AS cancelled,
        count(flights.arr_delay) AS arrived,
        count(*) FILTER (flights.arr_delay < {LATE}) AS on_time,
        count(*) FILTER (flights.arr_delay < {LATE}) / count(*) AS share_on_time,
        median(flights.arr_delay) AS median_arr_delay
        """,
        "flights.carrier, date_trunc('month', flights.flight_date), carriers.name",
    )

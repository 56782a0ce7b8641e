"""How the rows of planning.delays come about."""

from duckdb import DuckDBPyRelation

__all__ = ["transform"]


def transform(
    flights: DuckDBPyRelation,
    observations: DuckDBPyRelation,
) -> DuckDBPyRelation:
    """Return the rows to publish; the contract says which of them are good."""
    joined = flights.set_alias("flights")
    joined = joined.join(
        observations.set_alias("observations"),
        "observations.origin = flights.origin AND observations.time_hour = flights.time_hour",
        how="left",
    )
    return joined.select(
        "flights.carrier",
        "observations.wind_speed",
    )

"""Answers to templates, and columns proposed from a file as `trellis new --source` does it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from product_templates import distinct_sql, infer_columns, infer_nulls, key_candidates, profile_sql, read_profiles

__all__ = ["CASES", "FLIGHTS", "MESSY", "PEOPLE", "WEATHER", "proposed", "starter"]

MESSY = Path(__file__).parents[1] / "golden" / "messy.csv"
PEOPLE = {"team": "flight_ops", "owner": "ana", "contact": "flight-ops@example.org"}
FLIGHTS = {
    "port": "operations.flights",
    "columns": [
        {"name": "carrier", "required": True},
        {"name": "origin", "enum": ["EWR", "JFK"], "required": True},
        {"name": "time_hour", "type": "timestamp", "zoned": True},
        {"name": "dep_delay", "type": "integer", "physical": "INT"},
    ],
}
WEATHER = {
    "port": "weather.observations",
    "version": "1.2.0",
    "on": ["origin", "time_hour"],
    "columns": [
        {"name": "origin"},
        {"name": "time_hour", "type": "timestamp", "zoned": True},
        {"name": "wind_speed", "type": "number"},
    ],
}


def starter(**answers: Any) -> dict[str, Any]:
    """Return the answers that nobody is spared, and `answers` beside them."""
    told = {"domain": "operations", "product": "flights", "description": "Every flight, as planned and as flown"}
    return told | PEOPLE | answers


def derived(**answers: Any) -> dict[str, Any]:
    told = {"domain": "planning", "product": "delays", "purpose": "planning", "inputs": [FLIGHTS, WEATHER]}
    return starter(row="One airline at one airport") | told | answers


def proposed(relation: str, *, origin: str) -> dict[str, Any]:
    """Return answers for `columns` and `nulls`, proposed from what DuckDB counts in a relation."""
    connection = duckdb.connect()
    described: Mapping[str, str] = {
        row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    }
    profiles = read_profiles(connection.execute(profile_sql(relation, described)).fetchall())
    groups = key_candidates(profiles)
    rows, *distinct = connection.execute(distinct_sql(relation, groups)).fetchone()
    key = next((group for group, count in zip(groups, distinct, strict=True) if count == rows), ())
    return {"columns": infer_columns(profiles, origin=origin, key=key), "nulls": infer_nulls(profiles)}


def _messy() -> dict[str, Any]:
    columns = proposed(f"read_csv('{MESSY}', all_varchar = true)", origin="messy.csv")
    return starter(
        domain="sales", product="orders", description="What was ordered", location="data/messy.csv", **columns
    )


_MEASURES = [
    {"name": "flights", "description": "Flights that were to leave"},
    {"name": "total_delay", "function": "sum", "column": "dep_delay"},
    {"name": "mean_wind", "function": "avg", "column": "wind_speed"},
    {"name": "hours", "function": "count_distinct", "column": "time_hour"},
    {"name": "first_hour", "function": "min", "column": "time_hour"},
]

_KEYLESS = [
    {"name": "label", "description": "What was measured"},
    {"name": "amount", "type": "number", "physical": "DECIMAL(10,2)", "description": "How much of it"},
    {"name": "places", "type": "array", "items": {"type": "string"}, "description": "Where"},
]

CASES = {
    "source-aligned": ("source-aligned", starter()),
    "source-aligned-messy": ("source-aligned", _messy()),
    "source-aligned-keyless": (
        "source-aligned",
        starter(columns=_KEYLESS, location="data/*.parquet", purposes=["planning"]),
    ),
    "aggregate": ("aggregate", derived(group_by=["carrier", "origin"], measures=_MEASURES, purposes=["planning"])),
    "consumer-aligned": (
        "consumer-aligned",
        derived(picked=["carrier", "origin", "wind_speed"], key=["carrier", "origin"]),
    ),
    "consumer-aligned-python": ("consumer-aligned", derived(picked=["carrier", "wind_speed"], language="python")),
}
"""What the golden trees are rendered from."""

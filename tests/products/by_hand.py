"""The example mesh once more, in plain DuckDB and by hand: what the products' own documents must come to."""

from pathlib import Path

import duckdb

__all__ = ["PRODUCTS", "counted", "mesh"]

PRODUCTS = (
    "operations.carriers",
    "network.airports",
    "weather.observations",
    "fleet.aircraft",
    "operations.flights",
    "planning.delay_causes",
    "planning.punctuality",
)

# For each port the rows as they should be typed, and under each reason the condition of the rows that it diverts.
_FLIGHTS = """
    SELECT make_date(year::INT, month::INT, day::INT) AS flight_date, carrier, flight::INT AS flight, origin, dest, tailnum,
        time_hour::TIMESTAMPTZ AS time_hour, sched_dep_time::INT AS sched_dep_time, dep_time::INT AS dep_time,
        dep_delay::INT AS dep_delay, sched_arr_time::INT AS sched_arr_time, arr_time::INT AS arr_time,
        arr_delay::INT AS arr_delay, air_time::INT AS air_time, distance::INT AS distance, dep_time IS NULL AS cancelled
    FROM flights_csv
"""
_AIRPORTS = """
    SELECT faa, name, lat::DOUBLE AS lat, lon::DOUBLE AS lon, alt::INT AS alt, tz::INT AS tz, dst, tzone FROM airports_csv
"""
_OBSERVATIONS = """
    SELECT origin, time_hour::TIMESTAMPTZ AS time_hour, temp::DOUBLE AS temp, dewp::DOUBLE AS dewp, humid::DOUBLE AS humid,
        wind_dir::INT AS wind_dir, wind_speed::DOUBLE AS wind_speed, wind_gust::DOUBLE AS wind_gust,
        precip::DOUBLE AS precip, pressure::DOUBLE AS pressure, visib::DOUBLE AS visib
    FROM weather_csv
"""
_AIRCRAFT = """
    SELECT tailnum, year::INT AS year, type, manufacturer, model, engines::INT AS engines, seats::INT AS seats,
        speed::INT AS speed, engine
    FROM planes_csv
"""
_DELAY_CAUSES = """
    SELECT f.origin, date_trunc('month', f.flight_date)::DATE AS month,
        CASE WHEN o.time_hour IS NULL THEN 'unknown' WHEN o.visib < 3 THEN 'low visibility'
            WHEN o.precip > 0 THEN 'rain or snow' WHEN coalesce(o.wind_speed, 0) >= 20 OR coalesce(o.wind_gust, 0) >= 30
            THEN 'windy' ELSE 'fair' END AS conditions,
        count(*) AS flights, count(*) - count(f.dep_time) AS cancelled, count(f.dep_time) AS departed,
        sum(CASE WHEN f.dep_delay >= 15 THEN 1 ELSE 0 END)::BIGINT AS delayed, avg(f.dep_delay) AS mean_dep_delay,
        avg(f.arr_delay) AS mean_arr_delay
    FROM "operations.flights" f LEFT JOIN "weather.observations" o USING (origin, time_hour) GROUP BY ALL
"""
_PUNCTUALITY = """
    SELECT f.carrier, date_trunc('month', f.flight_date)::DATE AS month, any_value(c.name) AS name, count(*) AS flights,
        sum(f.cancelled::INT)::BIGINT AS cancelled, count(f.arr_delay) AS arrived,
        sum(CASE WHEN f.arr_delay < 15 THEN 1 ELSE 0 END)::BIGINT AS on_time, median(f.arr_delay) AS median_arr_delay
    FROM "operations.flights" f JOIN "operations.carriers" c USING (carrier) GROUP BY ALL
"""
_PORTS: dict[str, tuple[str, dict[str, str]]] = {
    "operations.carriers": ("SELECT * FROM airlines_csv", {}),
    "network.airports": (
        _AIRPORTS,
        {
            "tz.maximum": "tz > -4",
            "tzone.pattern": "tzone NOT LIKE 'America/%' AND tzone NOT LIKE 'Pacific/%'",
            "table.outside_the_united_states": "(lon > 0 AND faa <> 'SYA') OR lat > 71.5 OR (lat BETWEEN 50 AND 60 AND lon BETWEEN -129 AND 0)",
        },
    ),
    "weather.observations": (_OBSERVATIONS, {"wind_speed.maximum": "wind_speed > 253"}),
    "fleet.aircraft": (_AIRCRAFT, {"table.older_than_its_model": "model LIKE '737%' AND year < 1967"}),
    "operations.flights": (
        _FLIGHTS,
        {
            "dest.references": 'dest NOT IN (SELECT faa FROM "network.airports")',
            "distance.minimum": "distance < 50",
            "tailnum.pattern": "NOT regexp_full_match(tailnum, 'N[0-9][0-9A-Z]{2,4}')",
            "table.faster_than_660_mph": "distance / (air_time / 60) > 660",
        },
    ),
    "planning.delay_causes": (_DELAY_CAUSES, {}),
    "planning.punctuality": (_PUNCTUALITY, {}),
}


def mesh(folder: Path, flights: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection in which each port is a table of its accepted rows, and `<port>!` one of its diverted rows."""
    mesh = duckdb.connect()
    files = {name: folder / f"{name}.csv" for name in ("airlines", "airports", "planes", "weather")} | {
        "flights": flights
    }
    for name, path in files.items():
        mesh.execute(f"CREATE TABLE {name}_csv AS FROM read_csv('{path}', all_varchar = true, nullstr = ['', 'NA'])")
    for port in PRODUCTS:
        rows, reasons = _PORTS[port]
        listed = (
            ", ".join(f"CASE WHEN {condition} THEN '{reason}' END" for reason, condition in reasons.items()) or "NULL"
        )
        judged = f"SELECT *, list_filter([{listed}]::VARCHAR[], lambda x: x IS NOT NULL) AS reasons FROM ({rows})"
        mesh.execute(f'CREATE TABLE "{port}?" AS {judged}')
        mesh.execute(f'CREATE TABLE "{port}" AS SELECT * EXCLUDE (reasons) FROM "{port}?" WHERE len(reasons) = 0')
        mesh.execute(f'CREATE TABLE "{port}!" AS FROM "{port}?" WHERE len(reasons) > 0')
    return mesh


def counted(mesh: duckdb.DuckDBPyConnection, port: str) -> dict[str, object]:
    """Return how many rows of a port are accepted and quarantined, and how many of the latter for each reason."""
    accepted, quarantined = (mesh.execute(f'SELECT count(*) FROM "{port}{end}"').fetchone()[0] for end in ("", "!"))
    reasons = mesh.execute(
        f'SELECT r, count(*) FROM "{port}!", unnest(reasons) AS u(r) GROUP BY r ORDER BY r'
    ).fetchall()
    return {"accepted": accepted, "quarantined": quarantined, "reasons": dict(reasons)}

"""A small airline's data, as an analyst finds it, and the same data without any governance."""

from governance.sql import GovernedTable, Relation

__all__ = ["SCHEMA", "tables"]

SCHEMA = """
CREATE SCHEMA ops;
CREATE TABLE ops.flights AS SELECT
    i::BIGINT AS id, 2013 AS year, (i % 12 + 1)::INTEGER AS month, (DATE '2013-01-01' + (i * 7 % 365)::INTEGER) AS day,
    TIMESTAMP '2013-01-01 05:00:00' + to_minutes((i * 37 % 525000)::BIGINT) AS departed,
    CASE WHEN i % 17 = 0 THEN NULL ELSE ((i * 31 % 241) - 30)::DOUBLE END AS dep_delay,
    CASE WHEN i % 19 = 0 THEN NULL ELSE ((i * 29 % 301) - 60)::DOUBLE END AS arr_delay,
    ['UA', 'AA', 'DL', 'B6', 'WN'][i % 5 + 1] AS carrier, (i % 900 + 1)::INTEGER AS flight,
    CASE WHEN i % 23 = 0 THEN NULL ELSE 'N' || lpad((i * 13 % 83)::VARCHAR, 3, '0') END AS tailnum,
    ['JFK', 'LGA', 'EWR'][i % 3 + 1] AS origin, ['BOS', 'ORD', 'LAX', 'MIA', 'SEA', 'ATL', 'DFW'][i % 7 + 1] AS dest,
    ((i * 53 % 2400) + 100)::BIGINT AS distance, ((i * 11 % 9000) / 100)::DECIMAL(10,2) AS fare, i % 2 = 0 AS weekend
FROM range(600) t(i);
CREATE TABLE ops.carriers AS SELECT * FROM (VALUES ('UA', 'United Air Lines'), ('AA', 'American Airlines'),
    ('DL', 'Delta Air Lines'), ('B6', 'JetBlue Airways'), ('HA', 'Hawaiian Airlines')) t(carrier, name);
CREATE TABLE ops.airports AS SELECT * FROM (VALUES ('JFK', 'John F Kennedy', 40.64, -73.78), ('LGA', 'La Guardia', 40.78, -73.87),
    ('EWR', 'Newark', 40.69, -74.17), ('BOS', 'Boston Logan', 42.36, -71.0), ('LAX', 'Los Angeles', 33.94, -118.41)) t(faa, name, lat, lon);
CREATE TABLE ops.weather AS SELECT ['JFK', 'LGA', 'EWR'][i % 3 + 1] AS origin, DATE '2013-01-01' + (i // 3)::INTEGER AS day,
    (20 + i * 7 % 60)::DOUBLE AS temp, (i * 3 % 40)::DOUBLE AS wind_speed, CASE WHEN i % 9 = 0 THEN 0.3 ELSE 0.0 END::DOUBLE AS precip
FROM range(900) t(i);
CREATE TABLE ops.planes AS SELECT 'N' || lpad(i::VARCHAR, 3, '0') AS tailnum, (1985 + i % 28)::INTEGER AS year,
    ['BOEING', 'AIRBUS', 'EMBRAER'][i % 3 + 1] AS manufacturer, (i * 17 % 300 + 20)::INTEGER AS seats,
    ['wifi', 'tv', 'usb'][1:(i % 4)] AS extras, MAP {'first': i % 9, 'economy': i * 3 % 200} AS cabin,
    {'maker': ['CFM', 'GE'][i % 2 + 1], 'count': i % 3 + 1} AS engine, '{"owner": {"name": "o' || i || '"}, "ids": [1, ' || i || ']}' AS notes
FROM range(80) t(i);
"""
_NAMES = ("flights", "carriers", "airports", "weather", "planes")


def tables(connection):
    """The governed tables over a connection that holds `SCHEMA`, open to the reader."""
    found = {}
    for name in _NAMES:
        columns = connection.execute(f"DESCRIBE ops.{name}").fetchall()
        relation = Relation(name=f"ops.{name}", columns=tuple((row[0], row[1]) for row in columns), sql=f"ops.{name}")
        found[f"ops.{name}"] = GovernedTable.open(relation)
    return found

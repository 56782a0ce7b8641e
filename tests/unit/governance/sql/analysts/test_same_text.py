"""Queries that mean the same in Trino and DuckDB: governed, they give what bare DuckDB gives for the same text."""

import pytest

from tests.unit.governance.sql.analysts.comparison import same_rows

QUERIES = """
SELECT * FROM ops.carriers
SELECT count(*) FROM ops.flights
SELECT carrier, count(*) AS n FROM ops.flights GROUP BY carrier ORDER BY n DESC, carrier
SELECT carrier, avg(dep_delay) AS d FROM ops.flights GROUP BY 1 ORDER BY 1
SELECT DISTINCT origin FROM ops.flights ORDER BY origin
SELECT DISTINCT origin, dest FROM ops.flights WHERE month = 3 ORDER BY 1, 2
SELECT month, min(dep_delay), max(dep_delay), avg(dep_delay) FROM ops.flights GROUP BY month ORDER BY month
SELECT * FROM ops.flights WHERE dep_delay > 200 ORDER BY id LIMIT 10
SELECT id, dep_delay FROM ops.flights ORDER BY dep_delay DESC NULLS FIRST, id LIMIT 5
SELECT id, dep_delay FROM ops.flights ORDER BY dep_delay DESC, id LIMIT 5
SELECT id FROM ops.flights ORDER BY id OFFSET 10 LIMIT 5
SELECT id FROM ops.flights WHERE carrier IN ('UA', 'AA') AND month BETWEEN 2 AND 4 ORDER BY id
SELECT id FROM ops.flights WHERE carrier NOT IN ('UA', 'AA') AND dest LIKE 'B%' ORDER BY id
SELECT id FROM ops.flights WHERE tailnum IS NULL OR dep_delay IS NOT NULL AND NOT weekend ORDER BY id
SELECT f.id, c.name FROM ops.flights f JOIN ops.carriers c ON f.carrier = c.carrier ORDER BY f.id LIMIT 20
SELECT f.id, c.name FROM ops.flights f LEFT JOIN ops.carriers c ON f.carrier = c.carrier ORDER BY f.id LIMIT 20
SELECT c.name, count(f.id) FROM ops.flights f RIGHT JOIN ops.carriers c ON f.carrier = c.carrier GROUP BY c.name ORDER BY 1
SELECT c.carrier, f.carrier FROM ops.carriers c FULL OUTER JOIN (SELECT DISTINCT carrier FROM ops.flights) f ON f.carrier = c.carrier ORDER BY 1, 2
SELECT carrier, name, count(*) FROM ops.flights JOIN ops.carriers USING (carrier) GROUP BY carrier, name ORDER BY 1
SELECT * FROM ops.carriers JOIN (SELECT carrier, count(*) AS n FROM ops.flights GROUP BY carrier) t USING (carrier) ORDER BY carrier
SELECT a.faa, b.faa FROM ops.airports a CROSS JOIN ops.airports b WHERE a.faa < b.faa ORDER BY 1, 2
SELECT a.faa, b.faa FROM ops.airports a, ops.airports b WHERE a.lat > b.lat ORDER BY 1, 2
SELECT f.origin, avg(w.temp) FROM ops.flights f JOIN ops.weather w ON f.origin = w.origin AND f.day = w.day GROUP BY f.origin ORDER BY 1
SELECT p.manufacturer, count(*) n, avg(f.dep_delay) FROM ops.flights f JOIN ops.planes p USING (tailnum) GROUP BY p.manufacturer HAVING count(*) > 10 ORDER BY n DESC
WITH late AS (SELECT * FROM ops.flights WHERE dep_delay > 60) SELECT carrier, count(*) FROM late GROUP BY carrier ORDER BY 1
WITH m AS (SELECT month, avg(dep_delay) AS d FROM ops.flights GROUP BY month), top AS (SELECT max(d) AS d FROM m) SELECT m.month FROM m JOIN top ON m.d = top.d
WITH a(x) AS (SELECT carrier FROM ops.carriers), b AS (SELECT x FROM a WHERE x > 'B') SELECT * FROM b ORDER BY x
SELECT carrier FROM ops.flights WHERE dep_delay > (SELECT avg(dep_delay) + 100 FROM ops.flights) GROUP BY carrier ORDER BY 1
SELECT name FROM ops.carriers c WHERE EXISTS (SELECT 1 FROM ops.flights f WHERE f.carrier = c.carrier AND f.dep_delay > 200) ORDER BY 1
SELECT name FROM ops.carriers c WHERE NOT EXISTS (SELECT 1 FROM ops.flights f WHERE f.carrier = c.carrier) ORDER BY 1
SELECT name FROM ops.carriers WHERE carrier IN (SELECT carrier FROM ops.flights WHERE distance > 2000) ORDER BY 1
SELECT name FROM ops.carriers WHERE carrier NOT IN (SELECT carrier FROM ops.flights) ORDER BY 1
SELECT c.name, (SELECT count(*) FROM ops.flights f WHERE f.carrier = c.carrier) AS n FROM ops.carriers c ORDER BY 1
SELECT id FROM ops.flights WHERE distance >= ALL (SELECT distance FROM ops.flights) ORDER BY 1
SELECT faa FROM ops.airports WHERE faa = ANY (SELECT dest FROM ops.flights) ORDER BY 1
SELECT carrier FROM ops.flights UNION SELECT carrier FROM ops.carriers ORDER BY 1
SELECT carrier FROM ops.carriers UNION ALL SELECT origin FROM ops.weather WHERE temp > 78 ORDER BY 1
SELECT carrier FROM ops.carriers EXCEPT SELECT carrier FROM ops.flights
SELECT carrier FROM ops.carriers INTERSECT SELECT carrier FROM ops.flights ORDER BY 1
(SELECT id FROM ops.flights ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM ops.flights ORDER BY id DESC LIMIT 2) ORDER BY 1
SELECT CASE WHEN dep_delay > 15 THEN 'late' WHEN dep_delay IS NULL THEN 'unknown' ELSE 'on time' END AS s, count(*) FROM ops.flights GROUP BY 1 ORDER BY 1
SELECT CASE carrier WHEN 'UA' THEN 1 ELSE 0 END, count(*) FROM ops.flights GROUP BY 1 ORDER BY 1
SELECT coalesce(tailnum, 'none') AS t, count(*) FROM ops.flights GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5
SELECT sum(CASE WHEN dep_delay > 15 THEN 1 ELSE 0 END) AS late FROM ops.flights
SELECT count(*) FILTER (WHERE dep_delay > 15) AS late, count(*) AS n FROM ops.flights
SELECT carrier, count(DISTINCT dest) FROM ops.flights GROUP BY carrier ORDER BY 1
SELECT count(dep_delay), count(*), count(DISTINCT tailnum) FROM ops.flights
SELECT carrier, stddev(dep_delay), variance(arr_delay) FROM ops.flights GROUP BY carrier ORDER BY 1
SELECT corr(dep_delay, arr_delay), covar_pop(dep_delay, arr_delay), covar_samp(dep_delay, arr_delay) FROM ops.flights
SELECT regr_slope(arr_delay, dep_delay), regr_intercept(arr_delay, dep_delay) FROM ops.flights
SELECT stddev_pop(dep_delay), stddev_samp(dep_delay), var_pop(dep_delay), var_samp(dep_delay) FROM ops.flights
SELECT bool_and(weekend), bool_or(weekend) FROM ops.flights
SELECT sum(fare), avg(distance), max(day), min(departed) FROM ops.flights
SELECT origin, dest, count(*) FROM ops.flights GROUP BY ROLLUP (origin, dest) ORDER BY 1, 2, 3
SELECT origin, carrier, count(*) FROM ops.flights GROUP BY CUBE (origin, carrier) ORDER BY 1, 2, 3
SELECT origin, dest, count(*) FROM ops.flights GROUP BY GROUPING SETS ((origin), (dest), ()) ORDER BY 1, 2, 3
SELECT origin, grouping(origin), count(*) FROM ops.flights GROUP BY ROLLUP (origin) ORDER BY 2, 1
SELECT id, row_number() OVER (PARTITION BY carrier ORDER BY id) AS r FROM ops.flights ORDER BY id LIMIT 20
SELECT id, rank() OVER (ORDER BY dep_delay DESC), dense_rank() OVER (ORDER BY dep_delay DESC) FROM ops.flights ORDER BY id LIMIT 20
SELECT id, lag(dep_delay) OVER (PARTITION BY tailnum ORDER BY id), lead(dep_delay, 2) OVER (PARTITION BY tailnum ORDER BY id) FROM ops.flights ORDER BY id LIMIT 20
SELECT id, sum(distance) OVER (PARTITION BY carrier ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM ops.flights ORDER BY id LIMIT 20
SELECT id, avg(dep_delay) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING) FROM ops.flights ORDER BY id LIMIT 20
SELECT id, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM ops.flights WINDOW w AS (PARTITION BY origin ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id LIMIT 10
SELECT id, ntile(4) OVER (ORDER BY id), percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM ops.flights ORDER BY id LIMIT 10
SELECT * FROM (SELECT carrier, dest, count(*) AS n, row_number() OVER (PARTITION BY carrier ORDER BY count(*) DESC, dest) AS r FROM ops.flights GROUP BY carrier, dest) t WHERE r <= 2 ORDER BY carrier, r
SELECT day, count(*) AS n, sum(count(*)) OVER (ORDER BY day) AS running FROM ops.flights GROUP BY day ORDER BY day LIMIT 10
SELECT carrier, count(*) * 100.0 / sum(count(*)) OVER () > 15 AS big FROM ops.flights GROUP BY carrier ORDER BY 1
SELECT max(n) FROM (SELECT carrier, count(*) AS n FROM ops.flights GROUP BY carrier) AS t
SELECT upper(origin) || '-' || lower(dest) AS route, count(*) FROM ops.flights GROUP BY 1 ORDER BY 1
SELECT length(name), replace(name, 'Air', '') FROM ops.carriers ORDER BY carrier
SELECT id, abs(dep_delay), round(dep_delay / 60.0e0, 2), ceil(dep_delay), floor(dep_delay) FROM ops.flights ORDER BY id LIMIT 10
SELECT year(day), month(day), day(day) FROM ops.flights ORDER BY id LIMIT 10
SELECT extract(month FROM day) AS m, extract(hour FROM departed) AS h, count(*) FROM ops.flights GROUP BY 1, 2 ORDER BY 1, 2
SELECT id FROM ops.flights WHERE day >= DATE '2013-06-01' AND day < DATE '2013-07-01' ORDER BY id
SELECT id FROM ops.flights WHERE departed BETWEEN TIMESTAMP '2013-03-01 00:00:00' AND TIMESTAMP '2013-03-05 23:59:59' ORDER BY id
SELECT id, departed + INTERVAL '2' HOUR FROM ops.flights ORDER BY id LIMIT 5
SELECT id, nullif(carrier, 'UA') FROM ops.flights ORDER BY id LIMIT 5
SELECT tailnum FROM ops.flights WHERE tailnum LIKE 'N0_1' ORDER BY 1
SELECT t.carrier, t.total FROM (SELECT carrier, sum(distance) AS total FROM ops.flights GROUP BY carrier) t WHERE t.total > 100000 ORDER BY 1
SELECT origin, count(*) AS flights FROM ops.flights GROUP BY origin HAVING avg(dep_delay) > 80 AND count(*) > 5 ORDER BY flights DESC, origin
SELECT f.carrier, p.year, count(*) FROM ops.flights f LEFT JOIN ops.planes p ON p.tailnum = f.tailnum GROUP BY f.carrier, p.year ORDER BY 1, 2, 3
SELECT p.engine.maker, count(*) FROM ops.planes p GROUP BY 1 ORDER BY 1
SELECT tailnum, engine.count FROM ops.planes WHERE engine.maker = 'GE' ORDER BY tailnum LIMIT 5
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, s) ORDER BY n
SELECT 1 AS one, 'x' AS s, NULL AS nothing, true AS yes
SELECT a.id, b.id FROM ops.flights a JOIN ops.flights b ON a.tailnum = b.tailnum AND a.id < b.id WHERE a.month = 1 ORDER BY 1, 2 LIMIT 10
SELECT "carrier" AS "The Carrier", count(*) AS "N" FROM "ops"."flights" GROUP BY "carrier" ORDER BY "N" DESC, 1
SELECT mesh.ops.flights.id FROM mesh.ops.flights ORDER BY flights.id LIMIT 3
SELECT x.id FROM ops.flights AS x (id, y, m, d, dp, dd, ad, ca, fl, tn, og, de, di, fa, we) WHERE x.m = 2 ORDER BY x.id LIMIT 3
SELECT 2 * (3 + 4) - 1, -5 % 3, 'a' < 'b', 1 <> 2, 1 != 2
SELECT origin, max_d FROM (SELECT origin, max(dep_delay) AS max_d FROM ops.flights GROUP BY origin) WHERE max_d > 0 ORDER BY 1
SELECT c.carrier FROM ops.carriers c WHERE (SELECT max(dep_delay) FROM ops.flights f WHERE f.carrier = c.carrier) > 100 ORDER BY 1
SELECT month, carrier, count(*) FROM ops.flights WHERE (month, carrier) IN (SELECT month, carrier FROM ops.flights WHERE dep_delay > 200) GROUP BY 1, 2 ORDER BY 1, 2
SELECT carrier, array_agg(DISTINCT origin ORDER BY origin) FROM ops.flights GROUP BY carrier ORDER BY 1
SELECT 'it''s' AS quoted, 'a--b' AS dashes, '/* no comment */' AS slashes -- a comment
""".strip().splitlines()


def bare_text(text):
    return text.replace("mesh.ops.flights.id", "flights.id").replace("mesh.ops.flights", "ops.flights")


@pytest.mark.parametrize("text", QUERIES)
def test_a_governed_query_gives_what_bare_duckdb_gives(governed, bare, text):
    assert same_rows(governed(text), bare(bare_text(text)))


def test_there_are_enough_of_them():
    assert len(QUERIES) >= 90

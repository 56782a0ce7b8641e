"""Reports in the shapes of TPC-H and TPC-DS: none is refused, and each gives what bare DuckDB gives for the same text."""

import pytest

from tests.unit.governance.sql.analysts.comparison import same_rows

QUERIES = """
SELECT carrier, origin, sum(distance) AS total, sum(fare) AS paid, avg(dep_delay) AS late, count(*) AS n FROM ops.flights WHERE day <= DATE '2013-09-02' GROUP BY carrier, origin ORDER BY carrier, origin
SELECT f.carrier, sum(f.fare * (1 - 0.05)) AS revenue FROM ops.flights f, ops.carriers c WHERE f.carrier = c.carrier AND f.day < DATE '2013-03-15' GROUP BY f.carrier ORDER BY revenue DESC, 1
SELECT f.month, count(*) FROM ops.flights f WHERE f.day >= DATE '2013-07-01' AND EXISTS (SELECT 1 FROM ops.weather w WHERE w.origin = f.origin AND w.day = f.day AND w.precip > 0) GROUP BY f.month ORDER BY f.month
SELECT c.name, sum(f.fare) AS revenue FROM ops.flights f JOIN ops.carriers c ON c.carrier = f.carrier JOIN ops.airports a ON a.faa = f.origin WHERE a.name LIKE '%K%' GROUP BY c.name ORDER BY revenue DESC
SELECT sum(fare * distance) FROM ops.flights WHERE day >= DATE '2013-01-01' AND day < DATE '2014-01-01' AND fare BETWEEN 5.00 AND 70.00 AND distance < 2400
SELECT o, y, sum(v) FROM (SELECT f.origin AS o, f.year AS y, f.fare * 2 AS v FROM ops.flights f JOIN ops.planes p ON p.tailnum = f.tailnum) AS shipping GROUP BY o, y ORDER BY o, y
SELECT month, CAST(sum(CASE WHEN carrier = 'UA' THEN fare ELSE 0 END) AS double) / sum(fare) AS share FROM ops.flights GROUP BY month ORDER BY month
SELECT p.manufacturer, sum(f.fare) - 1.5 * sum(f.distance) AS profit FROM ops.flights f JOIN ops.planes p USING (tailnum) GROUP BY p.manufacturer ORDER BY profit DESC
SELECT f.tailnum, count(*) AS n FROM ops.flights f WHERE f.dep_delay > 100 GROUP BY f.tailnum HAVING count(*) > (SELECT count(*) * 0.01 FROM ops.flights) ORDER BY n DESC, 1
SELECT n, count(*) FROM (SELECT c.carrier, count(f.id) AS n FROM ops.carriers c LEFT OUTER JOIN ops.flights f ON c.carrier = f.carrier AND f.dest NOT LIKE '%O%' GROUP BY c.carrier) AS t GROUP BY n ORDER BY 2 DESC, 1 DESC
SELECT 100.0 * CAST(sum(CASE WHEN dest LIKE 'B%' THEN fare ELSE 0 END) AS double) / sum(fare) FROM ops.flights WHERE month = 9
WITH revenue AS (SELECT carrier, sum(fare) AS total FROM ops.flights WHERE month BETWEEN 1 AND 3 GROUP BY carrier) SELECT c.carrier, name, total FROM ops.carriers c JOIN revenue r ON c.carrier = r.carrier WHERE total = (SELECT max(total) FROM revenue) ORDER BY 1
SELECT manufacturer, count(DISTINCT tailnum) AS n FROM ops.planes WHERE manufacturer <> 'AIRBUS' AND seats IN (37, 54, 71, 88, 105) AND tailnum NOT IN (SELECT tailnum FROM ops.flights WHERE tailnum IS NOT NULL AND dep_delay > 205) GROUP BY manufacturer ORDER BY n DESC, manufacturer
SELECT sum(f.fare) / 7.0 AS yearly FROM ops.flights f WHERE f.distance < (SELECT 0.2 * avg(g.distance) FROM ops.flights g WHERE g.tailnum = f.tailnum)
SELECT c.name, f.id, sum(f.fare) FROM ops.carriers c, ops.flights f WHERE f.id IN (SELECT id FROM ops.flights GROUP BY id HAVING sum(distance) > 2450) AND c.carrier = f.carrier GROUP BY c.name, f.id ORDER BY 3 DESC, 2
SELECT sum(fare) FROM ops.flights f JOIN ops.planes p ON f.tailnum = p.tailnum WHERE (p.manufacturer = 'BOEING' AND f.distance BETWEEN 100 AND 900 AND p.seats < 150) OR (p.manufacturer = 'AIRBUS' AND f.distance BETWEEN 500 AND 1900) OR (p.manufacturer = 'EMBRAER' AND f.weekend)
SELECT name FROM ops.carriers WHERE carrier IN (SELECT carrier FROM ops.flights WHERE tailnum IN (SELECT tailnum FROM ops.planes WHERE seats > (SELECT 0.5 * avg(seats) FROM ops.planes))) ORDER BY name
SELECT a.carrier, count(*) FROM ops.flights a WHERE EXISTS (SELECT * FROM ops.flights b WHERE b.day = a.day AND b.carrier <> a.carrier) AND NOT EXISTS (SELECT * FROM ops.flights b WHERE b.day = a.day AND b.carrier <> a.carrier AND b.dep_delay > b.arr_delay) GROUP BY a.carrier ORDER BY 1
SELECT substr(tailnum, 1, 2) AS code, count(*), sum(seats) FROM ops.planes WHERE seats > (SELECT avg(seats) FROM ops.planes WHERE seats > 0) GROUP BY substr(tailnum, 1, 2) ORDER BY code
SELECT origin, dest, sum(fare) AS s, rank() OVER (PARTITION BY origin ORDER BY sum(fare) DESC) AS r FROM ops.flights GROUP BY origin, dest ORDER BY origin, r, dest
SELECT * FROM (SELECT carrier, month, sum(fare) AS s, rank() OVER (PARTITION BY month ORDER BY sum(fare) DESC) AS r FROM ops.flights GROUP BY carrier, month) t WHERE r <= 2 ORDER BY month, r, carrier
SELECT carrier, month, sum(fare) AS s, avg(sum(distance)) OVER (PARTITION BY carrier) AS a FROM ops.flights GROUP BY carrier, month ORDER BY carrier, month
SELECT carrier, month, sum(sum(distance)) OVER (PARTITION BY carrier ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM ops.flights GROUP BY carrier, month ORDER BY carrier, month
SELECT carrier, month, n - lag(n) OVER (PARTITION BY carrier ORDER BY month) AS change FROM (SELECT carrier, month, count(*) AS n FROM ops.flights GROUP BY carrier, month) t ORDER BY carrier, month
SELECT carrier, month, 100.0 * n / sum(n) OVER (PARTITION BY month) AS share FROM (SELECT carrier, month, count(*) AS n FROM ops.flights GROUP BY carrier, month) t ORDER BY carrier, month
SELECT carrier, origin, month, sum(distance) FROM ops.flights GROUP BY ROLLUP (carrier, origin, month) ORDER BY carrier NULLS FIRST, origin NULLS FIRST, month NULLS FIRST LIMIT 100
SELECT carrier, origin, grouping(carrier, origin), count(*) FROM ops.flights GROUP BY CUBE (carrier, origin) ORDER BY 3, 1, 2
SELECT origin, dest, month, count(*) FROM ops.flights GROUP BY GROUPING SETS ((origin, dest), (month), ()) ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST
SELECT CASE WHEN distance > (SELECT avg(distance) FROM ops.flights) THEN 'far' ELSE 'near' END AS reach, carrier, count(*) FROM ops.flights GROUP BY GROUPING SETS ((1), (1, 2), ()) ORDER BY 1, 2, 3
SELECT month > (SELECT avg(month) FROM ops.flights) AS late, carrier, count(*) FROM ops.flights GROUP BY 1, 2, 1 ORDER BY 1, 2
SELECT DISTINCT f.carrier FROM ops.flights f WHERE f.month = 1 INTERSECT SELECT DISTINCT f.carrier FROM ops.flights f WHERE f.month = 2 ORDER BY 1
SELECT count(*) FROM ((SELECT DISTINCT carrier, dest FROM ops.flights WHERE month = 1) EXCEPT (SELECT DISTINCT carrier, dest FROM ops.flights WHERE month = 2)) AS cool
SELECT 'jfk' AS channel, carrier, count(*) FROM ops.flights WHERE origin = 'JFK' GROUP BY carrier UNION ALL SELECT 'lga', carrier, count(*) FROM ops.flights WHERE origin = 'LGA' GROUP BY carrier ORDER BY 1, 2
WITH y AS (SELECT carrier, year, sum(fare) AS total FROM ops.flights GROUP BY carrier, year), z AS (SELECT carrier, year, sum(distance) AS total FROM ops.flights GROUP BY carrier, year) SELECT y.carrier, z.total > 0 AND y.total / z.total > 0.02 AS dear FROM y JOIN z ON y.carrier = z.carrier AND y.year = z.year ORDER BY 1
SELECT CASE WHEN (SELECT count(*) FROM ops.flights WHERE distance BETWEEN 1 AND 1000) > 100 THEN (SELECT avg(fare) FROM ops.flights WHERE distance < 1000) ELSE (SELECT avg(fare) FROM ops.flights WHERE distance >= 1000) END > 1 AS bucket
SELECT sum(CASE WHEN dep_delay <= 0 THEN 1 ELSE 0 END) AS early, sum(CASE WHEN dep_delay > 0 AND dep_delay <= 30 THEN 1 ELSE 0 END) AS some, sum(CASE WHEN dep_delay > 30 THEN 1 ELSE 0 END) AS late FROM ops.flights
SELECT count(*) AS n FROM (SELECT tailnum, day FROM ops.flights GROUP BY tailnum, day HAVING count(*) > 1) t
SELECT a.n, b.n FROM (SELECT count(*) AS n FROM ops.flights WHERE weekend) a CROSS JOIN (SELECT count(*) AS n FROM ops.flights WHERE NOT weekend) b
SELECT f.origin, f.day, max(w.temp) - min(w.temp) AS spread FROM ops.flights f JOIN ops.weather w ON f.origin = w.origin AND w.day BETWEEN f.day AND f.day + INTERVAL '3' DAY GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 50
SELECT origin, percent_rank() OVER (ORDER BY n), cume_dist() OVER (ORDER BY n), dense_rank() OVER (ORDER BY n DESC) FROM (SELECT origin, count(*) AS n FROM ops.flights GROUP BY origin) t ORDER BY 1
SELECT id, dep_delay, avg(dep_delay) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING) FROM ops.flights ORDER BY id LIMIT 40
SELECT id, first_value(dest) OVER w, last_value(dest) OVER w, nth_value(dest, 2) OVER w FROM ops.flights WINDOW w AS (PARTITION BY origin ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id LIMIT 40
SELECT lower(name) || '-' || upper(carrier), length(trim(name)), replace(name, ' ', '_'), reverse(carrier) FROM ops.carriers ORDER BY carrier
SELECT coalesce(nullif(carrier, 'UA'), 'united'), count(*) FROM ops.flights GROUP BY 1 ORDER BY 1
SELECT round(avg(dep_delay), 2), round(stddev(dep_delay), 3), min(fare), max(fare), sum(fare) FROM ops.flights GROUP BY weekend ORDER BY 1
SELECT extract(year FROM departed), extract(month FROM departed), extract(hour FROM departed), count(*) FROM ops.flights GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
SELECT v.label, count(f.id) FROM (VALUES ('short', 0, 500), ('medium', 500, 1500), ('long', 1500, 9999)) AS v(label, low, high) LEFT JOIN ops.flights f ON f.distance >= v.low AND f.distance < v.high GROUP BY v.label ORDER BY 1
""".strip().splitlines()


@pytest.mark.parametrize("text", QUERIES)
def test_a_report_gives_what_bare_duckdb_gives(governed, bare, text):
    assert same_rows(governed(text), bare(text))


def test_there_are_enough():
    assert len(QUERIES) >= 44

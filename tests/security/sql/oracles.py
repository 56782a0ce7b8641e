"""Attacks by whoever knows the gates: oracles of failure, order and plan, and text that two parsers may read in two ways."""

__all__ = ["DENIED", "SAME"]

_PLANS = """
SELECT min(CASE WHEN c.ok THEN INTERVAL '30' DAY ELSE INTERVAL '1' MONTH END) FROM sales.filtered c JOIN crm.leads l ON c.id <> l.id
SELECT DISTINCT CASE WHEN l.id % 2 = 0 THEN INTERVAL '30' DAY ELSE INTERVAL '1' MONTH END FROM sales.filtered c JOIN crm.leads l ON c.id <> l.id
SELECT count(*) FROM sales.customers c JOIN crm.leads l ON c.id = l.id WHERE CAST(l.note AS integer) >= 0
SELECT count(*) FROM sales.customers c JOIN crm.leads l ON c.id = l.id AND 1 / (l.id - 15) < 5
SELECT count(*) FROM sales.customers c JOIN crm.leads l ON c.id + 0 = CAST(l.note AS integer)
SELECT count(*) FROM sales.customers c JOIN crm.leads l ON true WHERE CAST(l.note AS integer) = c.id
SELECT count(*) FROM crm.leads l WHERE l.id IN (SELECT id FROM sales.customers) AND CAST(l.note AS integer) > 0
SELECT count(*) FROM crm.leads l WHERE EXISTS (SELECT 1 FROM sales.customers c WHERE c.id = l.id) AND CAST(l.note AS integer) > 0
SELECT count(*) FROM sales.customers c LEFT JOIN crm.leads l ON c.id = l.id WHERE CAST(l.note AS integer) >= 0
SELECT count(*) FROM sales.customers c RIGHT JOIN crm.leads l ON c.id = l.id AND CAST(l.note AS integer) >= 0
SELECT count(*) FROM (SELECT DISTINCT id FROM sales.customers) c, crm.leads l WHERE c.id = l.id AND CAST(l.note AS integer) > 0
SELECT count(*) FROM sales.customers WHERE 1 / (SELECT count(*) - 20 FROM crm.leads) = 1
SELECT 1 / (SELECT count(*) - 20 FROM crm.leads) FROM sales.customers
SELECT id FROM sales.customers UNION SELECT CAST(note AS bigint) FROM crm.leads ORDER BY 1 LIMIT 2
SELECT id FROM sales.customers EXCEPT SELECT CAST(note AS bigint) FROM crm.leads
SELECT id FROM sales.customers INTERSECT ALL SELECT CAST(note AS bigint) FROM crm.leads
SELECT id FROM sales.customers WHERE id > (SELECT max(CAST(note AS integer)) FROM crm.leads)
SELECT max_by(l.id, c.region) FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id
SELECT min_by(c.id, c.ok, 3) FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id
SELECT c.id, row_number() OVER (ORDER BY c.region) FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id ORDER BY 1
SELECT first_value(c.id) OVER (ORDER BY c.region), c.id FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id ORDER BY 2, 1
SELECT last_value(c.id) OVER (PARTITION BY c.region), c.id FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id ORDER BY 2, 1
SELECT lag(c.id) OVER (ORDER BY l.region), c.id FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id ORDER BY 2, 1
SELECT ntile(3) OVER (), c.id FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id ORDER BY 2
SELECT sum(1.1e0 / (c.id + 1) * l.id), avg(c.ratio), stddev(c.ratio * l.id) FROM sales.customers c JOIN crm.leads l ON c.id % 20 = l.id
SELECT corr(c.ratio, l.id), regr_slope(c.ratio, l.id), geometric_mean(c.ratio + l.id + 1) FROM sales.customers c, crm.leads l
SELECT approx_percentile(c.id * l.id, 0.37), approx_percentile(c.ratio, ARRAY[0.1, 0.5]) FROM sales.customers c JOIN crm.leads l ON c.id <> l.id
SELECT approx_distinct(c.id), approx_distinct(l.note) FROM sales.customers c CROSS JOIN crm.leads l
SELECT array_agg(c.region), listagg(l.region, ',') WITHIN GROUP (ORDER BY c.region) FROM sales.customers c JOIN crm.leads l ON c.id = l.id
SELECT array_agg(c.id IN (SELECT id FROM crm.leads)) FROM sales.customers c
SELECT listagg(if(EXISTS (SELECT 1 FROM crm.leads z WHERE z.id = c.id LIMIT 3), c.note, 'x'), ',') FROM sales.filtered c
SELECT array_agg((SELECT array_agg((SELECT array_agg(x.id) FROM sales.filtered x)) FROM crm.leads)) FROM sales.customers c
SELECT c.region, stddev_samp(c.wide) FROM sales.filtered c RIGHT JOIN crm.leads l ON cardinality(array_sort(c.tags)) < l.id GROUP BY 1
SELECT var_pop(c.amount), corr(c.wide, c.amount) FROM sales.customers c JOIN crm.leads l ON cardinality(c.tags) < l.id
SELECT id FROM sales.customers c WHERE id + 0 > 100000 AND 1 / (id - 3) > 5
SELECT count(*) FROM sales.customers WHERE ok AND small / (id - id) > 0 OR id > 9000
SELECT l.id, c.id FROM crm.leads l LEFT JOIN sales.customers c ON c.id = l.id LIMIT 3
SELECT c.id, m.id FROM sales.customers c JOIN sales.masked m USING (badge) WHERE c.id < m.id LIMIT 5
SELECT count(*) FROM sales.customers c FULL JOIN sales.filtered f USING (id) WHERE 1 / (coalesce(id, 0) - 9000) < 5
SELECT a.id FROM sales.customers a, sales.filtered b, sales.masked c WHERE a.id = b.id AND b.id = c.id AND CAST(c.note AS tinyint) > 3 LIMIT 2
"""
_FAILURES = """
SELECT count(*) FROM sales.customers WHERE TRY_CAST(moment AS time) IS NOT NULL AND TRY_CAST(day AS timestamp with time zone) IS NULL
SELECT count(*) FROM sales.customers WHERE cardinality(TRY_CAST(doc AS map(varchar, bigint))) > 5
SELECT count(*) FROM sales.customers WHERE day < TIMESTAMP '2030-01-01 00:00:00'
SELECT count(*) FROM sales.customers WHERE day = moment
SELECT max(CAST(day AS timestamp)), min(date_trunc('month', day)) FROM sales.customers
SELECT count(*) FROM sales.customers WHERE try(CAST(note AS integer) + CAST(note AS integer)) > 3
SELECT try(CAST(note AS integer)), try(CAST(note AS integer) * 2), TRY(1 / CAST(note AS integer)) FROM sales.customers ORDER BY id
SELECT json_size(doc, '$.b'), json_array_length(doc), json_array_get(doc, 0) FROM sales.customers ORDER BY id
SELECT date_trunc('year', moment), date_trunc('quarter', day), date_trunc('year', born), week(day), year_of_week(day) FROM sales.customers ORDER BY id
SELECT date_trunc('year', moment) AS y, count(*), week(day) AS w FROM sales.filtered WHERE date_trunc('month', day) > DATE '2024-02-01' GROUP BY 1, 3
SELECT date_trunc('week', day), count(*) FROM sales.customers GROUP BY 1 ORDER BY 1
SELECT max(last_day_of_month(day)), max(date_diff('day', day, DATE '2024-01-01')), max(date_diff('millisecond', moment, moment)) FROM sales.customers
SELECT max(date_diff('hour', day, moment)), max(moment - day) FROM sales.customers
SELECT max(day + INTERVAL '1' MONTH), max(moment - INTERVAL '1' YEAR) FROM sales.customers
SELECT max(to_unixtime(moment)), max(to_unixtime(day)), max(from_unixtime(ratio)) FROM sales.customers
SELECT count(*) FROM sales.customers WHERE cardinality(array_remove(tags, 1)) > 0
SELECT count(*) FROM sales.customers WHERE contains(tags, 1)
SELECT count(*) FROM sales.customers WHERE arrays_overlap(numbers, tags)
SELECT count(*) FROM sales.customers WHERE cardinality(tags || 1) > 2
SELECT count(*) FROM sales.customers WHERE numbers[1] + 1 > 0 AND element_at(numbers, id) IS NULL
SELECT sum(numbers[1]), max(-id), max(abs(small)), max(id * 2), max(small - 1) FROM sales.customers
SELECT max(wide * 10), max(wide + wide), max(CAST(wide AS bigint)), max(round(wide, 2)) FROM sales.customers
SELECT count(*) FROM sales.customers WHERE wide > id OR wide = ratio OR amount < wide
SELECT count(*) FROM sales.customers WHERE id IN (1.5, DECIMAL '0.00000000000000000000000000001')
SELECT count(*) FROM sales.customers WHERE greatest(id, wide) > 5 AND least(day, moment) IS NOT NULL
SELECT count(*) FROM sales.customers WHERE coalesce(day, moment) > moment OR nullif(note, id) = 'a'
SELECT count(*) FROM sales.customers WHERE CASE WHEN ok THEN day ELSE moment END > moment
SELECT count(*) FROM (SELECT id FROM sales.customers UNION ALL SELECT note FROM crm.leads) WHERE id > 5
SELECT count(*) FROM (SELECT day FROM sales.customers UNION ALL SELECT at FROM crm.leads) WHERE day > TIMESTAMP '2024-01-01 00:00:00'
SELECT count(*) FROM sales.customers c JOIN crm.leads l USING (note) WHERE c.id < 9000
SELECT count(*) FROM sales.customers c JOIN (SELECT id AS note FROM crm.leads) l USING (note)
SELECT count(*) FROM sales.customers c JOIN (VALUES (1), (2)) v(note) USING (note)
SELECT count(*) FROM sales.customers WHERE note IN (SELECT id FROM crm.leads)
SELECT count(*) FROM sales.customers WHERE id > ALL (SELECT note FROM crm.leads)
SELECT count(*) FROM sales.customers WHERE ROW(id, note) = ROW(1, 2)
SELECT count(*) FROM sales.customers WHERE (id, note) IN (SELECT id, id FROM crm.leads)
SELECT count(*) FROM sales.customers WHERE chr(small) > '' AND sqrt(id) > 0 AND ln(ratio) < 9
SELECT count(*) FROM sales.customers WHERE CAST(ratio AS bigint) > 0 AND CAST(ratio AS real) > 0
SELECT count(*) FROM sales.customers WHERE power(id, 99) > 0 AND log(small, id) > 0 AND width_bucket(ratio, 0, 9, 3) > 0
SELECT count(*) FROM sales.customers WHERE bitwise_left_shift(id, small) > 0 AND to_base(id, 36) > ''
SELECT count(*) FROM sales.customers WHERE json_extract_scalar(doc, '$.a') > '' AND CAST(json_extract(doc, '$.a') AS bigint) > 3
SELECT count(*) FROM sales.customers WHERE json_array_contains(doc, 1) OR json_format(json_parse(doc)) > ''
SELECT count(*) FROM sales.customers WHERE from_utf8(raw) > '' AND from_base64(note) IS NOT NULL AND url_decode(note) > ''
SELECT count(*) FROM sales.customers WHERE lpad(note, small, 'x') > '' AND cardinality(repeat(note, small)) > 3
SELECT count(*) FROM sales.customers WHERE props['k'] > 3 AND element_at(props, 'none') IS NULL
SELECT count(*) FROM sales.customers WHERE cardinality(map_concat(props, MAP(ARRAY[note], ARRAY[id]))) > 1
SELECT count(*) FROM sales.customers WHERE cardinality(transform_keys(props, (k, v) -> note)) > 0
SELECT count(*) FROM sales.customers WHERE reduce(numbers, 0, (s, x) -> s + x, s -> s) > 3
SELECT count(*) FROM sales.customers WHERE any_match(numbers, x -> 1 / (x - 3) > 0)
SELECT count(*) FROM sales.customers WHERE cardinality(sequence(id, small)) > 0 AND cardinality(sequence(day, DATE '2024-01-01')) > 0
SELECT count(*) FROM sales.customers WHERE date_format(moment, '%Y') > '2' AND date_parse(note, '%d') IS NOT NULL AND to_iso8601(moment) > ''
SELECT count(*) FROM sales.customers WHERE moment AT TIME ZONE 'Asia/Tokyo' IS NULL OR hour(moment AT TIME ZONE 'America/New_York') > 3
SELECT year(born), month(born), day(born), date_trunc('month', born), CAST(born AS varchar) FROM sales.masked ORDER BY id
SELECT born + INTERVAL '1' DAY, to_unixtime(born), born - DATE '1970-01-01' FROM sales.masked ORDER BY id
SELECT salary + 1, CAST(salary AS bigint), is_nan(salary), salary / 0 FROM sales.masked ORDER BY id
SELECT card, length(card), to_utf8(card), split(card, 'C'), codepoint(substr(card, 1, 1)) FROM sales.masked ORDER BY id
SELECT email = '***', email IS NULL, email LIKE '%' || chr(0) || '%', CAST(email AS integer) FROM sales.masked WHERE id < 3
SELECT email FROM sales.masked EXCEPT SELECT email FROM crm.leads
SELECT salary FROM sales.masked UNION SELECT ratio FROM sales.filtered
SELECT m.id, f.id FROM sales.masked m JOIN sales.filtered f ON m.email = f.email OR m.card = f.card OR m.born = f.born
SELECT count(DISTINCT born), count(DISTINCT salary), approx_distinct(email), max(born), min(card) FROM sales.masked
SELECT badge, count(*) FROM sales.masked GROUP BY badge ORDER BY 2 DESC, 1
SELECT m.id FROM sales.masked m WHERE m.badge IN (SELECT to_hex(sha256(to_utf8('badge-' || CAST(id AS varchar)))) FROM crm.leads)
SELECT m.id FROM sales.masked m WHERE lower(m.badge) IN (SELECT lower(to_hex(md5(to_utf8('badge-' || CAST(id AS varchar))))) FROM crm.leads)
"""
_WORDS = """
SELECT 1 AS "g0", c.id AS "r", c.note AS "q1" FROM sales.customers AS "g0"("id", a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, b4, b5, b6, b7, b8, b9, c1, c2, c3) JOIN crm.leads c ON c.id = "g0"."id" WHERE CAST(c.note AS integer) >= 0 ORDER BY 2
WITH g0 AS (SELECT id FROM sales.customers WHERE 1 / (id + 1) >= 0) SELECT count(*) FROM g0
WITH q1 AS (SELECT 1 AS id), q2 AS (SELECT id FROM q1) SELECT * FROM q2, (SELECT max(id) AS m FROM sales.customers) s1
SELECT r.id FROM sales.customers r JOIN crm.leads r2 ON r.id = r2.id WHERE CAST(r2.note AS integer) >= 0
SELECT transform_values(props, (p1, p2) -> p2 + p1.key) FROM sales.customers p1
SELECT map_filter(props, (k, v) -> v > 0) FROM sales.customers p1 WHERE p1.id < 3 ORDER BY p1.id
SELECT "g0".id FROM sales.customers "g0" WHERE 1 / ("g0".id - 3) > 0
SELECT U&'\\0043NR' || U&'!005Fx' UESCAPE '!' AS x FROM sales.customers WHERE id < 2
SELECT 'a''); DROP TABLE g0; --' AS x, '$$' AS y, 'E''\\x' AS z FROM sales.customers WHERE 1 / (id - 100) < 5 AND id < 2
SELECT "a""; SELECT 1 --" FROM (SELECT id AS "a""; SELECT 1 --" FROM sales.customers) ORDER BY 1
SELECT id /* /* nested */ */ FROM sales.customers
SELECT id -- \u2028 FROM raw.customers
SELECT 1e308 * 1e308, -1e308 * 1e308, 0e0 / 0e0 FROM sales.customers WHERE id = 1
SELECT 99999999999999999999999999999999999999 + 1 FROM sales.customers
SELECT 9223372036854775807 + id, -9223372036854775808 FROM sales.customers
SELECT TIMESTAMP '2024-03-31 02:30:00 Europe/Paris', moment FROM sales.customers WHERE id < 2
SELECT count(*) FROM sales.customers HAVING 1 / count(*) > 0
SELECT count(*) FROM sales.customers HAVING 1 / (count(*) - 50) > 0
SELECT region FROM sales.customers GROUP BY region ORDER BY CAST(max(note) AS integer) / (count(*) - 50)
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN id PRECEDING AND CURRENT ROW) FROM sales.customers
SELECT id FROM sales.customers ORDER BY 1 / (id - 3), id OFFSET 2 LIMIT 3
SELECT CASE WHEN (SELECT count(*) FROM sales.customers) > 40 THEN CAST('x' AS integer) END FROM crm.leads
SELECT CASE WHEN id > 5000 THEN CAST('x' AS integer) ELSE 1 END FROM sales.customers ORDER BY id
SELECT try(CASE WHEN region <> 'DE' THEN 1 / 0 END) FROM sales.customers
SELECT id FROM sales.customers WHERE region <> 'DE' OR region IS NULL OR 1 / id IS NULL
SELECT count(*) FROM sales.customers WHERE region > 'DE' OR email > '***' OR CAST(note AS double) < 0
"""
SAME = [line for part in (_PLANS, _FAILURES, _WORDS) for line in part.strip().splitlines()]
"""May run, fail or be refused; whatever happens is the same on twins of 50, of 3 and of no visible rows."""

DENIED = """
SELECT * FROM sales.customers WHERE getvariable('x') = 1
SELECT * FROM query_table(['sales.customers'])
SELECT * FROM query('SELECT 1') AS q
SELECT unnest(spot) FROM sales.customers
SELECT struct_extract(spot, 'x') FROM sales.customers
SELECT spot.* FROM sales.customers
SELECT c.spot.pin FROM sales.customers c
SELECT #1 FROM sales.customers
SELECT COLUMNS(c -> c LIKE 'p%') FROM sales.customers
SELECT * LIKE '%' FROM sales.customers
SELECT * RENAME (id AS pin) FROM sales.customers
SELECT id FROM sales.customers ORDER BY ALL
SELECT list_transform([1], lambda x: x) FROM sales.customers
SELECT [x FOR x IN tags] FROM sales.customers
SELECT tags[1:2] FROM sales.customers
SELECT id FROM sales.customers ANTI JOIN crm.leads USING (id)
SELECT id FROM sales.customers c, LATERAL read_csv('/etc/passwd') x
SELECT * FROM sales.customers PIVOT (count(*) FOR region IN ('DE'))
SELECT * FROM sales.customers AT (VERSION => 1)
SELECT * FROM "sales.customers"."main"
SELECT * FROM mesh."sales.customers"
SELECT * FROM "mesh.sales".customers
SELECT * FROM sales."customers"."pin"
SELECT * FROM sales.customers, g0
SELECT * FROM "g0"
SELECT * FROM main.g0
SELECT * FROM memory.main.g0
SELECT * FROM temp.main.g0
SELECT "r"."pin" FROM sales.customers
SELECT x.pin FROM (SELECT * FROM sales.customers) x
SELECT (SELECT c.pin) FROM sales.customers c
SELECT id FROM sales.customers c WHERE EXISTS (SELECT 1 FROM crm.leads WHERE c.pin = email)
SELECT count(*) FROM sales.customers GROUP BY ROLLUP (pin)
SELECT sum(id) OVER (PARTITION BY pin) FROM sales.customers
SELECT transform(tags, t -> pin) FROM sales.customers
SELECT u.x FROM sales.customers CROSS JOIN UNNEST(ARRAY[pin]) AS u(x)
VALUES (getenv('HOME'))
VALUES ((SELECT pin FROM sales.customers LIMIT 1))
TABLE raw.customers
TABLE sales.customers$files
WITH sales AS (SELECT 1 AS id) SELECT sales.customers.id FROM sales
SELECT set_config('threads', '1')
SELECT pg_sleep(10)
SELECT current_database()
SELECT current_setting('allowed_paths')
SELECT json_deserialize_sql('{}')
SELECT enum_range(NULL::x)
SELECT duckdb_version()
SELECT checkpoint()
SELECT parse_path(filename) FROM sales.customers
SELECT hash(email) FROM sales.customers
SELECT typeof(email) FROM sales.customers
SELECT strlen(email), bit_length(email) FROM sales.customers
SELECT is_histogram_other_bin(1)
SELECT sql_auto_complete('SEL')
SELECT nextval('sales.seq')
SELECT id FROM sales.customers WHERE id = :id
SELECT id FROM sales.customers WHERE id = $1
SELECT id FROM sales.customers FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01 00:00:00'
SELECT id FROM sales.customers FOR VERSION AS OF 'audit'
SELECT id FROM sales."customers@audit"
SELECT id FROM sales."customers$history"
SELECT id FROM sales."customers$refs"
SELECT "$partition" FROM sales.customers
SELECT * FROM TABLE(exclude_columns(input => TABLE(sales.customers), columns => DESCRIPTOR(id)))
SELECT * FROM TABLE(system.table_changes('sales', 'customers', 1))
CALL system.sync_partition_metadata('sales', 'customers', 'ADD')
EXPLAIN (TYPE DISTRIBUTED) SELECT * FROM sales.customers
EXPLAIN (FORMAT JSON) SELECT * FROM sales.customers
DESCRIBE INPUT q
SHOW STATS FOR sales.customers
SHOW SESSION
SHOW FUNCTIONS
RESET SESSION a
SET ROLE admin
DENY SELECT ON sales.customers TO USER sam
SELECT id FROM sales.customers LIMIT -1
SELECT id FROM sales.customers LIMIT 1.5
SELECT id FROM sales.customers OFFSET (SELECT max(id) FROM sales.customers) ROWS
SELECT CAST(id AS "pg_catalog"."int4") FROM sales.customers
SELECT CAST(id AS foo) FROM sales.customers
SELECT id COLLATE "C" FROM sales.customers
SELECT id ~ '1', note SIMILAR TO 'a' FROM sales.customers
SELECT note GLOB 'a*' FROM sales.customers
SELECT id ** 2, id // 2, id ^ 2 FROM sales.customers
SELECT (id, note).id FROM sales.customers
SELECT sales.lower(note) FROM sales.customers
SELECT "main"."lower"(note) FROM sales.customers
""".strip().splitlines()
"""Refused by one of the gates before anything runs."""

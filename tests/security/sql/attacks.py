"""Attacks of our own: what must be refused, and what may run but must not tell the twins apart."""

__all__ = ["DENIED", "HARMLESS", "SAME"]

_STATEMENTS = """
INSERT INTO sales.customers SELECT * FROM sales.customers
UPDATE sales.customers SET email = 'x'
DELETE FROM sales.customers
MERGE INTO sales.customers t USING crm.leads s ON t.id = s.id WHEN MATCHED THEN DELETE
TRUNCATE TABLE sales.customers
CREATE TABLE x AS SELECT * FROM sales.customers
CREATE VIEW sales.v AS SELECT 1
CREATE MACRO f(x) AS x
CREATE FUNCTION f(x int) RETURNS int RETURN x
DROP TABLE sales.customers
ALTER TABLE sales.customers ADD COLUMN x int
COPY sales.customers TO '/tmp/out.csv'
EXPORT DATABASE '/tmp/out'
ATTACH '/tmp/x.db' AS x
DETACH memory
USE sales
SET SESSION a = 1
SET threads = 100
RESET threads
PRAGMA database_list
CALL system.runtime.kill_query('x')
EXPLAIN SELECT * FROM sales.customers
EXPLAIN ANALYZE SELECT * FROM sales.customers
DESCRIBE sales.customers
SHOW TABLES
SHOW COLUMNS FROM sales.customers
SHOW CREATE TABLE sales.customers
SUMMARIZE sales.customers
PREPARE q FROM SELECT 1
EXECUTE q
EXECUTE IMMEDIATE 'SELECT 1'
DEALLOCATE PREPARE q
START TRANSACTION
COMMIT
ANALYZE sales.customers
VACUUM
CHECKPOINT
INSTALL httpfs
LOAD httpfs
GRANT SELECT ON sales.customers TO PUBLIC
REFRESH MATERIALIZED VIEW sales.v
COMMENT ON TABLE sales.customers IS 'x'
SELECT 1; SELECT 2
SELECT 1 /* ; */ ; DROP TABLE x
SELECT * INTO x FROM sales.customers
WITH w AS (DELETE FROM sales.customers RETURNING *) SELECT * FROM w
WITH w AS (UPDATE sales.customers SET email = 'x' RETURNING *) SELECT * FROM w
WITH FUNCTION f(x int) RETURNS int RETURN x SELECT f(1)
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t
PIVOT sales.customers ON region USING count(*)
UNPIVOT sales.customers ON id INTO NAME n VALUE v
FROM sales.customers SELECT COLUMNS(*)
"""
_NAMES = """
SELECT * FROM customers
SELECT * FROM raw.customers
SELECT * FROM "RAW"."CUSTOMERS"
SELECT * FROM mesh.raw.customers
SELECT * FROM other.sales.customers
SELECT * FROM "sales.customers"
SELECT * FROM "sales"."customers "
SELECT * FROM sales."customers$files"
SELECT * FROM sales."customers$snapshots"
SELECT * FROM mesh.sales."customers$partitions"
SELECT * FROM sales.customers__quarantine
SELECT * FROM sales."\u0441ustomers"
SELECT * FROM "\uff53\uff41\uff4c\uff45\uff53".customers
SELECT * FROM sales."customers\u200b"
SELECT * FROM sales.customers@main
SELECT * FROM sales.customers FOR VERSION AS OF 1
SELECT * FROM sales.customers FOR TIMESTAMP AS OF TIMESTAMP '2024-01-01 00:00:00'
SELECT * FROM sales.customers TABLESAMPLE BERNOULLI (10)
SELECT * FROM sales.customers USING SAMPLE 10
SELECT * FROM '/etc/passwd'
SELECT * FROM "/etc/passwd"
SELECT * FROM 'data.parquet'
SELECT * FROM memory.main.duckdb_tables
SELECT * FROM duckdb_settings
SELECT * FROM pg_catalog.pg_tables
SELECT * FROM information_schema.tables
SELECT * FROM mesh.information_schema.columns
SELECT * FROM system.runtime.queries
SELECT * FROM system.metadata.catalogs
SELECT * FROM sqlite_master
SELECT * FROM temp.sales.customers
SELECT * FROM main.customers
WITH t AS (SELECT * FROM t) SELECT * FROM t
WITH "sales.customers" AS (SELECT 1 AS pin) SELECT pin FROM sales.customers
WITH customers AS (SELECT 1 AS pin) SELECT pin FROM sales.customers
SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) a, x
SELECT * FROM g0
WITH q2 AS (SELECT 1) SELECT * FROM q1
SELECT * FROM sales.customers ASOF JOIN crm.leads USING (id)
SELECT * FROM sales.customers NATURAL JOIN crm.leads
SELECT * FROM sales.customers SEMI JOIN crm.leads USING (id)
"""
_FUNCTIONS = """
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_parquet('/tmp/x.parquet')
SELECT * FROM "read_parquet"('/tmp/x.parquet')
SELECT * FROM READ_TEXT('/etc/passwd')
SELECT * FROM parquet_metadata('/tmp/x.parquet')
SELECT * FROM glob('/*')
SELECT * FROM range(10)
SELECT * FROM generate_series(1, 10)
SELECT * FROM query('SELECT 1')
SELECT * FROM query_table('raw.customers')
SELECT * FROM duckdb_secrets()
SELECT * FROM pragma_table_info('x')
SELECT * FROM TABLE(system.query(query => 'SELECT 1'))
SELECT * FROM TABLE(sequence(1, 10))
SELECT * FROM json_execute_serialized_sql('{}')
SELECT * FROM which_secret('s3://x', 's3')
SELECT read_text('/etc/passwd')
SELECT getenv('HOME')
SELECT current_setting('threads')
SELECT getvariable('x')
SELECT json_serialize_sql('SELECT 1')
SELECT json_serialize_plan('SELECT 1')
SELECT stats(id) FROM sales.customers
SELECT error('x')
SELECT fail('x')
SELECT sleep_ms(1000)
SELECT rand()
SELECT random()
SELECT uuid()
SELECT shuffle(ARRAY[1, 2])
SELECT nextval('s')
SELECT txid_current()
SELECT version()
SELECT current_user
SELECT current_catalog
SELECT current_schema
SELECT current_query()
SELECT main.lower('A')
SELECT system.main.lower('A')
SELECT md5_number('a')
SELECT in_search_path('a', 'b')
SELECT write_log('x')
SELECT "lower "('A')
SELECT COLUMNS('.*') FROM sales.customers
SELECT COLUMNS(*) FROM sales.customers
SELECT * EXCLUDE (id) FROM sales.customers
SELECT * EXCEPT (id) FROM sales.customers
SELECT * REPLACE (1 AS id) FROM sales.customers
SELECT unnest(tags) FROM sales.customers
SELECT list_transform(tags, x -> x) FROM sales.customers
SELECT lower(x => 'A')
SELECT regexp_like(note, note) FROM sales.customers
SELECT date_format(born, note) FROM sales.customers
SELECT json_extract_scalar(note, note) FROM sales.customers
SELECT ?
SELECT :x
SELECT $1
SELECT @x
SELECT id COLLATE nocase FROM sales.customers
SELECT id::int FROM sales.customers QUALIFY row_number() OVER () = 1
SELECT DISTINCT ON (id) id FROM sales.customers
SELECT id FROM sales.customers GROUP BY ALL
SELECT id FROM sales.customers LIMIT 10 PERCENT
SELECT id FROM sales.customers FETCH FIRST 1 ROW WITH TIES
SELECT id FROM sales.customers FOR UPDATE
SELECT id FROM sales.customers MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS id > 1)
SELECT id FROM sales.customers LIMIT (SELECT 1)
SELECT sequence(1, 100000)
SELECT repeat('a', 100000000)
SELECT interval_bins(1)
SELECT count(*) FROM sales.customers WHERE (X'61' || note) <> X'00'
SELECT count(*) FROM sales.customers WHERE (raw || note) = raw
SELECT count(*) FROM sales.customers WHERE note LIKE 'CNRY!' ESCAPE '!'
SELECT count(*) FROM sales.customers WHERE note NOT LIKE 'a' ESCAPE 'é'
"""
_COLUMNS = """
SELECT pin FROM sales.customers
SELECT PIN FROM sales.customers
SELECT "Pin" FROM sales.customers
SELECT c.pin FROM sales.customers c
SELECT count(pin) FROM sales.customers
SELECT id FROM sales.customers WHERE pin = 'x'
SELECT id FROM sales.customers ORDER BY pin
SELECT id FROM sales.customers GROUP BY id, pin
SELECT a.id FROM sales.customers a JOIN sales.customers b ON a.pin = b.pin
SELECT a.id FROM sales.customers a JOIN sales.customers b USING (pin)
SELECT id FROM crm.leads l WHERE EXISTS (SELECT 1 FROM sales.customers c WHERE c.pin = l.email)
SELECT r.pin FROM sales.customers
SELECT rowid FROM sales.customers
SELECT "$path" FROM sales.customers
SELECT "$file_modified_time" FROM sales.customers
SELECT filename FROM sales.customers
SELECT file_row_number FROM sales.customers
SELECT file_index FROM sales.customers
SELECT customers FROM sales.customers
SELECT customers.* FROM sales.customers c
SELECT tags.element FROM sales.customers
SELECT sales.customers.pin FROM sales.customers
"""

DENIED = [line for part in (_STATEMENTS, _NAMES, _FUNCTIONS, _COLUMNS) for line in part.strip().splitlines()]
"""Refused by one of the gates before anything runs."""

SAME = """
SELECT * FROM sales.customers
SELECT count(*) FROM sales.customers
SELECT count(*), min(id), max(id), sum(amount) FROM sales.customers
SELECT CAST(note AS integer) FROM sales.customers
SELECT count(*) FROM sales.customers WHERE CAST(note AS integer) >= 0
SELECT count(*) FROM sales.customers WHERE id >= 0 AND CAST(note AS integer) >= 0
SELECT count(*) FROM sales.customers WHERE CAST(note AS integer) >= 0 OR id < 0
SELECT count(*) FROM sales.customers WHERE 1 / (CASE WHEN note LIKE 'CNRY%' THEN 0 ELSE 1 END) = 1
SELECT count(*) FROM sales.customers WHERE 10000 / (id - 10003) < 10
SELECT count(*) FROM sales.customers WHERE 10000 / (id - 10011) < 10
SELECT sum(CAST(note AS integer)) FROM sales.customers
SELECT count(*) FILTER (WHERE CAST(note AS integer) > 3) FROM sales.customers
SELECT region, count(*) FROM sales.customers GROUP BY region
SELECT CAST(note AS integer), count(*) FROM sales.customers GROUP BY 1 ORDER BY 1
SELECT note FROM sales.customers GROUP BY note HAVING CAST(note AS integer) > 5 ORDER BY 1
SELECT id FROM sales.customers ORDER BY CAST(note AS integer), id
SELECT id, CAST(note AS integer) AS n FROM sales.customers ORDER BY n DESC, id LIMIT 5
SELECT * FROM (SELECT CAST(note AS integer) AS n FROM sales.customers) WHERE n > 5
WITH c AS (SELECT id, CAST(note AS integer) AS n FROM sales.customers) SELECT sum(n) FROM c WHERE n > 2
WITH c AS (SELECT * FROM sales.customers) SELECT count(*) FROM c a JOIN c b ON CAST(a.note AS integer) = CAST(b.note AS integer)
SELECT count(*) FROM sales.customers a JOIN crm.leads l ON CAST(a.note AS integer) = l.id
SELECT count(*) FROM crm.leads l LEFT JOIN sales.customers a ON CAST(a.note AS integer) = l.id
SELECT count(*) FROM crm.leads l WHERE l.id IN (SELECT CAST(note AS integer) FROM sales.customers)
SELECT count(*) FROM crm.leads l WHERE EXISTS (SELECT 1 FROM sales.customers c WHERE CAST(c.note AS integer) = l.id)
SELECT l.id, (SELECT max(CAST(c.note AS integer)) FROM sales.customers c WHERE c.id > l.id) FROM crm.leads l ORDER BY 1
SELECT l.id, t.n FROM crm.leads l CROSS JOIN LATERAL (SELECT count(*) AS n FROM sales.customers c WHERE CAST(c.note AS integer) = l.id) t ORDER BY 1
SELECT CAST(note AS integer) FROM sales.customers UNION ALL SELECT id FROM crm.leads
SELECT id FROM crm.leads EXCEPT SELECT CAST(note AS bigint) FROM sales.customers
SELECT id, sum(CAST(note AS integer)) OVER (ORDER BY id) FROM sales.customers ORDER BY id
SELECT id, row_number() OVER (PARTITION BY CAST(note AS integer) ORDER BY id) FROM sales.customers ORDER BY id
SELECT date_parse(note, '%Y') FROM sales.customers
SELECT from_hex(note) FROM sales.customers
SELECT chr(id + 100) FROM sales.customers
SELECT json_parse(note) FROM sales.customers
SELECT tags[2] FROM sales.customers
SELECT tags[3] FROM sales.customers
SELECT tags[id] FROM sales.customers
SELECT MAP(ARRAY[note, '1'], ARRAY[1, 2]) FROM sales.customers
SELECT CAST(amount AS decimal(4, 2)) FROM sales.customers
SELECT amount * 99999999999999999999999999.9 FROM sales.customers
SELECT id * 9223372036854775807 FROM sales.customers WHERE id < 2
SELECT date_add('year', CAST(id AS integer) * 1000, born) FROM sales.customers
SELECT (SELECT note FROM sales.customers) FROM crm.leads
SELECT sequence(0, id) FROM sales.customers
SELECT sequence(0, id * 1000) FROM sales.customers
SELECT cardinality(sequence(0, id)) FROM sales.customers ORDER BY 1
SELECT x FROM sales.customers CROSS JOIN UNNEST(tags) AS t(x) ORDER BY x
SELECT regexp_extract(note, '\\d+') FROM sales.customers
SELECT substr(note, 2, 1), length(note) FROM sales.customers ORDER BY id
SELECT email, count(*) FROM sales.customers GROUP BY email
SELECT count(*) FROM sales.customers WHERE email LIKE 'CNRY%'
SELECT count(*) FROM sales.customers WHERE email = '***'
SELECT count(*) FROM sales.customers WHERE length(email) > 3
SELECT max(email), min(email) FROM sales.customers
SELECT id, rank() OVER (ORDER BY email) FROM sales.customers ORDER BY id
SELECT id FROM sales.customers ORDER BY salary DESC, id
SELECT id, ntile(4) OVER (ORDER BY salary, id) FROM sales.customers ORDER BY id
SELECT count(*) FROM sales.customers WHERE salary > 1000
SELECT count(salary), sum(salary), avg(salary), stddev(salary) FROM sales.customers
SELECT count(*) FROM sales.customers WHERE salary IS NULL
SELECT count(DISTINCT email), approx_distinct(email), approx_distinct(salary) FROM sales.customers
SELECT approx_percentile(salary, 0.5) FROM sales.customers
SELECT a.id FROM sales.customers a JOIN sales.customers b ON a.email = b.email AND a.id < b.id ORDER BY 1 LIMIT 5
SELECT a.id FROM sales.customers a JOIN crm.leads b ON a.email = b.email
SELECT coalesce(email, 'x') || 'y' FROM sales.customers
SELECT CASE WHEN email LIKE '%a%' THEN 1 / 0 ELSE 1 END FROM sales.customers
SELECT TRY(CAST(email AS integer)) FROM sales.customers
SELECT CAST(email AS integer) FROM sales.customers
SELECT born, count(*) FROM sales.customers GROUP BY born ORDER BY born
SELECT day(born), month(born) FROM sales.customers ORDER BY id
SELECT date_diff('day', born, DATE '2000-01-01') FROM sales.customers ORDER BY id
SELECT card FROM sales.customers ORDER BY card
SELECT substr(card, 1, 5), count(*) FROM sales.customers GROUP BY 1
SELECT reverse(card) FROM sales.customers WHERE card < '***2' ORDER BY 1
SELECT listagg(email, ',') WITHIN GROUP (ORDER BY id) FROM sales.customers
SELECT array_agg(email ORDER BY salary) FROM sales.customers
SELECT histogram(email), map_agg(id, email) FROM sales.customers
SELECT max_by(email, salary), min_by(id, salary), max_by(id, email) FROM sales.customers
SELECT to_hex(md5(to_utf8(email))) FROM sales.customers ORDER BY id
SELECT transform(tags, t -> t || email) FROM sales.customers ORDER BY id
SELECT reduce(tags, '', (s, t) -> s || t || note, s -> s) FROM sales.customers ORDER BY id
SELECT filter(tags, t -> CAST(note AS integer) > 3) FROM sales.customers ORDER BY id
SELECT any_match(tags, t -> 1 / (10 - length(note)) > 0) FROM sales.customers ORDER BY id
SELECT count(*) FROM sales.customers WHERE region <> 'DE'
SELECT count(*) FROM sales.customers WHERE region IS NULL
SELECT count(*) FROM sales.customers WHERE NOT (region = 'DE')
SELECT count(*) FROM sales.customers WHERE region IN ('FR') OR true
SELECT count(*) FROM sales.customers WHERE id > 9999
SELECT count(*) FROM sales.customers WHERE id > 9999 AND CAST(note AS integer) > 0
SELECT count(*) FROM sales.customers WHERE id BETWEEN 1 AND 5 AND 1 / (id - id) = 1
SELECT count(*) FROM sales.customers WHERE note = '3' AND CAST(note AS integer) = 3
SELECT count(*) FROM sales.customers WHERE amount > 10 AND CAST(note AS integer) > 3
SELECT count(*) FROM crm.leads l LEFT JOIN sales.customers c ON c.id = l.id WHERE c.note IS NULL AND 1 / (l.id + 1) >= 0
SELECT count(*) FROM sales.customers c FULL JOIN crm.leads l ON c.id = l.id WHERE c.id = 3 AND CAST(c.note AS integer) > 0
SELECT count(*) FROM sales.customers WHERE note LIKE '%' ESCAPE 'x' AND from_hex(note) IS NOT NULL
SELECT id / 0 FROM sales.customers WHERE region = 'FR'
SELECT count(*) FROM sales.customers a, sales.customers b WHERE a.id = b.id AND CAST(a.note AS integer) = CAST(b.note AS integer)
SELECT * FROM sales.customers ORDER BY 1 LIMIT 3 OFFSET 48
SELECT id FROM sales.customers LIMIT 7
SELECT arbitrary(id), arbitrary(note) FROM sales.customers
SELECT sum(CAST(amount AS double)) / 3 FROM sales.customers
SELECT grouping(region), region, note, count(*) FROM sales.customers GROUP BY CUBE (region, note) ORDER BY 1, 2, 3
SELECT nope FROM sales.customers
SELECT id + note FROM sales.customers
SELECT sum(note) FROM sales.customers
SELECT id FROM sales.customers GROUP BY note
SELECT WITHIN FROM sales.customers
SELECT * FROM sales.customers POSITIONAL JOIN crm.leads
""".strip().splitlines()
"""May run, fail or be refused; whatever happens is the same on both twins."""

HARMLESS = """
WITH customers AS (SELECT id FROM sales.customers) SELECT count(*) FROM customers
WITH "Raw" AS (SELECT 1 AS x) SELECT x FROM RAW
SELECT "ID", "Email" FROM "SALES"."Customers" ORDER BY ID LIMIT 1
SELECT 'DROP TABLE x; --' AS s, 'SELECT * FROM raw.customers' AS t FROM sales.customers LIMIT 1
SELECT id AS pin FROM sales.customers ORDER BY pin LIMIT 1
SELECT c.id FROM sales.customers AS c -- raw.customers
SELECT /* read_csv('/etc/passwd') */ 1 FROM sales.customers
SELECT id FROM mesh.sales.customers customers WHERE customers.id = 1
SELECT 1 AS "select", 2 AS "a""b", 3 AS "rowid" FROM sales.customers LIMIT 1
SELECT x AS "$path" FROM (SELECT id AS x FROM sales.customers) LIMIT 1
""".strip().splitlines()
"""Plain queries that a gate by key words would refuse."""

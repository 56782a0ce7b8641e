"""Random queries over the twins: well-typed for the most part, and fond of expressions that can fail on a row."""

import random

from tests.security.sql.calls import AGGREGATES, SCALARS, WINDOWS, call

__all__ = ["random_query"]

_COLUMNS = {
    "c": {
        "int": ["id", "small"],
        "text": ["email", "region", "note", "card", "badge", "spot.name"],
        "number": ["salary", "amount", "ratio", "spot.x"],
        "decimal": ["amount", "wide"],
        "date": ["born", "day"],
        "moment": ["moment"],
        "array": ["tags"],
        "numbers": ["numbers"],
        "map": ["props"],
        "json": ["doc"],
        "bytes": ["raw"],
        "bool": ["ok"],
        "interval": [],
    },
    "l": {"int": ["id"], "text": ["email", "region", "note"], "moment": ["at"]},
}
_PLAIN = {
    "decimal": ["1.25", "CAST({int} AS decimal(18, 2))"], "moment": ["TIMESTAMP '2024-03-01 10:00:00'", "CAST({date} AS timestamp)"],
    "map": ["MAP(ARRAY['k'], ARRAY[{n}])"], "json": ["'[1, 2]'", "CAST(ARRAY[{int}] AS json)"], "bytes": ["to_utf8({text})", "X'00ff'"],
    "numbers": ["ARRAY[{int}, {n}]", "sequence(1, 3)"], "interval": ["INTERVAL '1' DAY", "INTERVAL '2' HOUR", "INTERVAL '1' MONTH"],
}  # fmt: skip
"""What may stand for a value of a kind that has few expressions of its own."""

_EXPRESSIONS = {
    "int": [
        "{n}", "length({text})", "CAST({text} AS integer)", "TRY_CAST({text} AS bigint)", "({int} + {int})", "({int} * {int})",
        "({int} / {int})", "({int} % {int})", "year({date})", "date_diff('day', {date}, DATE '2000-01-01')", "strpos({text}, {s})",
        "cardinality({array})", "coalesce({int}, 0)", "CASE WHEN {bool} THEN {int} ELSE {int} END", "codepoint(substr({text}, 1, 1))",
        "nullif({int}, {int})", "abs({int})", "bitwise_and({int}, 7)", "try({int} / {int})", "levenshtein_distance({text}, {s})",
    ],
    "text": [
        "{s}", "lower({text})", "substr({text}, {n}, 3)", "({text} || {text})", "CAST({int} AS varchar)", "coalesce({text}, {s})",
        "{array}[1]", "{array}[{n}]", "element_at({array}, {int})", "split_part({text}, '-', 1)", "regexp_extract({text}, '[0-9]+')",
        "replace({text}, '1', {s})", "if({bool}, {text}, {text})", "date_format({date}, '%Y')", "array_join({array}, '-')",
        "reverse({text})", "CAST({number} AS varchar)", "json_extract_scalar({text}, '$.a')", "from_utf8(from_hex({text}))",
    ],
    "number": [
        "CAST({int} AS double)", "({number} + {number})", "({number} / {number})", "sqrt({number})", "ln({number})", "round({number}, 1)",
        "CAST({text} AS double)", "CAST({number} AS decimal(6, 2))", "power({number}, 2)", "greatest({number}, {number})",
    ],
    "date": [
        "DATE '2001-02-03'", "date_trunc('month', {date})", "date_add('day', {n}, {date})", "CAST({text} AS date)",
        "({date} + INTERVAL '1' MONTH)", "last_day_of_month({date})", "date(date_parse({text}, '%Y'))",
    ],
    "array": [
        "ARRAY[{text}, {text}]", "split({text}, '-')", "transform({array}, x -> x || {s})", "filter({array}, x -> length(x) > {n})",
        "array_sort({array})", "({array} || {text})",
    ],
    "bool": [
        "{int} {cmp} {int}", "{text} {cmp} {text}", "{number} {cmp} {number}", "{date} {cmp} {date}", "{text} LIKE {p}", "{int} IN ({n}, {n})",
        "{text} IN ({s}, {s})", "{int} BETWEEN {n} AND {n}", "{text} IS NULL", "({bool} AND {bool})", "({bool} OR {bool})", "NOT ({bool})",
        "contains({array}, {text})", "regexp_like({text}, '^[0-9]')", "{column} {cmp} {n}", "{column} = 'DE'", "any_match({array}, x -> x = {text})",
        "{int} IN (SELECT id FROM crm.leads)", "EXISTS (SELECT 1 FROM crm.leads z WHERE z.id = {int})",
    ],
}  # fmt: skip
_AGGREGATES = (
    "count(*)", "count({text})", "count(DISTINCT {text})", "sum({int})", "min({text})", "max({number})", "avg({int})", "bool_or({bool})",
    "count(*) FILTER (WHERE {bool})", "max_by({text}, {int})", "array_agg({int} ORDER BY {int}, {text})", "sum({number})",
    "listagg({text}, ',') WITHIN GROUP (ORDER BY {text})", "approx_distinct({text})", "arbitrary({text})",
)  # fmt: skip
_OVER = (
    "()", "(PARTITION BY {any} ORDER BY {any})", "(ORDER BY {any} DESC NULLS FIRST, {int})", "(PARTITION BY {text})",
    "(ORDER BY c.id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)", "(ORDER BY {date} RANGE BETWEEN INTERVAL '9' DAY PRECEDING AND CURRENT ROW)",
    "(ORDER BY {int} GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)",
)  # fmt: skip
_SHAPES = (
    "SELECT {item}, {item} FROM {one} WHERE {bool}",
    "SELECT {call}, {call} FROM {one} WHERE {bool}",
    "SELECT {call} FROM {one} WHERE {leakproof}",
    "SELECT count(*) FROM {one} WHERE {call} IS NOT NULL AND {leakproof}",
    "SELECT {item} FROM {one} WHERE {leakproof} AND {leakproof} AND {bool}",
    "SELECT {item}, {fold} OVER () FROM {two} ON c.id = l.id WHERE {leakproof}",
    "SELECT {item} FROM {one} WHERE {bool} AND {bool} ORDER BY {any} LIMIT {n}",
    "SELECT count(*), sum(c.small), max(c.note) FROM {one} WHERE {leakproof}",
    "SELECT count(*) FROM {one} WHERE {bool}",
    "SELECT {aggregate}, {fold} FROM {one} WHERE {bool}",
    "SELECT {fold}, {fold} FILTER (WHERE {bool}) FROM {one}",
    "SELECT c.region AS k, {fold} FROM {two} ON {bool} GROUP BY 1",
    "SELECT {any} AS k, {aggregate} FROM {one} GROUP BY 1 ORDER BY 1",
    "SELECT {call} AS k, count(*) FROM {one} GROUP BY {call}, 1 ORDER BY 2 DESC, 1",
    "SELECT {any} AS k, {aggregate} FROM {one} WHERE {bool} GROUP BY 1 HAVING {aggregate} IS NOT NULL",
    "SELECT grouping(c.region, c.note), c.region, c.note, {fold} FROM {one} GROUP BY {sets} (c.region, c.note)",
    "SELECT c.region, c.ok, {aggregate} FROM {one} GROUP BY GROUPING SETS ((c.region, c.ok), (c.ok), ())",
    "SELECT map_agg({text}, {int}) FROM {one}",
    "SELECT DISTINCT {any} FROM {one}",
    "SELECT {item}, {item} FROM {two} ON {bool} WHERE {bool}",
    "SELECT {item} FROM {two} ON c.id = l.id WHERE {call} IS NULL OR {bool}",
    "SELECT {item} FROM {two} ON c.id = l.id AND {bool} WHERE l.id < 19 FETCH FIRST 5 ROWS ONLY",
    "SELECT id, {call} FROM {using} USING (id)",
    "SELECT {aggregate} FROM {two} ON c.id = l.id AND {bool}",
    "SELECT {aggregate} FROM {two} ON c.note = l.note AND CAST(l.note AS integer) >= 0",
    "SELECT c.id, l.id FROM {one} CROSS JOIN crm.leads l WHERE {bool} AND CAST(l.note AS integer) = c.small",
    "SELECT x FROM (SELECT {int} AS x, {text} AS y FROM {one}) AS t WHERE x > {n} AND length(y) < 9",
    "SELECT x FROM (SELECT {call} AS x, {int} AS y FROM {one}) AS t WHERE x IS NULL OR y > {n} LIMIT 9 OFFSET 1",
    "WITH t AS (SELECT {int} AS x, {text} AS y FROM {one} WHERE {bool}) SELECT a.x, b.y FROM t a JOIN t b ON a.x = b.x",
    "WITH t AS (SELECT {call} AS x FROM {one}), u(y) AS (SELECT x FROM t WHERE x IS NOT NULL) SELECT count(*), count(DISTINCT y) FROM u",
    "SELECT {any}, row_number() OVER (PARTITION BY {any} ORDER BY {int}, {text}) FROM {one}",
    "SELECT {window} OVER {over}, c.id FROM {one}",
    "SELECT {window} OVER w, {aggregate} OVER w FROM {two} ON c.id = l.id WINDOW w AS {over}",
    "SELECT {int} FROM {one} UNION SELECT id FROM crm.leads",
    "SELECT {int}, {text} FROM {one} UNION ALL (SELECT id, note FROM crm.leads WHERE CAST(note AS integer) > 3 ORDER BY id LIMIT 2)",
    "SELECT {text} FROM {one} EXCEPT SELECT email FROM crm.leads",
    "SELECT {text} FROM {one} INTERSECT SELECT {text} FROM {one} ORDER BY 1",
    "SELECT l.id FROM crm.leads l WHERE l.id IN (SELECT {int} FROM {one} WHERE {bool})",
    "SELECT l.id FROM crm.leads l WHERE l.id {cmp} {quantor} (SELECT {int} FROM {one} WHERE {bool})",
    "SELECT l.id FROM crm.leads l WHERE NOT EXISTS (SELECT 1 FROM {one} WHERE {bool} AND c.id = l.id) AND 1 / (l.id - {n}) < 3",
    "SELECT l.id, (SELECT {aggregate} FROM {one} WHERE c.id < l.id) FROM crm.leads l",
    "SELECT l.id, t.n FROM crm.leads l CROSS JOIN LATERAL (SELECT count(*) AS n FROM {one} WHERE {int} = l.id) t",
    "SELECT u.x, {aggregate} FROM {one} CROSS JOIN UNNEST({array}) AS u(x) GROUP BY u.x",
    "SELECT c.id, u.k, u.n FROM {one} LEFT JOIN UNNEST({numbers}) WITH ORDINALITY AS u(k, n) ON TRUE",
    "SELECT u.k, u.v FROM {one} CROSS JOIN UNNEST({map}) AS u(k, v) WHERE {bool}",
    "SELECT v.a, {any} FROM {one} JOIN (VALUES (1, 'a'), ({n}, {s})) AS v(a, b) ON v.a = c.small",
    "SELECT ROW({any}, {text}), CAST(ROW({int}, {text}) AS row(p bigint, q varchar)).q FROM {one}",
    "SELECT CASE {int} WHEN {n} THEN {text} WHEN {int} THEN {text} END, try({call}), {text} FROM {one} WHERE {text} NOT LIKE {p} ESCAPE '!'",
    "SELECT c.moment AT TIME ZONE 'Europe/Paris', extract(day FROM {date}), position({s} IN {text}), substring({text} FROM {n}), trim({text}) FROM {one}",
    "SELECT * FROM {one} WHERE {bool}",
)  # fmt: skip
_TABLES = ("sales.customers", "sales.customers", "sales.filtered", "sales.masked")


_JOINS = ("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
_LEAKPROOF = (
    "c.id < 40", "c.id BETWEEN 2 AND 9000", "c.note IN ('1', '2')", "c.region = 'DE'", "c.day > DATE '2024-02-01'", "c.ratio >= 1.5",
    "NOT c.ok", "(c.small = 7 OR c.id > 3)",
)  # fmt: skip
_WORDS = {
    "n": ("0", "1", "2", "3", "5", "10", "19", "49", "100", "10003"),
    "s": ("'a'", "'1'", "'DE'", "'CNR'", "''", "'x-y'", "'t1'"),
    "p": ("'CNRY%'", "'%1'", "'_'", "'%'"),
    "cmp": ("=", "<>", "<", "<=", ">", ">="),
    "quantor": ("ALL", "ANY"),
    "sets": ("ROLLUP", "CUBE"),
    "leakproof": _LEAKPROOF,
    "one": [f"{table} c" for table in _TABLES],
    "two": [f"{table} c {join} crm.leads l" for table in _TABLES for join in _JOINS],
    "using": [f"{table} c {join} sales.masked m" for table in _TABLES for join in _JOINS],
    "over": _OVER,
    "aggregate": _AGGREGATES,
}
_POOLS = {"call": SCALARS, "fold": AGGREGATES, "window": WINDOWS}
_ITEMS = ("int", "text", "number", "date", "moment", "decimal", "call")


def random_query(seed):
    """The same query for the same seed."""
    return _Writer(random.Random(seed)).query()


class _Writer:
    def __init__(self, chance):
        self._chance = chance
        self._aliases = ("c",)

    def query(self):
        shape = self._chance.choice(_SHAPES)
        self._aliases = ("c", "l") if "{two}" in shape or "crm.leads l WHERE {bool}" in shape else ("c",)
        return self._fill(shape, 3)

    def _fill(self, text, depth):
        parts = text.split("{")
        return parts[0] + "".join(self._part(part, depth) for part in parts[1:])

    def _part(self, part, depth):
        name, _, rest = part.partition("}")
        return self._made(name, depth) + rest

    def _made(self, name, depth):
        if name in _WORDS:
            return self._fill(self._chance.choice(_WORDS[name]), depth - 1)
        if name in _POOLS:
            made = self._chance.choice(_POOLS[name])
            return call(made, self._chance, lambda kind: self._made(kind, min(depth, 2) - 1))
        if name in {"item", "any"}:
            return self._made(self._chance.choice(_ITEMS), depth)
        if name == "column":
            return self._column(self._chance.choice(("int", "text")))
        return self._typed(name, depth)

    def _typed(self, kind, depth):
        known = any(_COLUMNS[alias].get(kind) for alias in self._aliases)
        if kind != "bool" and known and (depth <= 0 or self._chance.random() < 0.4):
            return self._column(kind)
        options = _EXPRESSIONS.get(kind) or _PLAIN[kind]
        if depth <= 0:
            options = (
                ["{column} = {s}", "{column} IS NULL"]
                if kind == "bool"
                else [o for o in options if "{" not in o] or options[-1:]
            )
        return self._fill(self._chance.choice(options), depth - 1)

    def _column(self, kind):
        known = [f"{alias}.{name}" for alias in self._aliases for name in _COLUMNS[alias].get(kind, ())]
        return self._chance.choice(known)

"""Random queries over the twins: well-typed for the most part, and fond of expressions that can fail on a row."""

import random

__all__ = ["random_query"]

_COLUMNS = {
    "c": {
        "int": ["id"],
        "text": ["email", "region", "note", "card"],
        "number": ["salary", "amount"],
        "date": ["born"],
        "array": ["tags"],
    },
    "l": {"int": ["id"], "text": ["email", "region"], "number": [], "date": [], "array": []},
}
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
_SHAPES = (
    "SELECT {item}, {item} FROM {one} WHERE {bool}",
    "SELECT {item} FROM {one} WHERE {bool} AND {bool} ORDER BY {any} LIMIT {n}",
    "SELECT count(*) FROM {one} WHERE {bool}",
    "SELECT {aggregate}, {aggregate} FROM {one} WHERE {bool}",
    "SELECT {any} AS k, {aggregate} FROM {one} GROUP BY 1 ORDER BY 1",
    "SELECT {any} AS k, {aggregate} FROM {one} WHERE {bool} GROUP BY 1 HAVING {aggregate} IS NOT NULL",
    "SELECT DISTINCT {any} FROM {one}",
    "SELECT {item}, {item} FROM {two} ON {bool} WHERE {bool}",
    "SELECT {aggregate} FROM {two} ON c.id = l.id AND {bool}",
    "SELECT x FROM (SELECT {int} AS x, {text} AS y FROM {one}) AS t WHERE x > {n} AND length(y) < 9",
    "WITH t AS (SELECT {int} AS x, {text} AS y FROM {one} WHERE {bool}) SELECT a.x, b.y FROM t a JOIN t b ON a.x = b.x",
    "SELECT {any}, row_number() OVER (PARTITION BY {any} ORDER BY {int}, {text}) FROM {one}",
    "SELECT {any}, lag({any}) OVER (ORDER BY c.id) FROM {one}",
    "SELECT {int} FROM {one} UNION SELECT id FROM crm.leads",
    "SELECT {text} FROM {one} EXCEPT SELECT email FROM crm.leads",
    "SELECT l.id FROM crm.leads l WHERE l.id IN (SELECT {int} FROM {one} WHERE {bool})",
    "SELECT l.id, (SELECT {aggregate} FROM {one} WHERE c.id < l.id) FROM crm.leads l",
    "SELECT u.x, {aggregate} FROM {one} CROSS JOIN UNNEST({array}) AS u(x) GROUP BY u.x",
    "SELECT * FROM {one} WHERE {bool}",
)


def random_query(seed):
    """The same query for the same seed."""
    return _Writer(random.Random(seed)).query()


class _Writer:
    def __init__(self, chance):
        self._chance = chance
        self._aliases = ("c",)

    def query(self):
        shape = self._chance.choice(_SHAPES)
        self._aliases = ("c", "l") if "{two}" in shape else ("c",)
        return self._fill(shape, 3)

    def _fill(self, text, depth):
        parts = text.split("{")
        return parts[0] + "".join(self._part(part, depth) for part in parts[1:])

    def _part(self, part, depth):
        name, _, rest = part.partition("}")
        return self._made(name, depth) + rest

    def _made(self, name, depth):
        choice = self._chance.choice
        match name:
            case "n":
                return str(choice((0, 1, 2, 3, 5, 10, 49, 100, 10003, 10011)))
            case "s":
                return choice(("'a'", "'1'", "'DE'", "'CNR'", "''", "'x-y'"))
            case "p":
                return choice(("'CNRY%'", "'%1'", "'_'", "'%'"))
            case "cmp":
                return choice(("=", "<>", "<", "<=", ">", ">="))
            case "one":
                return "sales.customers c"
            case "two":
                return "sales.customers c " + choice(("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")) + " crm.leads l"
            case "item" | "any":
                return self._made(choice(("int", "text", "number", "date")), depth)
            case "aggregate":
                return self._fill(choice(_AGGREGATES), depth - 1)
            case "column":
                return self._column(choice(("int", "text")))
            case _:
                return self._typed(name, depth)

    def _typed(self, kind, depth):
        if kind != "bool" and (depth <= 0 or self._chance.random() < 0.4):
            return self._column(kind)
        options = _EXPRESSIONS[kind] if depth > 0 or kind != "bool" else ["{column} = {s}", "{text} IS NULL"]
        return self._fill(self._chance.choice(options), depth - 1)

    def _column(self, kind):
        known = [f"{alias}.{name}" for alias in self._aliases for name in _COLUMNS[alias][kind]]
        return self._chance.choice(known)

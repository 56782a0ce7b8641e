"""The allow-list of grammar: which nodes a query may be made of, and which parts of each node it may use."""

from collections.abc import Iterator

from sqlglot import exp

from governance.errors import Invalid

__all__ = ["NODES", "check_nodes", "refuse"]

_DEEPEST = 250
_BINARY = frozenset({"this", "expression"})
_MODIFIERS = frozenset({"with_", "order", "limit", "offset"})
_LIST = frozenset({"expressions"})
_ONE = frozenset({"this"})
_NONE: frozenset[str] = frozenset()

NODES: dict[type[exp.Expr], frozenset[str]] = {
    exp.Select: _MODIFIERS | {"expressions", "distinct", "from_", "joins", "where", "group", "having", "windows"},
    **dict.fromkeys((exp.Union, exp.Intersect, exp.Except), _MODIFIERS | _BINARY | {"distinct"}),
    exp.Subquery: _MODIFIERS | {"this", "alias"},
    exp.With: _LIST,
    exp.CTE: frozenset({"this", "alias"}),
    exp.TableAlias: frozenset({"this", "columns"}),
    exp.From: _ONE,
    exp.Table: frozenset({"this", "db", "catalog", "alias", "joins"}),
    exp.Join: frozenset({"this", "on", "side", "kind", "using"}),
    exp.Lateral: frozenset({"this", "alias"}),
    exp.Unnest: frozenset({"expressions", "alias", "offset"}),
    exp.Values: frozenset({"expressions", "alias"}),
    exp.Where: _ONE,
    exp.Having: _ONE,
    exp.Group: _LIST,
    **dict.fromkeys((exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple), _LIST),
    exp.Array: frozenset({"expressions", "bracket_notation"}),
    exp.Order: frozenset({"this", "expressions"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.Limit: frozenset({"expression"}),
    exp.Offset: frozenset({"expression"}),
    exp.Fetch: frozenset({"direction", "count", "limit_options"}),
    exp.LimitOptions: frozenset({"rows"}),
    exp.Distinct: _LIST,
    exp.Star: _NONE,
    exp.Column: frozenset({"this", "table", "db", "catalog"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Alias: frozenset({"this", "alias"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.UnicodeString: frozenset({"this", "escape"}),
    exp.HexString: _ONE,
    **dict.fromkeys((exp.Boolean, exp.Paren, exp.Not, exp.Neg, exp.Var, exp.Exists, exp.Any, exp.All), _ONE),
    exp.Null: _NONE,
    exp.Interval: frozenset({"this", "unit"}),
    exp.IntervalSpan: _BINARY,
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe"}),
    exp.DataType: frozenset({"this", "expressions", "nested"}),
    exp.DataTypeParam: _ONE,
    exp.ColumnDef: frozenset({"this", "kind"}),
    exp.ParseJSON: frozenset({"this", "is_literal"}),
    exp.AtTimeZone: frozenset({"this", "zone"}),
    **dict.fromkeys(
        (exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ), _BINARY
    ),
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Is, exp.Escape, exp.Dot), _BINARY),
    exp.Like: _BINARY | {"negate"},
    exp.Div: _BINARY | {"typed"},
    exp.DPipe: _BINARY,
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions", "query"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true", "false"}),
    exp.Bracket: frozenset({"this", "expressions"}),
    exp.Lambda: frozenset({"this", "expressions"}),
    exp.Anonymous: frozenset({"this", "expressions"}),
    exp.Filter: _BINARY,
    exp.WithinGroup: _BINARY,
    exp.GroupConcat: frozenset({"this", "separator"}),
    exp.Window: frozenset({"this", "partition_by", "order", "spec", "alias", "over"}),
    exp.WindowSpec: frozenset({"kind", "start", "start_side", "end", "end_side"}),
    **dict.fromkeys((exp.IgnoreNulls, exp.RespectNulls), _ONE),
    exp.Trim: frozenset({"this", "expression", "position"}),
    exp.Extract: _BINARY,
    exp.Substring: frozenset({"this", "start", "length"}),
    exp.StrPosition: frozenset({"this", "substr"}),
    **dict.fromkeys((exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.Localtime, exp.Localtimestamp), _NONE),
}
"""A node type that is not here is refused; so is one that is, when it carries a part that is not listed beside it."""

_PARTS: dict[tuple[type[exp.Expr], str], tuple[str, str]] = {
    (exp.Table, "version"): ("FOR VERSION AS OF", "query the table as it is now"),
    (exp.Table, "sample"): ("TABLESAMPLE", "filter on a hash or a range of a key"),
    (exp.Table, "pivots"): ("PIVOT", "use CASE in aggregates"),
    (exp.Select, "match"): ("MATCH_RECOGNIZE", "use window functions"),
    (exp.Select, "into"): ("SELECT INTO", "a query only reads"),
    (exp.Select, "qualify"): ("QUALIFY", "filter on the window function in an outer query"),
    (exp.Select, "locks"): ("FOR UPDATE", "a query only reads"),
    (exp.Group, "all"): ("GROUP BY ALL", "list the expressions or their positions"),
    (exp.Distinct, "on"): ("DISTINCT ON", "use row_number() in an inner query"),
    (exp.With, "recursive"): ("WITH RECURSIVE", "join as often as the hierarchy is deep"),
    (exp.With, "udfs"): ("WITH FUNCTION", "write the expression out"),
    (exp.Star, "except_"): ("* EXCEPT", "list the columns"),
    (exp.Star, "replace"): ("* REPLACE", "list the columns"),
    (exp.Join, "method"): ("NATURAL, ASOF and POSITIONAL joins", "name the columns with ON or USING"),
    (exp.LimitOptions, "with_ties"): ("WITH TIES", "use rank() in an inner query"),
    (exp.GroupConcat, "on_overflow"): ("ON OVERFLOW", "leave it out"),
    (exp.CTE, "materialized"): ("MATERIALIZED", "leave it out"),
}
_HINTS: dict[type[exp.Expr], tuple[str, str]] = {
    exp.ILike: ("ILIKE", "use `lower(x) LIKE …`"),
    exp.Placeholder: ("A parameter", "write the value"),
    exp.Parameter: ("A parameter", "write the value"),
    exp.Command: ("This statement", "a query is one SELECT"),
    exp.CurrentUser: ("current_user", "filter on a column; rows are already filtered for you"),
    exp.RegexpLike: ("A regular expression operator", "use `regexp_like(x, 'pattern')`"),
    exp.TableSample: ("TABLESAMPLE", "filter on a hash or a range of a key"),
    exp.IntDiv: ("The operator `//`", "`/` of two integers is an integer"),
    exp.Pow: ("The operator `**`", "use `power(x, y)`"),
}


def check_nodes(tree: exp.Expr) -> None:
    """Raise `Invalid`, naming the construct, unless the whole of `tree` is on the allow-list."""
    for node, depth in _walk(tree):
        if depth > _DEEPEST:
            raise Invalid("The query nests too deep", hint="name the inner parts with WITH", slug="sql-too-deep")
        allowed = NODES.get(type(node))
        if allowed is None:
            raise refuse(*_HINTS.get(type(node), (_words(type(node)), "write it with a plain SELECT")))
        if isinstance(node, exp.Alias) and not isinstance(node.parent, exp.Select):
            raise refuse("A named argument", "give arguments by position")
        for part, value in node.args.items():
            if part not in allowed and _present(value):
                name = f"{_words(type(node))} … {part.strip('_').upper()}"
                raise refuse(*_PARTS.get((type(node), part), (name, "write it with a plain SELECT")))


def refuse(construct: str, hint: str) -> Invalid:
    """The error for something that a query may not hold."""
    return Invalid(f"{construct} is not allowed in a query", hint=hint, slug="sql-not-allowed")


def _present(value: object) -> bool:
    return value is not None and value is not False and value != []


def _words(kind: type[exp.Expr]) -> str:
    letters = (f" {letter}" if letter.isupper() and i else letter for i, letter in enumerate(kind.__name__))
    return "".join(letters).upper()


def _walk(tree: exp.Expr) -> Iterator[tuple[exp.Expr, int]]:
    """Yield each node with its depth, without recursion; what leans left in a chain (a AND b AND c) adds none."""
    stack = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        for part, value in node.args.items():
            flat = part == "this" and isinstance(node, exp.Binary | exp.SetOperation) and isinstance(value, type(node))
            children = value if isinstance(value, list) else (value,)
            stack += [(child, depth + (not flat)) for child in children if isinstance(child, exp.Expr)]

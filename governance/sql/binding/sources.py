"""FROM: tables, named and unnamed subqueries, joins, UNNEST and VALUES."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.allowed import refuse
from governance.sql.binding.scope import Scope
from governance.sql.bound import Bound, Field, Rows, Source, combine
from governance.sql.promotion import common
from governance.sql.quoting import identifier, string
from governance.sql.types import BIGINT, UNKNOWN, Type, is_

__all__ = ["FromBuilder", "values_rows"]

Binder = Callable[[exp.Expr, Scope], Rows]
_KINDS = {"", "INNER", "CROSS", "OUTER"}
_SIDES = {"", "LEFT", "RIGHT", "FULL"}
_MOST_SOURCES = 200


@dataclass(slots=True)
class FromBuilder:
    """Builds one FROM, adding to `scope` the sources that the rest of the SELECT can see."""

    scope: Scope
    query: Binder

    def build(self, select: exp.Select) -> str:
        """The FROM clause as text, or "" when there is none."""
        first = select.args.get("from_")
        if not first:
            return ""
        text = self._item(first.this)
        for join in select.args.get("joins") or ():
            text += self._join(join)
        return f" FROM {text}"

    def _item(self, node: exp.Expr) -> str:
        if isinstance(node, exp.Subquery) and not isinstance(node.this, exp.Query | exp.Values):
            return self._bracketed(node)
        text, source = self._source(node)
        self._add(source)
        for join in node.args.get("joins") or ():
            text += self._join(join)
        return f"({text})" if node.args.get("joins") else text

    def _bracketed(self, node: exp.Subquery) -> str:
        """Brackets around a join; what is in them keeps its names."""
        if node.args.get("alias"):
            raise refuse("An alias of a join in brackets", "give each table its own")
        return self._item(node.this)

    def _add(self, source: Source) -> None:
        if len(self.scope.sources) >= _MOST_SOURCES:
            raise Invalid(
                f"A SELECT joins more than {_MOST_SOURCES} tables",
                hint="name parts of it with WITH",
                slug="sql-too-long",
            )
        taken = {qualifier for other in self.scope.sources for qualifier in other.qualifiers if len(qualifier) == 1}
        clash = [qualifier[0] for qualifier in source.qualifiers if qualifier in taken]
        if clash:
            raise Invalid(
                f"Two things in FROM are called `{clash[0][:60]}`", hint="give one an alias", slug="sql-duplicate-name"
            )
        self.scope.session.lists(len(source.fields))
        self.scope.sources.append(source)

    def _source(self, node: exp.Expr) -> tuple[str, Source]:
        match node:
            case exp.Table():
                return self._table(node)
            case exp.Subquery():
                return self._derived(node, self.scope.inner_of(self.scope.parent))
            case exp.Lateral():
                if not isinstance(node.this, exp.Subquery):
                    raise refuse("LATERAL over anything but a subquery", "write `LATERAL (SELECT …)`")
                self.scope.session.shape.add("join")
                text, source = self._derived(node.this, self.scope.inner(), alias=node.args.get("alias"))
                return f"LATERAL {text}", source
            case exp.Unnest():
                return self._unnest(node)
            case exp.Values():
                rows = values_rows(node, self.scope)
                return self._named(rows, node.args.get("alias"))
            case _:
                raise refuse(f"{type(node).__name__.upper()} in FROM", "name a table or a subquery")

    def _table(self, node: exp.Table) -> tuple[str, Source]:
        if not isinstance(node.this, exp.Identifier):
            raise refuse("A table function", "name a table, or use UNNEST for an array")
        named = self.scope.ctes.get(node.name.lower()) if not node.args.get("db") else None
        if named:
            self.scope.session.shape.add(f"cte:{named.name}")
            alias = node.args.get("alias")
            return self._aliased(identifier(named.name), named.rows, alias, node.name)
        return self._governed(node)

    def _governed(self, node: exp.Table) -> tuple[str, Source]:
        session = self.scope.session
        key, table = session.table(node)
        alias = node.args.get("alias")
        given = alias is not None and alias.this is not None
        name = str(alias.this.name) if alias is not None and given else node.name
        reference = session.refer(key, table, name)
        masked = {column: session.masked(table, column) for column in table.columns}
        fields = tuple(
            Field(
                name=column,
                sql=f"{identifier(name)}.{identifier(column)}",
                type=masked[column],
                sources=frozenset({(key, column)}),
                origin=(reference.mark, column),
            )
            for column in table.columns
        )
        everything = {column.lower() for column, _ in table.relation.columns}
        source = Source(
            qualifiers=((name.lower(),),) if given else _qualifiers(node),
            fields=_renamed(fields, alias),
            withheld=frozenset(everything - {column.lower() for column in table.columns}),
            table=key,
        )
        return f"{reference.mark} AS {identifier(name)}", source

    def _derived(self, node: exp.Subquery, scope: Scope, alias: exp.TableAlias | None = None) -> tuple[str, Source]:
        return self._named(self.query(node, scope), alias or node.args.get("alias"))

    def _named(self, rows: Rows, alias: exp.TableAlias | None) -> tuple[str, Source]:
        return self._aliased(f"({rows.sql})", rows, alias, self.scope.session.fresh("s"))

    def _aliased(self, text: str, rows: Rows, alias: exp.TableAlias | None, name: str) -> tuple[str, Source]:
        name = alias.this.name if alias and alias.this else name
        fields = tuple(replace(found, sql=f"{identifier(name)}.{found.sql}", origin=None) for found in rows.fields)
        source = Source(qualifiers=((name.lower(),),), fields=_renamed(fields, alias))
        return f"{text} AS {identifier(name)}", source

    def _unnest(self, node: exp.Unnest) -> tuple[str, Source]:
        session = self.scope.session
        session.shape.add("unnest")
        arrays = [self.scope.bind(array) for array in node.expressions]
        items = [item for array in arrays for item in _items(array)]
        if node.args.get("offset"):
            longest = ", ".join(f"coalesce(len({_list(array)}), 0)" for array in arrays)
            numbers = (
                f"unnest(range(1, 1 + greatest({longest})))" if len(arrays) > 1 else f"unnest(range(1, 1 + {longest}))"
            )
            items.append(Bound(sql=numbers, type=BIGINT))
        alias, offset = node.args.get("alias"), node.args.get("offset")
        names = [column.name for column in (alias.args.get("columns") or ())] if alias else []
        if isinstance(offset, exp.Identifier):
            names.append(offset.name)
        if names and len(names) != len(items):
            raise Invalid(
                f"UNNEST gives {len(items)} columns here, not {len(names)}",
                hint="an array gives one, a map two, WITH ORDINALITY one more",
                slug="sql-type",
            )
        return self._unnested(items, names, alias)

    def _unnested(
        self, items: Sequence[Bound], names: Sequence[str], alias: exp.TableAlias | None
    ) -> tuple[str, Source]:
        table = alias.this.name if alias and alias.this else self.scope.session.fresh("u")
        inner = [self.scope.session.fresh("c") for _ in items]
        fields = tuple(
            Field(
                name=names[at] if names else f"_col{at}",
                sql=f"{identifier(table)}.{identifier(inner[at])}",
                type=item.type,
                sources=item.sources,
                varies=item.varies or not item.settled,
            )
            for at, item in enumerate(items)
        )
        texts = ", ".join(f"{item.sql} AS {identifier(name)}" for item, name in zip(items, inner, strict=True))
        source = Source(qualifiers=((table.lower(),),), fields=fields)
        return f"LATERAL (SELECT {texts}) AS {identifier(table)}", source

    def _join(self, join: exp.Join) -> str:
        side, kind = str(join.args.get("side") or "").upper(), str(join.args.get("kind") or "").upper()
        if side not in _SIDES or kind not in _KINDS:
            raise refuse(f"{side} {kind} JOIN".strip(), "use INNER, LEFT, RIGHT, FULL or CROSS JOIN")
        self.scope.session.shape.update({"join", *(["outer join"] if side else [])})
        before = list(self.scope.sources)
        item = self._item(join.this)
        on, using = join.args.get("on"), join.args.get("using")
        if using:
            return f" {side or 'INNER'} JOIN {item} ON {self._using(using, before, side)}"
        if on is None:
            if side or kind == "INNER":
                raise Invalid("A join needs ON or USING", hint="write CROSS JOIN to pair all rows", slug="sql-syntax")
            return f" CROSS JOIN {item}"
        if kind == "CROSS":
            raise Invalid("CROSS JOIN takes no condition", hint="write JOIN … ON", slug="sql-syntax")
        condition = self.scope.bind(on)
        self.scope.session.influenced(condition)
        return f" {side or 'INNER'} JOIN {item} ON {condition.sql}"

    def _using(self, columns: Sequence[exp.Identifier], before: Sequence[Source], side: str) -> str:
        joined = self.scope.sources[len(before) :]
        conditions = []
        for column in columns:
            left, right = self._one(column.name, before), self._one(column.name, joined)
            merged = _merge(left, right, side)
            self.scope.session.converts((left.type, right.type))
            for source in self.scope.sources:
                if source.find(column.name):
                    source.merged = {**source.merged, column.name.lower(): merged}
            self.scope.session.influenced(left.bound, right.bound)
            conditions.append(f"({left.sql} = {right.sql})")
        return " AND ".join(conditions)

    def _one(self, name: str, sources: Sequence[Source]) -> Field:
        merged = [source.merged[name.lower()] for source in sources if name.lower() in source.merged]
        found = merged[:1] or [field for source in sources for field in source.find(name)]
        if len(found) != 1:
            Scope(self.scope.session, sources=list(sources)).resolve(
                (name,)
            )  # raises: none, more than one, or withheld
            raise Invalid(
                f"USING column `{name[:60]}` is not on both sides", hint="join with ON", slug="sql-unknown-column"
            )
        self.scope.session.read(found[0])
        return found[0]


def _merge(left: Field, right: Field, side: str) -> Field:
    both = combine(f"coalesce({left.sql}, {right.sql})", common([left.type, right.type]), [left.bound, right.bound])
    text = {"RIGHT": right.sql, "FULL": both.sql}.get(side, left.sql)
    return Field(name=left.name, sql=text, type=both.type, sources=both.sources, varies=both.varies)


def _qualifiers(node: exp.Table) -> tuple[tuple[str, ...], ...]:
    """A table without an alias answers to its name, and to its name with what stands before it."""
    parts = tuple(part.name.lower() for part in node.parts)
    return tuple(parts[-length:] for length in range(1, len(parts) + 1))


def _renamed(fields: tuple[Field, ...], alias: exp.TableAlias | None) -> tuple[Field, ...]:
    names = [column.name for column in (alias.args.get("columns") or ())] if alias else []
    if names and len(names) != len(fields):
        raise Invalid(
            f"{len(names)} column names for {len(fields)} columns", hint="name each column once", slug="sql-type"
        )
    return tuple(replace(field, name=name) for field, name in zip(fields, names, strict=True)) if names else fields


def _list(array: Bound) -> str:
    return f"map_keys({array.sql})" if array.type.name == "map" else array.sql


def _items(array: Bound) -> list[Bound]:
    """The columns that unnesting gives: an array's item, a row's fields, a map's key and value."""
    if not is_(array.type, "array", "map") or array.type == UNKNOWN:
        raise Invalid(f"UNNEST takes arrays and maps, not {array.type}", hint="as in `UNNEST(tags)`", slug="sql-type")
    if array.type.name == "map":
        calls = ("map_keys", "map_values")
        return [combine(f"unnest({c}({array.sql}))", k, [array]) for c, k in zip(calls, array.type.inner, strict=True)]
    item: Type = array.type.inner[0] if array.type.inner else UNKNOWN
    if item.name == "row":
        return [
            combine(f"unnest(list_transform({array.sql}, lambda r: r[{at}]))" if not name
                    else f"unnest(list_transform({array.sql}, lambda r: struct_extract(r, {string(name)})))", kind, [array])
            for at, (name, kind) in enumerate(zip(item.names, item.inner, strict=True), start=1)
        ]  # fmt: skip
    return [combine(f"unnest({array.sql})", item, [array])]


def values_rows(node: exp.Values, scope: Scope) -> Rows:
    """VALUES as a query, its columns called `_col0`, `_col1`, …"""
    scope.session.shape.add("values")
    rows = [
        [scope.bind(part) for part in (row.expressions if isinstance(row, exp.Tuple) else [row])]
        for row in node.expressions
    ]
    if len({len(row) for row in rows}) != 1:
        raise Invalid("VALUES holds rows of different lengths", hint="give each row as many values", slug="sql-type")
    columns = [[row[at].type for row in rows] for at in range(len(rows[0]))]
    kinds = [common(column) for column in columns]
    for column in columns:
        scope.session.converts(column)
    names = [f"_col{at}" for at in range(len(kinds))]
    texts = ", ".join("(" + ", ".join(part.sql for part in row) + ")" for row in rows)
    listed = ", ".join(identifier(name) for name in names)
    fields = tuple(Field(name=name, sql=identifier(name), type=kind) for name, kind in zip(names, kinds, strict=True))
    return Rows(sql=f"SELECT * FROM (VALUES {texts}) AS v({listed})", fields=fields, singular=len(rows) == 1)

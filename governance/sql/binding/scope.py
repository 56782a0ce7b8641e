"""Where names are looked up: the sources of one SELECT, then those of the query around it."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from governance.errors import Denied, Invalid
from governance.sql.binding.session import Session
from governance.sql.bound import Bound, Field, Rows, Source

__all__ = ["Named", "Scope", "withheld"]


@dataclass(frozen=True, slots=True)
class Named:
    """A CTE that later parts of the query can read: its text's name, and its columns."""

    name: str
    rows: Rows


@dataclass(slots=True)
class Scope:
    """What a name can mean at one place of a query."""

    session: Session
    sources: list[Source] = field(default_factory=list)
    parent: "Scope | None" = None
    ctes: Mapping[str, Named] = field(default_factory=dict)
    parameters: Mapping[str, Field] = field(default_factory=dict)
    windows: Mapping[str, exp.Window] = field(default_factory=dict)
    outputs: Mapping[str, Bound] = field(default_factory=dict)
    """What ORDER BY may call by the name that the SELECT list gives it."""

    def bind(self, node: exp.Expr) -> Bound:
        """Translate one expression."""
        return self.session.bind(node, self)

    def inner(self) -> "Scope":
        """The scope of a query inside this one: it sees everything here, and this sees nothing of it."""
        return Scope(self.session, parent=self, ctes=self.ctes)

    def inner_of(self, parent: "Scope | None") -> "Scope":
        """An empty scope beside this one, with the same CTEs."""
        return Scope(self.session, parent=parent, ctes=self.ctes)

    def within(self, parameters: Mapping[str, Field]) -> "Scope":
        """The same scope inside a lambda, whose parameters hide columns of the same name."""
        return replace(self, parameters={**self.parameters, **parameters})

    def ordering(self, outputs: Mapping[str, Bound]) -> "Scope":
        """The same scope as ORDER BY sees it, where an output's name hides a column's."""
        return replace(self, outputs=outputs)

    def resolve(self, parts: tuple[str, ...]) -> tuple[Bound, tuple[str, ...]]:
        """Find what `a.b.c` means: a column, and the names of the fields to take out of it.

        Raises `Invalid` when there is none or more than one, and `Denied` when it exists but is withheld.
        """
        if len(parts) == 1 and (name := parts[0].lower()) in self.outputs:
            return self.outputs[name], ()
        if parts[0].lower() in self.parameters:
            return self.parameters[parts[0].lower()].bound, parts[1:]
        scope: Scope | None = self
        while scope is not None:
            found = scope.here(parts)
            if found:
                self.session.read(found[0])
                return found[0].bound, found[1]
            scope = scope.parent
        raise self._unknown(parts)

    def own(self, parts: tuple[str, ...]) -> Field | None:
        """The column of this very SELECT that a name means, when it is exactly one and no field of a row."""
        found = self.here(parts)
        return found[0] if found and not found[1] else None

    def here(self, parts: tuple[str, ...]) -> tuple[Field, tuple[str, ...]] | None:
        """What a name means among the sources of this SELECT alone; raises `Invalid` when it is ambiguous."""
        lowered = tuple(part.lower() for part in parts)
        for length in range(min(3, len(parts) - 1), -1, -1):
            sources = [s for s in self.sources if not length or s.answers_to(lowered[:length])]
            merged = [s.merged[lowered[length]] for s in sources if lowered[length] in s.merged and not length]
            found = merged[:1] or [f for s in sources for f in s.find(parts[length])]
            if parts[length + 1 :]:
                found = [f for f in found if f.type.name in {"row", "unknown"}]  # only a row has fields to take out
            if len(found) > 1:
                raise Invalid(
                    f"Column `{parts[length]}` is ambiguous",
                    hint="write the table's name before it",
                    slug="sql-ambiguous-column",
                )
            if found:
                return found[0], parts[length + 1 :]
        return None

    def chain(self) -> list[Source]:
        """Every source that can be seen from here, innermost first."""
        scope: Scope | None = self
        found: list[Source] = []
        while scope is not None:
            found += scope.sources
            scope = scope.parent
        return found

    def _unknown(self, parts: tuple[str, ...]) -> Exception:
        sources = self.chain()
        named = [s for s in sources if len(parts) > 1 and s.answers_to(tuple(p.lower() for p in parts[:-1]))]
        for source in named or sources:
            if parts[-1].lower() in source.withheld or (not named and parts[0].lower() in source.withheld):
                return withheld(source.table, parts[-1] if named else parts[0])
        if len(parts) > 1 and not named and not any(s.find(parts[0]) for s in sources):
            return Invalid(
                f"Nothing in this query is called `{'.'.join(parts[:-1])[:80]}`",
                hint=_near(parts[0], [".".join(q) for s in sources for q in s.qualifiers]),
                slug="sql-unknown-table",
            )
        whole = [f for s in sources for f in s.find(parts[0])] if len(parts) > 1 and not named else []
        if whole:
            return Invalid(
                f"`{parts[1][:80]}` cannot be taken out of {whole[0].type}",
                hint="only rows have fields",
                slug="sql-unknown-column",
            )
        known = [f.name for s in (named or sources) for f in s.fields]
        return Invalid(
            f"There is no column `{parts[-1][:80]}`" + (f" in `{'.'.join(parts[:-1])}`" if named else ""),
            hint=_near(parts[-1], known),
            slug="sql-unknown-column",
        )


def withheld(table: str, column: str) -> Denied:
    """The refusal of a column that no grant of the reader covers; the same whatever the column holds."""
    return Denied(
        f"Your grants for `{table}` do not cover the column `{column.lower()}`",
        hint="leave it out, or ask the owner for a grant that lists it",
        slug="column-not-granted",
        table=table,
        column=column.lower(),
    )


def _near(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name.lower(), {word.lower() for word in known}, n=3)
    if close:
        return "did you mean " + " or ".join(f"`{word}`" for word in close) + "?"
    return "there are " + ", ".join(f"`{word}`" for word in known[:20]) if known else "FROM names no table with columns"

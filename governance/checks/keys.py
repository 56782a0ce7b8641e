"""Keys that more than one row has, and what becomes of the rows that share one: every one of them is diverted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.checks.classify import bits_column
from governance.checks.convert import field_of, typed
from governance.checks.model import CheckPlan, Rule, Step
from governance.contracts.model import Column
from governance.contracts.types import Kind
from governance.sql.quoting import identifier, string

__all__ = ["KeyCheck", "duplicates", "key_check", "mark_duplicates"]

_WORD = 6  # powers of two: 64 neighbouring numbers share a word of bits
_SPARSEST = 16  # numbers per row: beyond that a word has few rows, and words are no fewer than keys


@dataclass(frozen=True, kw_only=True)
class KeyCheck:
    """One key rule over a relation: `rule` is its id, `rows` selects its keys as `k0`, `k1`, …, nulls left out.

    `countable` says that the key is one whole number. Where `span` shows that such keys `is_dense`, few words are
    `crowded`, and `duplicated_in` looks at those alone: of 10M keys, one in a thousand twice, in a fifth of the time that
    `duplicated` takes.
    """

    rule: str
    rows: str
    width: int
    countable: bool

    @property
    def duplicated(self) -> str:
        """A SELECT of the keys that stand twice, as `k0`, `k1`, …."""
        names = ", ".join(f"k{at}" for at in range(self.width))
        return f"SELECT {names} FROM ({self.rows}) GROUP BY {names} HAVING count(*) > 1"

    def standing_in(self, others: "KeyCheck", *, known: str) -> str:
        """A SELECT of the keys that stand among the `others` too and not in `known`, a relation of keys; each once."""
        names = ", ".join(f"k{at}" for at in range(self.width))
        new = f"SELECT DISTINCT {names} FROM ({self.rows})"
        both = f"SELECT DISTINCT {names} FROM ({others.rows}) JOIN ({new}) USING ({names})"
        return f"SELECT {names} FROM ({both}) ANTI JOIN {known} USING ({names})"

    @property
    def repeated_rows(self) -> str:
        """A SELECT of the number of rows whose key another row has too."""
        counts = f"SELECT count(*) AS n FROM ({self.rows}) GROUP BY {', '.join(f'k{at}' for at in range(self.width))}"
        return f"SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM ({counts} HAVING count(*) > 1)"

    @property
    def span(self) -> str:
        """A SELECT of the least key, the greatest, and how many there are."""
        return f"SELECT min(k0), max(k0), count(k0) FROM ({self.rows})"

    def is_dense(self, least: int | None, greatest: int | None, count: int) -> bool:
        """Tell whether the words from `least` to `greatest` are few beside the rows."""
        if not self.countable or least is None or greatest is None:
            return False
        return greatest - least < max(count, 1024) * _SPARSEST

    @property
    def crowded(self) -> str:
        """A SELECT of the words, as `word`, of 64 neighbouring numbers in which a key stands twice."""
        bits = "bit_or(1::UBIGINT << (CAST(k0 AS BIGINT) & 63)::UBIGINT)"
        words = f"SELECT CAST(k0 AS BIGINT) >> {_WORD} AS word, count(*) AS keys, bit_count({bits}) AS different"
        return f"SELECT word FROM ({words} FROM ({self.rows}) GROUP BY word) WHERE keys > different"

    def duplicated_in(self, words: str) -> str:
        """A SELECT of the keys that stand twice, as `k0`; `words` is a relation of all the `crowded` ones."""
        rows = f"({self.rows}) SEMI JOIN {words} AS w ON CAST(k0 AS BIGINT) >> {_WORD} = w.word"
        return f"SELECT k0 FROM {rows} GROUP BY k0 HAVING count(*) > 1"


def duplicates(plan: CheckPlan, *, relation: str) -> list[KeyCheck]:
    """Return how to find the keys that stand twice in `relation`, which has the contract's columns and types.

    A key with a null in it equals no other.
    """
    return [key_check(plan, rule, relation=relation) for rule in plan.of_scope("key")]


def key_check(plan: CheckPlan, rule: Rule, *, relation: str) -> KeyCheck:
    """Return how to find the keys of one rule that stand twice in `relation`."""
    keys = _keys(plan, rule)
    named = ", ".join(f"{sql} AS k{at}" for at, sql in enumerate(keys))
    present = " AND ".join(f"{sql} IS NOT NULL" for sql in keys)
    lone = len(keys) == 1 and _column(plan, rule.check.columns[0]).type.kind is Kind.INTEGER
    rows = f"SELECT {named} FROM {relation} AS r WHERE {present}"
    return KeyCheck(rule=rule.id, rows=rows, width=len(keys), countable=lone)


def _keys(plan: CheckPlan, rule: Rule) -> list[str]:
    return [_at(plan, way, "r.") for way in rule.check.columns]


def _at(plan: CheckPlan, way: Sequence[Step], prefix: str) -> str:
    top = next(column for column in plan.columns if column.name == way[0].name)
    place = typed(prefix + identifier(top.name), top)
    for step in way[1:]:
        place = field_of(place, step.name)
    return place.sql


def _column(plan: CheckPlan, way: Sequence[Step]) -> Column:
    columns = plan.columns
    for step in way:
        found = next(column for column in columns if column.name == step.name)
        columns = found.type.fields
    return found


def mark_duplicates(plan: CheckPlan, *, classified: str, duplicated: Mapping[str, str]) -> str:
    """Return a SELECT of the rows of `classified` (a SELECT), with the bits of the key rules in `duplicated` set.

    `duplicated` gives for a rule's id the relation of its duplicated keys, named as `KeyCheck.duplicated` names them. A
    row that had no fault gets its `_row` from its typed values, which say the same.
    """
    rules = [plan.rule(rule_id) for rule_id in duplicated]
    joins, hits = [], {}
    for number, rule in enumerate(rules):
        keys = _keys(plan, rule)
        names = ", ".join(f"k{at} AS d{number}_{at}" for at in range(len(keys)))
        meet = " AND ".join(f"d{number}_{at} = {sql}" for at, sql in enumerate(keys))
        joins.append(f" LEFT JOIN (SELECT {names}, true AS d{number} FROM {duplicated[rule.id]}) ON {meet}")
        hits[rule.id] = f"d{number}"
    columns = [f"r.{identifier(column.name)}" for column in plan.columns]
    words = [_marked(word, rules, hits) for word in range(plan.words)]
    diverting = " OR ".join(hits[rule.id] for rule in rules if rule.diverts) or "false"
    row = f"CASE WHEN r._row IS NOT NULL THEN r._row WHEN {diverting} THEN {_row(plan)} END AS _row"
    return f"SELECT {', '.join([*columns, *words])}, {row}, r._hash FROM ({classified}) AS r{''.join(joins)}"


def _marked(word: int, rules: Sequence[Rule], hits: Mapping[str, str]) -> str:
    terms = [f"CASE WHEN {hits[r.id]} THEN {r.mask}::BIGINT ELSE 0::BIGINT END" for r in rules if r.word == word]
    return " | ".join([f"r.{bits_column(word)}", *terms]) + f" AS {bits_column(word)}"


def _row(plan: CheckPlan) -> str:
    nested = {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.VECTOR}
    parts = []
    for column in plan.columns:
        value = f"r.{identifier(column.name)}"
        text = f"CAST(to_json({value}) AS VARCHAR)" if column.type.kind in nested else f"CAST({value} AS VARCHAR)"
        parts.append(f"{string(column.name)}, {text}")
    return f"CAST(json_object({', '.join(parts)}) AS VARCHAR)"

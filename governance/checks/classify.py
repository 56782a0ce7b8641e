"""One pass over a source: each row in the contract's types, with one bit for each rule that it breaks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from governance.checks.layers import Layers, Read, read_source
from governance.checks.model import CheckPlan, Rule
from governance.checks.predicates import NEVER, violation
from governance.checks.references import joined
from governance.sql.quoting import identifier, string

__all__ = [
    "bits_column",
    "classify",
    "convert",
    "diverted",
    "diverting_masks",
    "is_as_it_came",
    "reasons_expression",
]


def bits_column(word: int) -> str:
    """The name of the column that holds a word of bits."""
    return f"_bits_{word}"


def classify(
    plan: CheckPlan,
    *,
    source: str,
    source_columns: Mapping[str, str],
    parents: Mapping[str, str] | None = None,
    now: datetime,
) -> str:
    """Return a SELECT that judges each row of `source` on its own.

    `source` is text that can stand after FROM, `source_columns` its columns with DuckDB's names for their types, and
    `parents` the relation of each port in `plan.parents`, with its key columns under their own names; "" is the rows
    that are in this table already, for references into it. The SELECT yields the contract's columns under their names,
    in their order and types, `_bits_0`, … (BIGINT, 0 for a row without fault), `_row` (a JSON object of texts, null for
    a row that is kept) and `_hash` (of the row as it came). A column that the source lacks is NULL. Raises `Invalid`
    when a parent is not given.
    """
    layers = read_source(plan.columns, source, source_columns)
    keys = joined(plan, layers, parents or {})
    words = [_word(plan, word, layers, keys.missing, now) for word in range(plan.words)]
    bits = ", ".join(f"{sql} AS {bits_column(word)}" for word, sql in enumerate(words))
    names = ", ".join(bits_column(word) for word in range(plan.words))
    row = f"CASE WHEN {_keeps_row(plan, layers)} THEN {layers.row} END AS _row"
    inner = f"SELECT *, {bits} FROM ({layers.sql}){keys.sql}"
    return f"SELECT {_typed(layers)}, {names}, {row}, {layers.hash} AS _hash FROM ({inner})"


def convert(plan: CheckPlan, *, source: str, source_columns: Mapping[str, str]) -> str:
    """Return a SELECT of the same columns and `_hash` as `classify`, without judging: what does not convert is NULL."""
    layers = read_source(plan.columns, source, source_columns)
    return f"SELECT {_typed(layers)}, {layers.hash} AS _hash FROM ({layers.sql})"


def _typed(layers: Layers) -> str:
    return ", ".join(f"{read.value.sql} AS {identifier(read.column.name)}" for read in layers.reads)


def _keeps_row(plan: CheckPlan, layers: Layers) -> str:
    """Duplicates are found later, and from the typed columns alone nobody could tell what an undeclared one held."""
    if layers.undeclared and any(rule.diverts for rule in plan.of_scope("key")):
        return "true"
    return diverted(plan)


def _word(plan: CheckPlan, word: int, layers: Layers, missing: Mapping[str, str], now: datetime) -> str:
    reads = {read.column.name: read for read in layers.reads}
    terms = []
    for rule in _of_word(plan, word):
        asked = missing.get(rule.id) or _broken(rule, reads, now)
        if asked != NEVER:
            terms.append(f"CASE WHEN {asked} THEN {rule.mask}::BIGINT ELSE 0::BIGINT END")
    return " | ".join(terms) or "0::BIGINT"


def _broken(rule: Rule, reads: Mapping[str, Read], now: datetime) -> str:
    if rule.check.kind == "sql":
        return _counted(rule, reads)
    read = reads[rule.column]
    return violation(rule.check, read.column, source=read.source, value=read.value, now=now)


def _counted(rule: Rule, reads: Mapping[str, Read]) -> str:
    from governance.sql import ColumnText, row_condition  # the parser is for those who have SQL to read

    query, column = rule.check.operand
    texts = {name: ColumnText(type=str(read.value.type), sql=read.value.sql) for name, read in reads.items()}
    return row_condition(query, texts, column)


def _of_word(plan: CheckPlan, word: int) -> Sequence[Rule]:
    return [rule for rule in plan.of_scope("row") if rule.word == word]


def diverting_masks(plan: CheckPlan) -> tuple[int, ...]:
    """Return, per word, the bits that keep a row out of the table; the others are warnings."""
    return _masks(plan, plan.rules)


def _masks(plan: CheckPlan, rules: Sequence[Rule]) -> tuple[int, ...]:
    masks = [0] * plan.words
    for rule in rules:
        if rule.diverts:
            masks[rule.word] |= rule.mask
    return tuple(masks)


def diverted(plan: CheckPlan) -> str:
    """Return SQL that is true for a classified row that is kept out of the table."""
    return _any_of(diverting_masks(plan))


def is_as_it_came(plan: CheckPlan) -> str:
    """Return SQL that is true for a diverted row whose `_row` has the columns and types of its source.

    A row that was diverted for a duplicated key alone has those of the contract. The source has no undeclared column.
    """
    return _any_of(_masks(plan, plan.of_scope("row")))


def _any_of(every: Sequence[int]) -> str:
    masks = enumerate(every)
    return " OR ".join(f"{bits_column(word)} & {mask}::BIGINT <> 0" for word, mask in masks if mask) or "false"


def reasons_expression(plan: CheckPlan) -> str:
    """Return SQL that turns a classified row's bits into the list of the ids of the rules that it breaks."""
    rules = plan.of_scope("row", "key")
    asked = [f"CASE WHEN {bits_column(r.word)} & {r.mask}::BIGINT <> 0 THEN {string(r.id)} END" for r in rules]
    return f"list_filter([{', '.join(asked)}]::VARCHAR[], lambda r: r IS NOT NULL)"

"""The check compiler: from a contract to rules, to DuckDB SQL, to what came of them."""

from governance.checks.aggregate import Older, aggregate, older_rows, sql_measures
from governance.checks.carry import Carried, carried_plan, carry, rest_of
from governance.checks.classify import (
    classify,
    convert,
    diverted,
    diverting_masks,
    is_as_it_came,
    reasons_expression,
)
from governance.checks.columns import judge_columns
from governance.checks.compile import compile_checks, compile_table
from governance.checks.judge import judge
from governance.checks.keys import KeyCheck, duplicates, key_check, mark_duplicates
from governance.checks.mapping import duckdb_type, parse_duckdb_type
from governance.checks.model import Check, CheckPlan, Clause, Limit, Outcome, Rule, State, Step

__all__ = [
    "Carried",
    "Check",
    "CheckPlan",
    "Clause",
    "KeyCheck",
    "Limit",
    "Older",
    "Outcome",
    "Rule",
    "State",
    "Step",
    "aggregate",
    "carried_plan",
    "carry",
    "classify",
    "compile_checks",
    "compile_table",
    "convert",
    "diverted",
    "diverting_masks",
    "duckdb_type",
    "duplicates",
    "is_as_it_came",
    "judge",
    "judge_columns",
    "key_check",
    "mark_duplicates",
    "older_rows",
    "parse_duckdb_type",
    "reasons_expression",
    "rest_of",
    "sql_measures",
]

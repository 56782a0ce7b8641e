"""From a file's columns, counted, to the columns of a contract: a proposal that a person then corrects."""

from product_templates.inference.columns import infer_columns, infer_nulls, left_out
from product_templates.inference.keys import distinct_sql, key_candidates
from product_templates.inference.profile import ColumnProfile, profile_sql, read_profiles

__all__ = [
    "ColumnProfile",
    "distinct_sql",
    "infer_columns",
    "infer_nulls",
    "key_candidates",
    "left_out",
    "profile_sql",
    "read_profiles",
]

"""What `trellis new` makes: typed answers in, a product's files out; and answers proposed from the columns of a file."""

from product_templates.inference import (
    ColumnProfile,
    distinct_sql,
    infer_columns,
    infer_nulls,
    key_candidates,
    left_out,
    profile_sql,
    read_profiles,
)
from product_templates.interview import answer_faults, complete_answers, next_question
from product_templates.plan import Plan
from product_templates.provenance import load_answers
from product_templates.questions import Question
from product_templates.render import Rendered, render
from product_templates.template import Template, list_templates, load_template

__all__ = [
    "ColumnProfile",
    "Plan",
    "Question",
    "Rendered",
    "Template",
    "answer_faults",
    "complete_answers",
    "distinct_sql",
    "infer_columns",
    "infer_nulls",
    "key_candidates",
    "left_out",
    "list_templates",
    "load_answers",
    "load_template",
    "next_question",
    "profile_sql",
    "read_profiles",
    "render",
]

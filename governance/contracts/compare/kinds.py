"""The sorts of change: the code each is reported under, why it is graded as it is, and whether it is more than words."""

from typing import NamedTuple

__all__ = ["KINDS", "Kind"]


class Kind(NamedTuple):
    """`minor` when a change of this sort needs a new minor version even if nobody is hurt."""

    code: str
    why: str
    minor: bool = True


KINDS: dict[str, Kind] = {
    "column-added": Kind("TRL310", "nobody relies on it yet"),
    "column-removed": Kind("TRL311", "every query that names it fails"),
    "column-renamed": Kind("TRL311", "every query that names it fails"),
    "columns-reordered": Kind("TRL310", "columns are found by name", minor=False),
    "type-changed": Kind("TRL312", "values can no longer be read as they were"),
    "type-widened": Kind("TRL312", "every reader of the narrow type can read the wide one"),
    "unit-changed": Kind("TRL312", "sums and comparisons silently mean something else"),
    "nullability-loosened": Kind("TRL313", "readers of a required column do not look for nulls"),
    "nullability-tightened": Kind("TRL313", "there are fewer cases to handle"),
    "values-loosened": Kind("TRL314", "values may come that readers do not reckon with"),
    "values-tightened": Kind("TRL314", "there are fewer cases to handle"),
    "values-changed": Kind("TRL314", "some values are new and some no longer come"),
    "primary-key-changed": Kind("TRL315", "joins on the key multiply rows"),
    "uniqueness-loosened": Kind("TRL315", "joins on the column multiply rows"),
    "uniqueness-tightened": Kind("TRL315", "there are fewer cases to handle"),
    "partition-changed": Kind("TRL315", "queries stay right and may become slow"),
    "relationship-loosened": Kind("TRL315", "a join may lose rows"),
    "relationship-tightened": Kind("TRL315", "there are fewer cases to handle"),
    "quality-loosened": Kind("TRL316", "what was kept out before may come in"),
    "quality-tightened": Kind("TRL316", "there are fewer cases to handle"),
    "quality-changed": Kind("TRL316", "whether the rule is stricter or looser cannot be told from its text"),
    "service-level-loosened": Kind("TRL317", "consumers plan by it, and promise on"),
    "service-level-tightened": Kind("TRL317", "consumers get more than before"),
    "service-level-changed": Kind("TRL317", "it is measured otherwise"),
    "classification-raised": Kind("TRL318", "the column is masked for readers who saw it"),
    "classification-lowered": Kind("TRL318", "the column is shown to more people"),
    "mask-changed": Kind("TRL318", "readers see other stand-ins, or more of the value"),
    "row-filter-added": Kind("TRL318", "readers lose rows"),
    "row-filter-removed": Kind("TRL318", "rows are shown to more people"),
    "purposes-narrowed": Kind("TRL318", "reads for the other purposes are refused"),
    "purposes-widened": Kind("TRL318", "the data may be used for more"),
    "status-changed": Kind("TRL319", "consumers have to plan for its end", minor=False),
    "column-deprecated": Kind("TRL319", "consumers have to plan for its end"),
    "column-reinstated": Kind("TRL319", "nobody has to leave it any more", minor=False),
    "owner-changed": Kind("TRL319", "requests go to somebody else, or to nobody", minor=False),
    "terms-changed": Kind("TRL319", "a use that was fine may not be any more"),
    "meaning-changed": Kind("TRL319", "the words have changed, and only a person can tell whether the meaning has"),
    "documentation-changed": Kind("TRL319", "nothing fails", minor=False),
    "granularity-changed": Kind("TRL320", "one row stands for something else"),
    "identity-changed": Kind("TRL320", "consumers look for it under the old name"),
    "server-changed": Kind("TRL320", "connections lead nowhere"),
    "price-raised": Kind("TRL320", "consumers have budgets"),
    "price-lowered": Kind("TRL320", "nobody minds", minor=False),
    "role-removed": Kind("TRL320", "its holders lose access"),
    "role-added": Kind("TRL320", "more people may ask for access"),
    "metadata-changed": Kind("TRL319", "nothing reads it by machine", minor=False),
}
"""Every sort of change that is told apart."""

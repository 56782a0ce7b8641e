"""TRL801 to TRL813: what comes from other tools, and what they say."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["EXCHANGE"]

EXCHANGE = (
    Rule(
        code="TRL801",
        title="Something was changed on the way in",
        why="The format that a contract was read from says less than a contract, or says it in another way; what was filled in "
        "or left out is for its owner to judge.",
        cure="Read the place that is named, and write there what is true.",
        before="`total` is a decimal without digits in the source",
        after="physicalType: DECIMAL(12,2)",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL811",
        title="Data breaks an expectation of Great Expectations",
        why="The contract asks for it, and another engine than Trellis' own found rows that do not keep it.",
        cure="Correct the data, or the contract if it asks for what was never true.",
        before="expect_column_values_to_not_be_null on `carrier`: 3 of 100 values",
        after="required: false",
    ),
    Rule(
        code="TRL812",
        title="Great Expectations could not judge a rule",
        why="It ended with an error, so nothing is known of the rule from there.",
        cure="Read its words; Trellis' own checks judge the rule all the same.",
        before="expect_column_values_to_match_regex on a column of numbers",
        after="logicalType: string",
    ),
    Rule(
        code="TRL813",
        title="A clause that Great Expectations has no expectation for",
        why="Nothing is skipped in silence: what the suite does not hold is checked by Trellis alone.",
        cure="Nothing; run `trellis check` without `--engine` for it.",
        before="relationships: [{to: catalog.articles.id}]",
        after="",
        severity=Severity.INFO,
    ),
)

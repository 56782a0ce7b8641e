"""TRL251 to TRL266: quality rules and their SQL."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["QUALITY"]

QUALITY = (
    Rule(
        code="TRL251",
        title="Not exactly one operator",
        why="A rule compares one measure with one limit; a second one would be dropped.",
        cure="Keep one operator, and write a second rule for the other.",
        before="metric: rowCount\nmustBeGreaterThan: 0\nmustBeLessThan: 10",
        after="metric: rowCount\nmustBeBetween: [1, 9]",
    ),
    Rule(
        code="TRL252",
        title="A threshold that no measure can be held against",
        why="Counts are whole numbers from 0, percentages end at 100, and the smaller bound comes first.",
        cure="Write a number that the measure can reach.",
        before="metric: nullValues\nmustBeLessThan: 0",
        after="metric: nullValues\nmustBe: 0",
    ),
    Rule(
        code="TRL253",
        title="A metric that is not measured here",
        why="`rowCount` belongs to the table, the others to a column.",
        cure="Move the rule.",
        before="- name: origin\n  quality: [{metric: rowCount, mustBeGreaterThan: 0}]",
        after="quality: [{metric: rowCount, mustBeGreaterThan: 0}]\nproperties: […]",
    ),
    Rule(
        code="TRL254",
        title="Unknown or missing arguments",
        why="A metric that does not get its arguments measures nothing, or something else.",
        cure="Give the arguments that are named.",
        before="metric: invalidValues\nmustBe: 0",
        after="metric: invalidValues\narguments: {validValues: [EWR, JFK, LGA]}\nmustBe: 0",
    ),
    Rule(
        code="TRL255",
        title="A rule that contradicts its column",
        why="A required column has no nulls to tolerate; one of the two statements is not meant.",
        cure="Remove one of them.",
        before="required: true\nquality: [{metric: nullValues, mustBeLessThan: 5, unit: percent}]",
        after="quality: [{metric: nullValues, mustBeLessThan: 5, unit: percent}]",
    ),
    Rule(
        code="TRL256",
        title="Unknown severity or unit",
        why="Whether a rule stops a publish is told from its severity, what is counted from its unit.",
        cure="Write `error` or `warning`; `rows` or `percent`.",
        before="severity: sev1\nunit: ratio",
        after="severity: error\nunit: percent",
    ),
    Rule(
        code="TRL257",
        title="Two rules of the same name",
        why="Reports and quarantine name rules; people must know which one it was.",
        cure="Give each rule its own name.",
        before="name: plausible\n…\nname: plausible",
        after="name: plausible_delay\n…\nname: plausible_distance",
    ),
    Rule(
        code="TRL258",
        title="A clause that is not enforced here",
        why="Nothing is skipped in silence: readers see that this clause is a statement only.",
        cure="Write it as a metric or an SQL rule, or leave it as a note.",
        before="type: text\ndescription: Checked by hand every Monday",
        after="type: sql\nquery: SELECT count(*) FROM {object} WHERE arrival < departure\nmustBe: 0",
        severity=Severity.INFO,
    ),
    Rule(
        code="TRL261",
        title="SQL that cannot be read",
        why="The rule could not be run.",
        cure="Correct the syntax; rules are written in Trino's dialect.",
        before="query: SELECT count( FROM {object}",
        after="query: SELECT count(*) FROM {object}",
    ),
    Rule(
        code="TRL262",
        title="SQL that is not one SELECT",
        why="A rule measures; it changes nothing, and runs no second statement.",
        cure="Write one SELECT.",
        before="query: DROP TABLE flights",
        after="query: SELECT count(*) FROM {object}",
    ),
    Rule(
        code="TRL263",
        title="SQL that reads beyond its table",
        why="Whoever writes a contract must not read files, other tables or settings of the machine that checks it.",
        cure="Read from `{object}` alone; for other ports there are relationships.",
        before="query: SELECT count(*) FROM read_csv('/etc/passwd')",
        after="query: SELECT count(*) FROM {object}",
    ),
    Rule(
        code="TRL264",
        title="SQL about columns or placeholders that do not exist",
        why="The rule would fail with every run.",
        cure="Name a column of the table; `{object}` is the table, `{property}` the column that the rule stands at.",
        before="query: SELECT max(delay) FROM {table}",
        after="query: SELECT max(dep_delay) FROM {object}",
    ),
    Rule(
        code="TRL265",
        title="SQL that does not yield one value",
        why="The value is compared with the operator's; of several, which?",
        cure="Write an aggregate, and no GROUP BY on the outside.",
        before="query: SELECT origin FROM {object}",
        after="query: SELECT count(DISTINCT origin) FROM {object}",
    ),
    Rule(
        code="TRL266",
        title="SQL that is not run here",
        why="Rules, transforms and queries share one grammar and one list of functions, which DuckDB and Trino answer alike; "
        "what is not on it is not passed on to an engine.",
        cure="Write it with the functions that are named, or measure something simpler.",
        before="query: SELECT max(soundex(carrier)) FROM {object}",
        after="query: SELECT max(upper(carrier)) FROM {object}",
    ),
)

"""`checks.md`: what becomes of every clause of a contract, by compiling one that holds them all."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from governance.checks import Rule, State, compile_checks
from governance.checks.report import dispositions
from governance.checks.report.dispositions import Disposition
from governance.contracts import load_contract
from tests.docs.pages.markdown import document, table

__all__ = ["EVERY_CLAUSE", "page"]

EVERY_CLAUSE = Path(__file__).parents[1] / "every_clause.odcs.yaml"
_INTRO = """\
Every clause of a contract is *enforced*, *not enforceable* here, or *skipped* because it asks for nothing; none is passed
over in silence. `trellis check --report PATH` says it of your own contract, clause by clause.

- A broken rule on a **row** or a **key** diverts the row to quarantine with the rule's name; the other rows are published.
- A broken rule on the **table** refuses the run: nothing of it is shown.
- With `severity: warning` the row is published and the run says so.

## What is asked of the data

These are the rules that a contract with each of these clauses compiles to."""
_STATES = {State.ENFORCED: "enforced", State.NOT_ENFORCEABLE: "not enforceable", State.SKIPPED: "skipped"}
_PLACES = {
    "CONTRACT": "of the contract",
    "DESCRIPTION": "of `description`",
    "TABLE": "of a schema object",
    "PROPERTY": "of a column",
    "OPTIONS": "of `logicalTypeOptions`",
    "NESTED": "inside a column",
    "CUSTOM": "custom properties of the vendor `trellis`",
    "SERVICE_LEVELS": "of `slaProperties`",
    "ENTRY": "beside a rule or a service level",
}


def page() -> str:
    """Return the page."""
    contract = load_contract(EVERY_CLAUSE.read_text(), EVERY_CLAUSE.name).contract
    if contract is None:
        raise ValueError(f"{EVERY_CLAUSE.name} has errors; `trellis check` shows them")
    rules = table(("rule", "what it asks", "of", "dimension"), map(_rule, compile_checks(contract).rules))
    return document("Checks", _INTRO, rules, "## Every other clause", *_others())


def _rule(rule: Rule) -> tuple[str, str, str, str]:
    weight = " (warns)" if rule.severity == "warning" else ""
    return f"`{rule.id}`", rule.title, f"{rule.scope}{weight}", rule.dimension


def _others() -> Iterator[str]:
    for name, words in _PLACES.items():
        found: Mapping[str, Disposition] = getattr(dispositions, name)
        rows = [
            (f"`{key}`", _STATES[one.state], f"by {one.by}" if one.by else one.reason) for key, one in found.items()
        ]
        yield f"### {words[0].upper()}{words[1:]}"
        yield table(("clause", "state", "by what, or why not"), rows)

"""What an engine of others finds, told at the clause that asks for it."""

from pathlib import Path

import pytest

from governance.contracts import load_contract
from governance.suites import suite_of
from sidecar.tools.validate import Measure, findings_of

CONTRACT = Path(__file__).parents[3] / "docs" / "every_clause.odcs.yaml"


@pytest.fixture(scope="module")
def told():
    contract = load_contract(CONTRACT.read_bytes(), "orders.odcs.yaml").contract
    measures = [
        Measure(rule="state.enum", passed=False, broken=3),
        Measure(rule="line.minimum", passed=False, broken=None, error="it broke"),
        Measure(rule="line.maximum", passed=True, broken=0),
    ]
    found = findings_of(contract, suite_of(contract), {one.rule: one for one in measures})
    return {(one.code, one.message): one for one in found}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TRL811", "`state` is one of `open`, `sent`; 3 do not keep it"),
        ("TRL812", "`line` is at least 1: it broke"),
        ("TRL813", "`article` is a `catalog.articles.id`: it looks at one table at a time"),
    ],
)
def test_each_rule_is_told_at_its_line(told, code, words):
    found = [one for (kind, message), one in told.items() if kind == code and message.startswith(words)]
    assert [one.line > 1 for one in found] == [True]


def test_a_rule_that_holds_is_not_mentioned(told):
    assert not [message for _, message in told if message.startswith("`line` is at most")]

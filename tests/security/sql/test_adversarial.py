"""The written cases: what must be refused, what must not differ between the twins, what must end within its bounds."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from governance.errors import TrellisError
from tests.security.sql.attacks import DENIED, HARMLESS, SAME
from tests.security.sql.twins import CANARY, POLICY_TEXT

CASES = YAML(typ="safe").load(Path(__file__).with_name("adversarial_sql.yaml").read_text())["cases"]


def _text(case):
    """The case's query over the governed table, which has a domain here."""
    return re.sub(r"(?<![\w.\"])customers\b", "sales.customers", case["sql"])


def _cases(*expectations):
    return [pytest.param(_text(case), id=case["id"]) for case in CASES if case["expect"] in expectations]


def keeps_secrets(outcome):
    seen = outcome.text + outcome.rows.decode(errors="replace")
    return CANARY not in seen and not any(word in outcome.text for word in POLICY_TEXT)


@pytest.mark.parametrize("text", [*_cases("deny"), *DENIED])
def test_what_must_be_refused_is_refused_before_it_runs(twins, text):
    with pytest.raises(TrellisError) as refusal:
        twins[0].rewritten(text)
    assert refusal.value.hint
    assert not any(word in refusal.value.message for word in (CANARY, *POLICY_TEXT))


@pytest.mark.parametrize("text", [*_cases("same", "bound"), *SAME])
def test_the_twins_answer_the_same_bytes(twins, in_worker, text):
    first, second = (twin.ask(text, in_worker) for twin in twins)
    assert first == second
    assert keeps_secrets(first)


@pytest.mark.parametrize("text", SAME)
def test_an_attack_that_is_valid_sql_is_answered_or_fails_by_a_code(twins, in_worker, text):
    outcome = twins[0].ask(text, in_worker)
    assert outcome.ran or outcome.case.startswith(("query-", "sql-", "column-"))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_looks_like_an_attack_but_is_none_is_answered(twins, in_worker, text):
    assert twins[0].ask(text, in_worker).ran


def _fields(name):
    """A row of two fields out of UNNEST, where names of fields stand in the statement that runs."""
    return f"""UNNEST(CAST(ARRAY[ROW(1, 1)] AS array(row("a" integer, "{name}" integer))))"""


def test_the_name_of_a_field_does_not_make_the_text_around_a_table_a_value(twins, in_process):
    opened, closed = "a'))) AS c9, $x$", "$x$ AS c2) AS t --"
    table = "(SELECT badge FROM sales.customers) c"
    text = f"SELECT t.y FROM {_fields(opened)} AS t(x, y) CROSS JOIN {table} CROSS JOIN {_fields(closed)} AS v(x, y)"
    outcome = twins[0].ask(text, in_process)
    assert outcome.ran
    assert b"read_parquet" not in outcome.rows
    assert b"sha256" not in outcome.rows


def test_the_name_of_a_field_does_not_read_a_table_past_its_masks_and_filter(twins, in_process):
    name = f"a'))) AS c9, r.region || r.email || r.pin AS c2 FROM read_parquet(['{twins[0].files[0]}']) AS r) AS t --"
    outcome = twins[0].ask(f"SELECT t.y FROM {_fields(name)} AS t(x, y) CROSS JOIN sales.customers c", in_process)
    assert outcome.ran
    assert keeps_secrets(outcome)


@pytest.mark.parametrize("item", ["c.id IN (SELECT id FROM crm.leads)", "c.id > (SELECT min(id) FROM sales.customers)"])
def test_a_table_that_is_written_twice_and_read_once_is_answered(twins, in_process, item):
    assert twins[0].ask(f"SELECT array_agg({item}) FROM sales.filtered c", in_process).ran


def test_every_case_of_the_file_is_used():
    assert {case["expect"] for case in CASES} == {"deny", "same", "bound"}
    assert len(CASES) >= 60


def test_there_are_enough_attacks_of_our_own():
    assert len(DENIED) + len(SAME) >= 160

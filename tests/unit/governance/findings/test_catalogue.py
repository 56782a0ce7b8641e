"""The catalogue is complete, reads well, and every code in it is really produced."""

import re
from pathlib import Path

import pytest

from governance.errors import NotFound
from governance.findings import CATALOGUE, catalogue_page, explain, severity_of
from tests.style.tree import sources

RULES = list(CATALOGUE.values())
PRODUCED = re.compile(r"\"(?:TRL\d{3} ?)+\"|TRL\d{3}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_why_and_what_to_do(rule):
    assert re.fullmatch(r"TRL[1-8]\d\d", rule.code)
    assert not rule.title.endswith(".")
    assert rule.why.endswith((".", "?"))
    assert rule.cure.endswith(".")
    assert rule.before != rule.after


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_explained_with_an_example(rule):
    page = explain(rule.code.lower())
    assert page.startswith(f"# {rule.code}: {rule.title} ({rule.severity})\n")
    assert all(f"    {line}".rstrip() in page for line in rule.before.splitlines())


def test_an_unknown_code_says_where_codes_come_from():
    with pytest.raises(NotFound) as refused:
        explain("TRL999")
    assert refused.value.hint == f"codes run from `{min(CATALOGUE)}` to `{max(CATALOGUE)}`; a finding names its own"


def test_the_page_of_the_documentation_holds_every_rule_once():
    titles = re.findall(r"^### (TRL\d{3}): ", catalogue_page(), flags=re.MULTILINE)
    assert titles == sorted(CATALOGUE)


def test_every_code_that_the_source_names_is_in_the_catalogue():
    named = {code for path in sources() for code in re.findall(r"TRL\d{3}", path.read_text())}
    assert named - set(CATALOGUE) == set()


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_a_code_is_produced_somewhere_outside_the_catalogue(code):
    places = [path for path in sources() if "catalogue" not in path.parts and code in path.read_text()]
    assert places


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_a_code_is_expected_by_a_test(code):
    own = Path(__file__)
    tests = (path for path in own.parents[2].rglob("test_*.py") if path != own)
    assert any(code in path.read_text() for path in tests)


def test_errors_are_what_an_enforcer_would_stumble_over():
    assert severity_of("TRL263") == "error"
    assert severity_of("TRL503") == "warning"
    assert severity_of("TRL608") == "info"

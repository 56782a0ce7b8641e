"""If a user can see it, the reference has it."""

import ast
import re

import click
import pytest

from governance.checks import compile_checks
from governance.checks.predicates.violation import _MAKERS
from governance.checks.rules.columns import _OPTIONS
from governance.contracts import load_contract
from governance.findings import CATALOGUE
from governance.policy import policies
from governance.sql.functions import FUNCTIONS, REFUSED
from platform_api.cli import failures
from platform_api.client import Mesh
from platform_api.home import Home
from platform_api.reference.problems import problem_pages
from platform_api.settings import Settings
from tests.docs.pages.checks import EVERY_CLAUSE
from tests.docs.pages.cli import commands
from tests.docs.pages.settings import OTHERS, variable
from tests.docs.pages.sql import FAMILIES
from tests.docs.tree import REFERENCE
from tests.style.tree import sources

COMMANDS = commands()


def page(name):
    return (REFERENCE / f"{name}.md").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options_and_an_example(name):
    section = page("cli").partition(f"### trellis {name}\n")[2].partition("\n### ")[0]
    options = [one for one in COMMANDS[name].params if isinstance(one, click.Option)]
    assert COMMANDS[name].help
    assert COMMANDS[name].epilog.startswith("Example: ")
    assert [one.name for one in options if not one.help and f"`{one.opts[0]}" not in section] == []
    assert COMMANDS[name].epilog.removeprefix("Example: ") in section


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name):
    options = [one for one in COMMANDS[name].params if isinstance(one, click.Option) and not one.hidden]
    assert [one.opts[0] for one in options if not one.help] == []


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented_and_says_what_it_is_for(field):
    assert Settings.model_fields[field].description
    assert f"`{variable(field)}`" in page("settings")


def test_every_variable_that_the_code_reads_is_documented():
    used = {name for path in sources() for name in re.findall(r"_?TRELLIS_[A-Z_]*[A-Z]", path.read_text())}
    assert sorted(used - {*map(variable, Settings.model_fields), *OTHERS}) == []


def slugs_in_sources():
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "slug" and isinstance(node.value, ast.Constant):
                yield node.value.value


def test_every_problem_that_can_be_met_has_a_page():
    documented = set(re.findall(r"^## `([a-z0-9-]+)`: ", page("problems"), re.MULTILINE))
    assert documented == set(problem_pages())
    assert sorted(set(slugs_in_sources()) - documented) == []


def test_every_query_failure_has_a_page():
    from sidecar.query.failures import CODES

    assert {f"query-{code.replace('_', '-')}" for code in CODES} <= set(problem_pages())


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_finding_is_documented(code):
    assert f"### {code}: {CATALOGUE[code].title} (" in page("findings")


@pytest.mark.parametrize("slug", [one.slug for one in policies()])
def test_every_policy_is_documented(slug):
    assert page("policies").count(f"### `{slug}`\n") == 1


def test_every_function_of_sql_is_documented_once():
    assert sorted(name for family in FAMILIES.values() for name in family) == sorted(FUNCTIONS)
    assert [name for name in (*FUNCTIONS, *REFUSED) if f"| `{name}` |" not in page("sql")] == []


def test_every_public_method_of_the_client_is_documented():
    methods = [name for name in vars(Mesh) if not name.startswith("_")]
    assert [
        name for name in ("connect", *(f"mesh.{one}" for one in methods)) if f"## `{name}`\n" not in page("python")
    ] == []


def test_the_contract_with_every_clause_has_every_clause():
    contract = load_contract(EVERY_CLAUSE.read_text(), EVERY_CLAUSE.name).contract
    asked = {rule.check.kind for rule in compile_checks(contract).rules}
    assert sorted((set(_MAKERS) | set(_OPTIONS)) - asked) == []


def test_every_exit_code_is_documented():
    names = ("OK", "FINDINGS", "CRASH", "REFUSED", "SIGN_IN", "INTERRUPTED")
    assert [name for name in names if f"\n| {getattr(failures, name)} | " not in page("exit-codes")] == []
    assert [case for case in failures._REFUSALS if f"`{case}`" not in page("exit-codes")] == []


@pytest.mark.parametrize("folder", ["keys", "tokens", "warehouse", "work"])
def test_every_folder_of_a_home_is_documented(folder, tmp_path):
    assert getattr(Home(tmp_path), folder).name == folder
    assert f"| `{folder}/" in page("files")


def test_the_example_of_explaining_a_policy_names_one_that_there_is():
    assert COMMANDS["policy explain"].epilog.split()[-1] in {one.slug for one in policies()}

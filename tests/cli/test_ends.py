"""How a command ends: one scheme of exit codes, a hint with every refusal, and no code from the outside for the terminal."""

import json
import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import click
import pytest

from governance import errors
from governance.findings import CATALOGUE
from platform_api.cli.failures import exit_code_of
from platform_api.cli.table import COMMANDS, Entry
from tests.cli.conftest import ROOT, Done
from tests.factories.processes import PROGRAM


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NotFound("x"), 1),
        (errors.Invalid("x"), 1),
        (errors.Unavailable("x"), 1),
        (errors.Conflict("x"), 1),
        (errors.Conflict("x", slug="breaking-change"), 3),
        (errors.Conflict("x", slug="expectations-unmet"), 3),
        (errors.Denied("x"), 3),
        (errors.SignInNeeded("x"), 4),
    ],
)
def test_a_failure_has_the_exit_code_of_its_kind(error, code):
    assert exit_code_of(error) == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--version",), 0),
        (("explain", "TRL101"), 0),
        (("explain", "TRL999"), 1),
        (("list", "products"), 1),
        (("list", "nonsense"), 2),
        (("query",), 2),
        (("new", "source-aligned"), 2),
        (("--url", "http://127.0.0.1:1", "list", "products"), 4),
        (("--url", "http://127.0.0.1:1", "token"), 4),
    ],
)
def test_a_command_ends_with_the_code_of_the_scheme(arguments, code, trellis):
    assert trellis(*arguments).code == code


def test_somebody_unknown_has_to_sign_in(trellis, home):
    done = trellis("--home", home, "--as", "nobody", "list", "products")
    assert done.code == 4
    assert "does not know `nobody`" in done.err


def test_a_policy_that_says_no_is_a_refusal_with_its_reason(trellis, home):
    done = trellis("--home", home, "--as", "bo", "grant", "sales.orders", "--to", "bo", "--purpose", "planning")
    assert done.code == 3
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert "hint: " in done.err


@pytest.fixture
def crashing(monkeypatch):
    """A command that is in the table and nowhere else."""
    monkeypatch.setitem(COMMANDS, "crash", Entry("Operate", "no_such_module", ""))


@pytest.mark.usefixtures("crashing")
def test_a_crash_is_told_without_a_traceback(trellis):
    done = trellis("crash")
    assert done.code == 2
    assert done.err.startswith("error: Trellis has crashed: ModuleNotFoundError: ")
    assert "trellis --debug" in done.err
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("crashing")
def test_debug_shows_where_a_crash_was(trellis):
    with pytest.raises(ModuleNotFoundError):
        trellis("--debug", "crash")


def test_an_interrupted_command_ends_with_130_and_says_nothing(trellis, monkeypatch):
    @click.command()
    def command():
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setitem(COMMANDS, "wait", Entry("Operate", "wait", ""))
    monkeypatch.setitem(sys.modules, "platform_api.cli.commands.wait", SimpleNamespace(command=command))
    assert trellis("wait") == Done(130, "", "")


def test_a_failure_says_what_to_do_next(trellis, place):
    done = trellis("list", "products")
    assert done.out == ""
    assert done.err.splitlines()[0] == f"error: There is no mesh in `{place / 'home'}`"
    assert done.err.splitlines()[2].startswith("hint: `trellis demo`")


@pytest.mark.parametrize("option", [("--json",), ("--format", "json"), ("--format=json",)])
def test_a_failure_is_json_for_those_who_asked_for_json(option, trellis):
    error = json.loads(trellis("list", "products", *option).err)["error"]
    assert error["code"] == "no-home"
    assert error["message"].startswith("There is no mesh in")
    assert error["hint"]


def test_a_usage_error_is_json_for_those_who_asked_for_json(trellis):
    error = json.loads(trellis("lst", "--json").err)["error"]
    assert error == {
        "code": "usage",
        "message": "No such command 'lst'. Did you mean `list`?",
        "hint": "trellis --help",
    }


def test_control_characters_in_a_failure_are_shown_not_carried_out(trellis):
    done = trellis("explain", "\x1b[31mred\x07")
    assert "\x1b" not in done.err
    assert "\\x1b[31mred\\x07" in done.err.lower()


def test_a_reader_that_goes_away_is_no_crash(place):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*PROGRAM, "explain"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        process.stdout.close()  # before anything was written
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""


def test_a_shell_can_ask_how_a_line_goes_on(program):
    done = program(_TRELLIS_COMPLETE="bash_complete", COMP_WORDS="trellis pub", COMP_CWORD="1")
    assert (done.code, done.out) == (0, "plain,publish\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["explain", "TRL101"], 0),
        (["explain", "TRL999"], 1),
        (["nonsense"], 2),
        (["--url", "http://127.0.0.1:1", "token"], 4),
    ],
)
def test_the_process_ends_with_the_code_of_its_command(arguments, code, program):
    done = program(*arguments)
    assert done.code == code
    assert bool(done.out) == (code == 0)
    assert bool(done.err) == (code != 0)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained(code, trellis):
    shown = trellis("explain", code.lower())
    assert shown.code == 0
    assert shown.out.startswith(f"# {code}: ")
    assert "Instead of" in shown.out


def test_without_a_code_all_of_them_are_listed(trellis):
    assert [line.split()[0] for line in trellis("explain").out.splitlines()] == list(CATALOGUE)


def test_a_query_that_is_not_utf8_is_refused_by_the_name_of_its_file(trellis, home, place):
    (place / "latin.sql").write_bytes("SELECT 'größe'".encode("latin-1"))
    done = trellis("--home", home, "query", "-f", "latin.sql")
    assert (done.code, "error: `latin.sql` is not UTF-8 text" in done.err) == (1, True)


@pytest.mark.services
def test_a_package_that_only_begins_like_the_one_of_a_products_policies_is_built_as_it_says(trellis, place):
    (place / "rules").mkdir()
    marked = "package local.readers\n\n# METADATA\n# entrypoint: true\nallow if input.x == 1\n"
    (place / "rules" / "a.rego").write_text(marked)
    done = trellis("policy", "build", "rules")
    assert (done.code, done.out) == (0, "rules/bundle\n"), done.err


@pytest.mark.services
@pytest.mark.parametrize(
    ("text", "code"), [("package x\n\na if {\n\tb ==\n}\n", "TRL405"), ("package x\na := 1\n", "TRL406")]
)
def test_policies_that_cannot_be_tested_are_told_of_in_the_form_that_was_asked_for(text, code, trellis, place):
    (place / "rules").mkdir()
    (place / "rules" / "a.rego").write_text(text)
    done = trellis("policy", "test", "rules", "--output-format", "json")
    assert (done.code, [one["code"] for one in json.loads(done.out or "[]")]) == (1, [code]), done.err


@pytest.mark.services
def test_what_opa_says_over_several_lines_is_told_with_its_tabs(trellis, place):
    (place / "a.rego").write_text("package x\n\na if {\n\tb ==\n}\n")
    done = trellis("policy", "fmt", "a.rego")
    assert (done.code, "\t^" in done.err, "\\x09" in done.err) == (1, True, False)

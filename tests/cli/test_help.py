"""What a person sees before anything runs: the help, quickly, and the nearest word for a wrong one."""

import json
import subprocess
import sys
from importlib.metadata import version

import click
import pytest

from platform_api.cli.program import trellis as group
from platform_api.cli.table import COMMANDS, SECTIONS

HEAVY = ["duckdb", "pyiceberg", "fastapi", "pydantic", "pyarrow", "sqlglot", "rich", "sqlalchemy", "wasmtime", "httpx"]
LOADED = (
    "import atexit, json, sys\n"
    "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
    "from platform_api.cli import main\n"
    "main()"
)


def commands(found, path=()):
    """Yield every command with its words, those inside groups included."""
    for name in found.list_commands(click.Context(found)):
        command = found.get_command(click.Context(found), name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_can_be_imported_and_stands_in_the_help(name, trellis):
    assert group.get_command(click.Context(group), name).name == name
    assert COMMANDS[name].section in SECTIONS
    assert f"  {name} " in trellis("--help").out


def test_every_command_says_what_it_does_and_shows_an_example():
    for words, command in commands(group):
        assert command.help, words
        start = "Example: trellis "
        assert command.epilog.startswith(start) or f"$({start.split()[1]} {words[0]})" in command.epilog, words
        assert " ".join(words) in command.epilog


def test_every_option_says_what_it_is_for():
    lacking = [
        (*words, option.name)
        for words, command in commands(group)
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not isinstance(option.type, click.Choice)
    ]
    assert lacking == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_opens_no_home(name, trellis, place):
    shown = trellis(name, "--help")
    assert shown.code == 0
    assert "Example: " in shown.out
    assert list(place.iterdir()) == []


def test_the_help_of_the_program_imports_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", LOADED, "--help"], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr))
    assert "click" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_the_version_is_that_of_the_package(trellis):
    assert trellis("--version").out == f"trellis, version {version('trellis-mesh')}\n"


@pytest.mark.parametrize(("typed", "near"), [("publsh", "publish"), ("lineag", "lineage"), ("docter", "doctor")])
def test_an_unknown_command_is_told_the_nearest_one(typed, near, trellis):
    done = trellis(typed)
    assert done.code == 2
    assert f"Did you mean `{near}`?" in done.err


def test_a_word_that_is_near_nothing_is_left_alone(trellis):
    assert "Did you mean" not in trellis("xyzzy").err

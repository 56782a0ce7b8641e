"""Two ways to run the command line: in this process, which is quick, and as the program that a person starts."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from platform_api.cli.program import run
from tests.factories.processes import PROGRAM

ROOT = Path(__file__).parents[2]
PEOPLE = ("--set", "team=shops", "--set", "owner=ana", "--set", "contact=shops@example.org")
ABOUT = (*PEOPLE, "--set", "description=What was ordered in all shops")


@dataclass(frozen=True)
class Done:
    """What a command left with, printed and said."""

    code: int
    out: str
    err: str


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty working directory, with a home in it that does not exist yet."""
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("TRELLIS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRELLIS_HOME", str(folder / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


@pytest.fixture
def trellis(place, capsys):
    """Run a command in this process."""

    def ran(*arguments):
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        return Done(code, *capsys.readouterr())

    return ran


@pytest.fixture
def program(place):
    """Run a command in a process of its own."""

    def ran(*arguments, **variables):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        done = subprocess.run(
            [*PROGRAM, *arguments], capture_output=True, text=True, env=environment, timeout=60, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return ran


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A mesh of two products, of different people, on files of their own."""
    folder = tmp_path_factory.mktemp("mesh")
    (folder / "orders.csv").write_text("id,shop,amount\n1,north,5\n2,south,7\n3,north,1\n")
    (folder / "shops.csv").write_text("shop,city\nnorth,Oslo\nsouth,Rome\n")
    for product, owner in (("sales/orders", "ana"), ("places/shops", "bo")):
        domain, name = product.split("/")
        people = ("--set", f"team={domain}_team", "--set", f"owner={owner}", "--set", f"contact={domain}@example.org")
        made = ("new", "source-aligned", product, str(folder / product), "--source", str(folder / f"{name}.csv"))
        assert run([*made, *people, "--set", "description=What there is"]) == 0
        assert run(["--home", str(folder / "home"), "publish", str(folder / product)]) == 0
    return folder / "home"

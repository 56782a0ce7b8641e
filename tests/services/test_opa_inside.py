"""OPA as WebAssembly: built twice alike, carried by the wheel, and what the commands of the prompt do with it."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from governance.opa.artifact import SOURCE, find_artifact
from governance.opa.build import compile_go
from governance.policy.bundle import STOCK
from tests.services import install

pytestmark = pytest.mark.services
ROOT = Path(__file__).parents[2]
LOCAL = 'package local.read\n\nmasks contains {"column": "a", "kind": "null", "policy": "p"} if input.purpose == "x"\n'
TEST = (
    'package local.read_test\n\nimport data.local.read\n\ntest_it if count(read.masks) == 1 with input.purpose as "x"\n'
)


@pytest.mark.timeout(1200)
def test_the_same_go_gives_the_bytes_that_are_carried(tmp_path):
    compile_go(tmp_path / "opa.wasm")
    assert (tmp_path / "opa.wasm").read_bytes() == find_artifact().wasm()


def test_go_is_formatted():
    assert subprocess.run(["gofmt", "-l", "."], cwd=SOURCE, capture_output=True, check=True).stdout == b""


def trellis(*arguments, folder, environment=None):
    script = "import sys; from platform_api.cli import main; main()"
    command = [sys.executable, "-c", script, "policy", *map(str, arguments)]
    home = {"PATH": "", "HOME": str(Path.home()), "PYTHONPATH": str(ROOT), **(environment or {})}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=home)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "read.rego").write_text(LOCAL)
    (tmp_path / "read_test.rego").write_text(TEST)
    return tmp_path


def test_policies_are_checked_tested_and_built_with_nothing_on_the_path(folder):
    checked = trellis("check", ".", folder=folder)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "1 passed, 0 failed" in trellis("test", ".", folder=folder).stderr
    built = trellis("build", ".", "-o", "out", folder=folder)
    assert (built.returncode, built.stdout) == (0, "out\n")
    assert json.loads((folder / "out" / "manifest.json").read_text())["entrypoints"] == ["local/read"]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_what_is_wrong_is_told_in_every_form(folder, form):
    (folder / "read.rego").write_text(LOCAL + "\nx := http.send({})\n")
    told = trellis("check", ".", "--output-format", form, folder=folder)
    assert told.returncode == 1
    assert "TRL405" in told.stdout
    assert "undefined function http.send" in told.stdout


def test_formatting_says_what_it_does_and_does_it(folder):
    (folder / "read.rego").write_text(LOCAL.replace(" := ", ":=").replace("\n\n", "\n"))
    assert trellis("fmt", "--check", ".", folder=folder).returncode == 1
    assert trellis("fmt", ".", folder=folder).stdout == "read.rego\n"
    assert (folder / "read.rego").read_text() == LOCAL
    assert trellis("fmt", "--check", ".", folder=folder).returncode == 0


def test_a_test_that_fails_has_its_place(folder):
    (folder / "read_test.rego").write_text(TEST.replace("== 1", "== 2"))
    told = trellis("test", ".", "--output-format", "github", folder=folder)
    assert told.returncode == 1
    assert "read_test.rego,line=5" in told.stdout


@pytest.mark.parametrize(("threshold", "code"), [("0", 0), ("100", 0)])
def test_coverage_is_told_of_each_file(folder, threshold, code):
    told = trellis("coverage", ".", "--format", "json", "--threshold", threshold, folder=folder)
    assert (told.returncode, json.loads(told.stdout)["files"]["read.rego"]) == (
        code,
        {"coverage": 100.0, "not_covered": []},
    )


def test_coverage_below_the_threshold_is_a_failure(folder):
    (folder / "read.rego").write_text(LOCAL + '\ndeny contains "never" if input.purpose == "y"\n')
    told = trellis("coverage", ".", "--threshold", "90", folder=folder)
    assert told.returncode == 1
    assert "read.rego" in told.stdout


def test_the_installer_leaves_what_is_there(capsys):
    assert install.main(["opa-wasi"]) == 0
    assert "inside" in capsys.readouterr().err


@pytest.mark.timeout(600)
def test_the_wheel_carries_it(tmp_path):
    command = [Path(sys.executable).with_name("uv"), "build", "--wheel", "--quiet", f"--out-dir={tmp_path}"]
    subprocess.run(command, cwd=ROOT, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {"governance/opa/bin/opa.wasm.xz", "governance/opa/bin/opa.json", "governance/opa/main.go"} <= names
    assert STOCK.name in {name.split("/")[1] for name in names if name.startswith("governance/")}

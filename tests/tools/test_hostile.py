"""What a contract, a file or a template may try inside the process of another tool, and does not get."""

import json
import os
from pathlib import Path

import pytest

from governance.contracts import load_contract
from governance.errors import Invalid, NotFound, TrellisError, Unavailable
from sidecar.confinement.landlock import available
from sidecar.tools import export_contract, import_document
from sidecar.tools.child import Job, scratch
from sidecar.tools.environment import DATACONTRACT, GREAT_EXPECTATIONS, python_of

PYTHON = "{{{{ data_contract.__init__.__globals__['__builtins__']{} }}}}"


def attempt(rich, tmp_path, template):
    (tmp_path / "t.j2").write_text(template)
    return export_contract(rich, "custom", template=str(tmp_path / "t.j2"))


@pytest.mark.parametrize(
    "act",
    ["['open']('/etc/passwd').read()", "['open']('/etc/shadow').read()", "['__import__']('os').listdir('/tmp')",
     "['open']('/proc/1/environ').read()"],
)  # fmt: skip
def test_a_template_that_runs_python_reads_no_file_of_the_machine(rich, tmp_path, act):
    assert available(), "this kernel has no Landlock, so that a tool may read whatever its user may"
    with pytest.raises(Invalid, match="PermissionError"):
        attempt(rich, tmp_path, PYTHON.format(act))


@pytest.mark.parametrize(
    "act",
    ["['__import__']('socket').socket()", "['__import__']('os').fork()", "['__import__']('subprocess').run(['/bin/true'])",
     "['__import__']('os').kill(1, 0)", "['__import__']('os').symlink('/etc/passwd', 'link')"],
)  # fmt: skip
def test_nor_does_it_reach_the_network_or_another_process(rich, tmp_path, act):
    with pytest.raises(Invalid, match="PermissionError"):
        attempt(rich, tmp_path, PYTHON.format(act))


def test_nothing_of_our_environment_goes_along(rich, tmp_path, monkeypatch):
    monkeypatch.setenv("TRELLIS_TOKEN", "very-secret")
    made = attempt(rich, tmp_path, PYTHON.format("['__import__']('os').environ"))
    assert b"very-secret" not in made
    assert b"PATH" in made


def test_what_does_not_end_is_ended(rich):
    with scratch() as folder, pytest.raises(Unavailable, match="did not end within 1 seconds"):
        job = Job(tool=DATACONTRACT, module="sidecar.backends.tools.convert", scratch=folder, seconds=1)
        job.run({"do": "export", "format": "html", "text": rich.text, "server": None, "dialect": "auto", "options": {}})


def test_an_answer_that_is_too_large_is_refused(rich):
    with scratch() as folder, pytest.raises(Invalid, match="made more than"):
        job = Job(tool=DATACONTRACT, module="sidecar.backends.tools.convert", scratch=folder, most=1000)
        job.run({"do": "export", "format": "html", "text": rich.text, "server": None, "dialect": "auto", "options": {}})


@pytest.mark.parametrize(
    "line",
    ["servers: [{server: s, type: local, path: /etc/passwd, format: csv}]",
     "servers: [{server: s, type: postgres, host: 127.0.0.1, port: 1, database: d, schema: s}]",
     "authoritativeDefinitions: [{url: 'file:///etc/passwd', type: definition}]",
     "authoritativeDefinitions: [{url: 'http://127.0.0.1:1/x', type: definition}]"],
)  # fmt: skip
def test_what_a_contract_names_is_neither_read_nor_asked(rich, line):
    contract = load_contract(rich.text + line + "\n").contract
    assert b"root:" not in export_contract(contract, "jsonschema")


@pytest.mark.parametrize("text", ["a: &a [x]\nb: [*a, *a]\n", "x" * (2 << 20), "$ref: /etc/passwd\n", "\x00"])
def test_a_text_that_is_no_contract_goes_to_no_tool(text):
    assert load_contract(text).contract is None


@pytest.mark.parametrize(
    ("form", "name", "text"),
    [
        ("jsonschema", "s.json", '{"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}'),
        ("openapi", "o.yaml", "a: &a [1,1,1,1,1,1,1,1]\n" + "".join(f"{c}: &{c} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))),
        ("odata", "m.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        ("protobuf", "p.proto", 'syntax = "proto3";\nimport "/etc/passwd";\n'),
        ("avro", "a.avsc", "not json"),
        ("excel", "e.xlsx", "PK not a zip"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_and_gives_nothing_away(tmp_path, form, name, text):
    (tmp_path / name).write_text(text)
    try:
        told = json.dumps(import_document(form, str(tmp_path / name)))
    except TrellisError as refused:
        told = refused.message
    assert "root:x" not in told


def test_a_file_named_like_sql_is_read_under_a_name_of_ours(tmp_path):
    path = tmp_path / "a'); COPY (SELECT 1) TO 'x"
    path.mkdir()
    (path / "'.csv").write_text("a\n1\n")
    assert import_document("csv", str(path / "'.csv"))["schema"][0]["properties"][0]["name"] == "a"


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_file_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((NotFound, Invalid)):
        import_document("csv", name)


@pytest.mark.parametrize("tool", [DATACONTRACT, GREAT_EXPECTATIONS], ids=lambda tool: tool.module)
def test_a_tool_that_is_missing_is_told_with_the_line_that_installs_it(tmp_path, monkeypatch, tool):
    monkeypatch.setenv("TRELLIS_TOOLS", str(tmp_path))
    with pytest.raises(Unavailable) as missing:
        python_of(tool)
    assert missing.value.case == "tool-missing"
    assert f"-m pip install '{tool.requirements[0]}'" in missing.value.hint


def test_the_tools_are_installed_where_trellis_looks():
    assert all(os.access(python_of(tool), os.X_OK) for tool in (DATACONTRACT, GREAT_EXPECTATIONS))
    assert Path(python_of(DATACONTRACT)).exists()

"""Which OPA is found: the named one, the one inside, the one on the PATH, or a hint."""

import pytest

from governance.errors import Invalid, Unavailable
from governance.opa.artifact import find_artifact
from governance.policies.build import main
from governance.policy.authoring import rego_texts, run_policy_tests
from governance.policy.bundle import STOCK
from governance.policy.local_rules import check_local_rules
from governance.policy.opa_command import OpaCommand
from governance.policy.opa_inside import OpaInside
from governance.policy.toolbox import find_tools

CARRIED = find_artifact() is not None


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.delenv("TRELLIS_OPA", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_opa_that_is_named_comes_before_all_others(nowhere, monkeypatch):
    monkeypatch.setenv("TRELLIS_OPA", "/elsewhere/opa")
    assert find_tools() == OpaCommand("/elsewhere/opa")


def test_one_that_is_named_but_is_none_is_not_replaced(nowhere, monkeypatch):
    monkeypatch.setenv("TRELLIS_OPA", str(nowhere / "nothing"))
    with pytest.raises(Unavailable, match="did not end well"):
        run_policy_tests([STOCK])


def found(folder):
    (folder / "opa").write_text("#!/bin/sh\n")
    (folder / "opa").chmod(0o755)
    try:
        return find_tools()
    finally:
        (folder / "opa").unlink()


def test_the_one_inside_comes_before_the_path_and_without_both_there_is_a_hint(nowhere, capsys):
    assert isinstance(found(nowhere), OpaInside if CARRIED else OpaCommand)
    if not CARRIED:
        with pytest.raises(Unavailable, match="needs OPA") as failure:
            find_tools()
        assert "make opa-wasi" in failure.value.hint
        assert main() == 1
        assert "hint: make opa-wasi" in capsys.readouterr().err


def test_rego_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "a.rego").write_bytes(b"package a\n\xff")
    with pytest.raises(Exception, match="UTF-8"):
        rego_texts([tmp_path])


def test_the_policy_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / "good.rego").write_text("package good\n")
    (tmp_path / "latin.rego").write_bytes("# größe\npackage latin\n".encode("latin-1"))
    with pytest.raises(Invalid, match=r"latin\.rego` is not UTF-8"):
        rego_texts([tmp_path])


@pytest.mark.parametrize(
    "text",
    [
        "package local.read\n\n_late if input.purpose == `x\ndenny contains 1`\n\ndefault _most := 3\n\nis_far(d) if d > _most\n",
        'package local.read\n\nimport data.helpers\n\n# denny\ndeny contains {\n\t"policy": "p",\n} if {\n\tinput.x\n}\n\nfilters contains 1\nmasks contains 2\n',
        "package helpers\n\nanything := 1\n",
    ],
)
def test_what_is_asked_and_what_helps_may_stand_in_a_products_own_policies(text):
    check_local_rules({"policies/read.rego": text})


@pytest.mark.parametrize("rule", ["denny contains 1", "default allow := true", "filter contains 1", 'x["y"] := 1'])
def test_a_rule_that_nobody_asks_is_refused_by_its_name(rule):
    with pytest.raises(Invalid, match="is nothing that a product's own policy is asked for"):
        check_local_rules({"policies/read.rego": f"package local.read\n\n{rule}\n"})

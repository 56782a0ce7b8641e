import lzma

import pytest

from governance.errors import Unavailable
from governance.opa.artifact import Artifact, find_artifact, source_digest
from tests.unit.governance.opa.artifacts import module, placed


def test_a_module_that_was_built_here_is_found(tmp_path):
    found = find_artifact(placed(tmp_path))
    assert (found.opa, found.wasm()) == ("1.22.0", module())


def test_where_none_was_built_there_is_none(tmp_path):
    assert find_artifact(tmp_path) is None


@pytest.mark.parametrize("name", ["opa.wasm.xz", "opa.json"])
def test_half_of_one_is_none(tmp_path, name):
    (placed(tmp_path) / "bin" / name).unlink()
    assert find_artifact(tmp_path) is None


def test_one_that_was_built_from_other_go_is_refused(tmp_path):
    (placed(tmp_path) / "main.go").write_text("package main\n")
    with pytest.raises(Unavailable, match="other Go") as failure:
        find_artifact(tmp_path)
    assert "make opa-wasi" in failure.value.hint


@pytest.mark.parametrize("name", ["go.mod", "go.sum", "tests.go"])
def test_every_file_that_it_is_built_from_counts(tmp_path, name):
    before = source_digest(placed(tmp_path))
    (tmp_path / name).write_text("other")
    assert source_digest(tmp_path) != before


@pytest.mark.parametrize("at", [0, 20, -1])
def test_one_that_did_not_arrive_whole_is_refused(tmp_path, at):
    file = placed(tmp_path) / "bin" / "opa.wasm.xz"
    held = bytearray(file.read_bytes())
    held[at] ^= 1
    file.write_bytes(held)
    with pytest.raises(Unavailable, match="arrive whole"):
        find_artifact(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"wasm": 1}', "\udcff"])
def test_a_manifest_that_makes_no_sense_is_refused(tmp_path, text):
    (placed(tmp_path) / "bin" / "opa.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Unavailable):
        find_artifact(tmp_path)


@pytest.mark.parametrize("packed", [b"", b"no xz", lzma.compress(b"another module")])
def test_what_unpacks_to_something_else_is_refused(packed):
    with pytest.raises(Unavailable, match="OPA inside"):
        Artifact(packed=packed, digest="0" * 64, opa="1").wasm()

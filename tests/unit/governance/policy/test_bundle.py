import gzip
import io
import json
import shutil
import tarfile

import pytest

from governance.errors import Unavailable
from governance.policy.bundle import STOCK, load_bundle, manifest_of, rego_bundle, rego_sources


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(STOCK, tmp_path / "policies", ignore=shutil.ignore_patterns("*.py", "__pycache__"))


def changed(folder, **changes):
    file = folder / "bundle" / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_the_committed_bundle_belongs_to_the_committed_rego():
    bundle = load_bundle()
    assert bundle.entrypoints == ("access/administer", "access/read", "evolution/evolve", "registration/register")
    assert len(bundle.revision) == len(bundle.digest) == 64


def test_a_copy_is_the_same_bundle(copy):
    assert load_bundle(copy) == load_bundle()


def test_the_bundle_is_small():
    assert len(load_bundle().wasm) < 256 << 10


def test_tests_are_no_part_of_the_bundle(copy):
    for test in copy.rglob("*_test.rego"):
        test.unlink()
    assert load_bundle(copy) == load_bundle()


@pytest.mark.parametrize("place", [0, 8, 1000, -1])
def test_a_changed_byte_of_the_wasm_is_refused(copy, place):
    file = copy / "bundle" / "policy.wasm"
    wasm = bytearray(file.read_bytes())
    wasm[place] ^= 1
    file.write_bytes(wasm)
    with pytest.raises(Unavailable, match="wasm"):
        load_bundle(copy)


def test_a_truncated_wasm_is_refused(copy):
    file = copy / "bundle" / "policy.wasm"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Unavailable):
        load_bundle(copy)


@pytest.mark.parametrize("file", ["access/read.rego", "text.rego", "privacy/rows.rego"])
def test_changed_rego_is_refused_until_it_is_built(copy, file):
    (copy / file).write_text((copy / file).read_text() + "\n# changed\n")
    with pytest.raises(Unavailable, match="sources") as failure:
        load_bundle(copy)
    assert "governance.policies.build" in failure.value.hint


def test_rego_that_was_added_or_removed_is_refused(copy):
    (copy / "extra.rego").write_text("package extra\n")
    with pytest.raises(Unavailable):
        load_bundle(copy)
    (copy / "extra.rego").unlink()
    (copy / "text.rego").unlink()
    with pytest.raises(Unavailable):
        load_bundle(copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"revision": "0" * 64},
        {"wasm": "0" * 64},
        {"sources": {}},
        {"entrypoints": None},
        {"entrypoints": ["z", "a"]},
        {"opa": None, "more": 1},
    ],
)
def test_a_manifest_that_does_not_add_up_is_refused(copy, changes):
    changed(copy, **changes)
    with pytest.raises(Unavailable):
        load_bundle(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '"x"'])
def test_a_manifest_that_is_none_is_refused(copy, text):
    (copy / "bundle" / "manifest.json").write_text(text)
    with pytest.raises(Unavailable):
        load_bundle(copy)


@pytest.mark.parametrize("file", ["policy.wasm", "manifest.json"])
def test_a_bundle_with_a_file_missing_is_refused(copy, file):
    (copy / "bundle" / file).unlink()
    with pytest.raises(Unavailable):
        load_bundle(copy)


def test_the_revision_is_that_of_the_rego_alone():
    sources = {"a.rego": "package a\n"}
    one = manifest_of(sources, b"1", entrypoints=("a",), opa="1")
    other = manifest_of(sources, b"2", entrypoints=("b",), opa="2")
    assert one["revision"] == other["revision"]
    assert one["revision"] != manifest_of({"a.rego": "package b\n"}, b"1", entrypoints=("a",), opa="1")["revision"]


def test_the_bundle_for_a_server_has_the_same_revision_and_rego():
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(rego_bundle()))) as archive:
        held = {entry.name: archive.extractfile(entry).read().decode() for entry in archive}
    manifest = json.loads(held.pop(".manifest"))
    assert manifest["revision"] == load_bundle().revision
    assert manifest["roots"] == ["access", "evolution", "privacy", "registration", "text"]
    assert held == rego_sources(STOCK)


def test_the_bundle_for_a_server_is_the_same_bytes_each_time():
    assert rego_bundle() == rego_bundle()

import os
import stat

import pytest
import wasmtime

from governance.policy import WasmEngine
from governance.policy.modules import cache_folder, compiled
from tests.unit.governance.policy.wat import bundle

WASM = bundle().wasm


@pytest.fixture
def machine():
    return wasmtime.Engine()


def kept(folder):
    return sorted(folder.glob("*.cwasm"))


def test_machine_code_is_kept_and_read_back(machine, tmp_path):
    compiled(machine, WASM, tmp_path / "c")
    (file,) = kept(tmp_path / "c")
    written = file.stat().st_mtime_ns
    assert isinstance(compiled(machine, WASM, tmp_path / "c"), wasmtime.Module)
    assert file.stat().st_mtime_ns == written


def test_what_is_kept_is_readable_by_its_owner_only(machine, tmp_path):
    compiled(machine, WASM, tmp_path / "c")
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert stat.S_IMODE(kept(tmp_path / "c")[0].stat().st_mode) == 0o600


def test_other_policies_have_other_machine_code(machine, tmp_path):
    compiled(machine, WASM, tmp_path / "c")
    compiled(machine, bundle(answer="[]").wasm, tmp_path / "c")
    assert len(kept(tmp_path / "c")) == 2


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 64, b"\0" * 4096])
def test_damaged_machine_code_is_made_again(machine, tmp_path, damage):
    compiled(machine, WASM, tmp_path / "c")
    (file,) = kept(tmp_path / "c")
    sound = file.read_bytes()
    file.write_bytes(damage)
    assert isinstance(compiled(machine, WASM, tmp_path / "c"), wasmtime.Module)
    assert file.read_bytes()[32:] == sound[32:]


def test_every_flipped_byte_is_noticed(machine, tmp_path):
    compiled(machine, WASM, tmp_path / "c")
    (file,) = kept(tmp_path / "c")
    sound = file.read_bytes()
    for place in range(0, len(sound), len(sound) // 20):
        file.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        compiled(machine, WASM, tmp_path / "c")
        assert file.read_bytes()[32:] == sound[32:]


@pytest.mark.parametrize("mode", [0o666, 0o622, 0o660])
def test_machine_code_that_others_can_write_is_not_run(machine, tmp_path, mode):
    compiled(machine, WASM, tmp_path / "c")
    (file,) = kept(tmp_path / "c")
    file.chmod(mode)
    compiled(machine, WASM, tmp_path / "c")
    assert stat.S_IMODE(kept(tmp_path / "c")[0].stat().st_mode) == 0o600


def test_machine_code_in_a_folder_that_others_can_write_is_not_run(machine, tmp_path):
    compiled(machine, WASM, tmp_path / "c")
    (file,) = kept(tmp_path / "c")
    written = file.stat().st_ino
    (tmp_path / "c").chmod(0o777)
    compiled(machine, WASM, tmp_path / "c")
    assert file.stat().st_ino != written


def test_machine_code_of_another_build_is_made_again(machine, tmp_path):
    config = wasmtime.Config()
    config.consume_fuel = True
    compiled(wasmtime.Engine(config), WASM, tmp_path / "c")
    assert isinstance(compiled(machine, WASM, tmp_path / "c"), wasmtime.Module)


def test_a_cache_that_cannot_be_written_is_done_without(machine, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert isinstance(compiled(machine, WASM, tmp_path / "file"), wasmtime.Module)
    assert isinstance(compiled(machine, WASM, None), wasmtime.Module)


def test_a_link_is_not_followed(machine, tmp_path):
    compiled(machine, WASM, tmp_path / "c")
    (file,) = kept(tmp_path / "c")
    os.rename(file, tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    compiled(machine, WASM, tmp_path / "c")
    assert not file.is_symlink()


def test_the_cache_is_where_the_user_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "trellis" / "wasm"
    WasmEngine(bundle())
    assert len(kept(cache_folder())) == 1


def test_without_a_word_from_the_user_it_is_under_the_home(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "trellis" / "wasm"

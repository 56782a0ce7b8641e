import pytest
from wasmtime import Engine, Module, wat2wasm

from governance.policy.stripping import stripped
from tests.unit.governance.policy.wat import bundle

SECTION = b"\0\x06\x04name!"


def test_custom_sections_go_and_the_rest_stays():
    plain = bytes(wat2wasm('(module (func (export "f") (result i32) (i32.const 7)))'))
    assert stripped(plain + SECTION) == stripped(plain)
    assert stripped(plain[:8] + SECTION + plain[8:]) == stripped(plain)


def test_what_is_stripped_still_runs():
    assert Module(Engine(), stripped(bundle().wasm)).imports


def test_stripping_twice_changes_nothing_more():
    once = stripped(bundle().wasm)
    assert stripped(once) == once


@pytest.mark.parametrize("length", [1, 127, 128, 300, 20_000])
def test_sections_of_every_length_are_found(length):
    name = b"\x01n" + b"x" * length
    size, encoded = len(name), b""
    while size >= 0x80:
        encoded, size = encoded + bytes([size & 0x7F | 0x80]), size >> 7
    assert stripped(b"\0asm\1\0\0\0\0" + encoded + bytes([size]) + name) == b"\0asm\1\0\0\0"

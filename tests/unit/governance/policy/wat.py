"""Modules that speak OPA's ABI and misbehave, written by hand in WebAssembly's text format."""

from hashlib import sha256

from wasmtime import wat2wasm

from governance.policy.bundle import Bundle

ANSWER = '[{"result": true}]'


def bundle(
    body="(i32.const 3000)", *, builtins="{}", answer=ANSWER, entrypoints='{"access/read": 0}', pages=2, without=""
):
    """Policies whose evaluation is `body`, which leaves the address of its answer; 3000 holds `answer`."""
    text = _TEMPLATE.format(body=body, texts=_texts(builtins, answer, entrypoints), pages=pages)
    wasm = bytes(wat2wasm(text.replace(f'(export "{without}")', "") if without else text))
    return Bundle(wasm=wasm, digest=sha256(wasm).hexdigest(), entrypoints=("access/read",), revision="r1")


def _texts(builtins, answer, entrypoints):
    held = {1000: entrypoints, 2000: builtins, 3000: answer}
    return "\n".join(f'(data (i32.const {at}) "{_escaped(text)}\\00")' for at, text in held.items())


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


_TEMPLATE = """
(module
  (import "env" "memory" (memory {pages}))
  (import "env" "opa_abort" (func $abort (param i32)))
  (import "env" "opa_builtin0" (func $builtin (param i32 i32) (result i32)))
  {texts}
  (func (export "entrypoints") (result i32) (i32.const 1000))
  (func (export "builtins") (result i32) (i32.const 2000))
  (func (export "opa_json_dump") (param i32) (result i32) (local.get 0))
  (func (export "opa_malloc") (param i32) (result i32) (i32.const 4000))
  (func (export "opa_json_parse") (param i32 i32) (result i32) (i32.const 4000))
  (func (export "opa_heap_ptr_get") (result i32) (i32.const 8192))
  (func (export "opa_eval") (param i32 i32 i32 i32 i32 i32 i32) (result i32) {body}))
"""

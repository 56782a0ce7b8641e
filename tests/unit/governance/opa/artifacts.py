"""Small programs with the doors of the OPA inside, written by hand, packed as the real one is."""

import json
import lzma
from hashlib import sha256
from pathlib import Path

from wasmtime import wat2wasm

from governance.opa.artifact import SOURCE, Artifact, source_digest

REPLY = '{"value": {"result": true}}'
_TEMPLATE = """
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 1000) "{reply}")
  (data (i32.const 2000) "{said}")
  (data (i32.const 3000) "\\d0\\07\\00\\00{length}\\00\\00\\00")
  (func (export "_initialize"))
  (func (export "room") (param i32) (result i32) (i32.const 65536))
  (func $done (result i64) (i64.or (i64.shl (i64.const 1000) (i64.const 32)) (i64.const {size})))
  (func (export "answer") (param i32) (result i64) {body})
  (func (export "evaluate") (param i32 i32) (result i64) {body}))
"""


def module(body="(call $done)", *, reply=REPLY, said=""):
    """A program that does `body`, which leaves its reply's place; 2000 holds `said`, and 3000 says so to `fd_write`."""
    text = _TEMPLATE.format(
        body=body, reply=reply.replace('"', '\\"'), size=len(reply), said=said, length=f"\\{len(said):02x}"
    )
    return bytes(wat2wasm(text))


def artifact(body="(call $done)", **said):
    wasm = module(body, **said)
    return Artifact(packed=lzma.compress(wasm, preset=0), digest=sha256(wasm).hexdigest(), opa="1.22.0")


def placed(folder: Path, wasm: bytes | None = None, **changes):
    """A folder that looks like the one where OPA is built, with `changes` to its manifest."""
    for file in [*SOURCE.glob("*.go"), SOURCE / "go.mod", SOURCE / "go.sum"]:
        (folder / file.name).write_bytes(file.read_bytes())
    wasm = module() if wasm is None else wasm
    packed = lzma.compress(wasm, preset=0)
    (folder / "bin").mkdir()
    (folder / "bin" / "opa.wasm.xz").write_bytes(packed)
    manifest = {
        "opa": "1.22.0",
        "packed": sha256(packed).hexdigest(),
        "source": source_digest(folder),
        "wasm": sha256(wasm).hexdigest(),
    }
    (folder / "bin" / "opa.json").write_text(json.dumps({**manifest, **changes}))
    return folder

"""OPA as a WebAssembly module: built from the Go beside this file by `make opa-wasi`, compressed, and carried by the wheel."""

import json
import lzma
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from governance.digests import digest_of
from governance.errors import Unavailable

__all__ = ["SOURCE", "Artifact", "find_artifact", "source_digest"]

SOURCE = Path(__file__).parent
_LARGEST = 256 << 20
_AGAIN = "build it again with `make opa-wasi`, or install the package again"


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """The module as it was found. `digest` is that of the WebAssembly, `opa` the version of OPA that it is."""

    packed: bytes
    digest: str
    opa: str

    def wasm(self) -> bytes:
        """Return the module; raise `Unavailable` unless it is the one that was built."""
        try:
            wasm = lzma.LZMADecompressor().decompress(self.packed, max_length=_LARGEST)
        except lzma.LZMAError as failure:
            raise _damaged("cannot be unpacked") from failure
        if sha256(wasm).hexdigest() != self.digest:
            raise _damaged("is not the one that was built")
        return wasm


def find_artifact(folder: Path = SOURCE) -> Artifact | None:
    """Return the module below `folder`, None where none was built.

    Raises `Unavailable` for one that is damaged, or that was built from other Go than is there now.
    """
    try:
        packed = (folder / "bin" / "opa.wasm.xz").read_bytes()
        manifest: dict[str, Any] = json.loads((folder / "bin" / "opa.json").read_text(encoding="utf-8"))
        found = Artifact(packed=packed, digest=str(manifest["wasm"]), opa=str(manifest["opa"]))
        arrived, source = manifest["packed"], manifest["source"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError) as failure:
        raise _damaged("has no manifest that can be read") from failure
    if sha256(packed).hexdigest() != arrived:
        raise _damaged("did not arrive whole")
    if source != source_digest(folder):
        raise _damaged("was built from other Go than stands beside it")
    return found


def source_digest(folder: Path = SOURCE) -> str:
    """Return the digest of the Go that the module is built from, and of what it pins."""
    files = sorted([*folder.glob("*.go"), folder / "go.mod", folder / "go.sum"])
    return digest_of({file.name: sha256(file.read_bytes()).hexdigest() for file in files})


def _damaged(what: str) -> Unavailable:
    return Unavailable(f"The OPA inside {what}", hint=_AGAIN, slug="bad-opa")

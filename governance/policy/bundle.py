"""The policies as they travel: Rego, what was compiled from it, and the manifest that ties the two together."""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from governance.digests import digest_of, digest_of_text
from governance.errors import Unavailable

__all__ = ["STOCK", "Bundle", "load_bundle", "manifest_of", "rego_bundle", "rego_sources", "revision_of"]

STOCK = Path(__file__).parent.parent / "policies"
_REBUILD = "build it again with `python -m governance.policies.build`"


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Compiled policies whose digests were checked; `revision` is the digest of their Rego sources."""

    wasm: bytes
    digest: str
    entrypoints: tuple[str, ...]
    revision: str


def rego_sources(folder: Path) -> dict[str, str]:
    """Return the text of every policy under `folder` by its path there, tests left out, in order."""
    files = sorted(path for path in folder.rglob("*.rego") if not path.name.endswith("_test.rego"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def manifest_of(sources: Mapping[str, str], wasm: bytes, *, entrypoints: tuple[str, ...], opa: str) -> dict[str, Any]:
    """Return what `manifest.json` says of a bundle: the digest of each source and of the wasm, and who compiled it."""
    digests = {path: digest_of_text(text) for path, text in sources.items()}
    return {
        "entrypoints": sorted(entrypoints),
        "opa": opa,
        "revision": revision_of(digests),
        "sources": digests,
        "wasm": sha256(wasm).hexdigest(),
    }


def revision_of(digests: Mapping[str, str]) -> str:
    """Return the revision of policies, from the digest of each Rego source by its path."""
    return digest_of(dict(digests))


def load_bundle(folder: Path = STOCK) -> Bundle:
    """Return the bundle in `folder/bundle`; raise `Unavailable` unless it is exactly what `folder`'s Rego was built to."""
    try:
        wasm = (folder / "bundle" / "policy.wasm").read_bytes()
        manifest = json.loads((folder / "bundle" / "manifest.json").read_text(encoding="utf-8"))
        sources = rego_sources(folder)
        expected = manifest_of(sources, wasm, entrypoints=tuple(manifest["entrypoints"]), opa=manifest["opa"])
    except (OSError, ValueError, LookupError, TypeError) as failure:
        raise Unavailable(f"The policies in `{folder}` cannot be read", hint=_REBUILD, slug="bad-bundle") from failure
    if manifest != expected:
        differing = sorted(key for key in expected if manifest.get(key) != expected[key])
        raise Unavailable(
            f"The compiled policies in `{folder}` do not belong to their Rego ({', '.join(differing) or 'extra keys'} differ)",
            hint=_REBUILD,
            slug="bad-bundle",
        )
    return Bundle(
        wasm=wasm, digest=expected["wasm"], entrypoints=tuple(expected["entrypoints"]), revision=expected["revision"]
    )


def rego_bundle(folder: Path = STOCK) -> bytes:
    """Return the Rego of `folder` as the bundle that an OPA server loads, under the same revision as the compiled one.

    The same Rego gives the same bytes (openpolicyagent.org/docs/management-bundles).
    """
    sources = rego_sources(folder)
    revision = revision_of({path: digest_of_text(text) for path, text in sources.items()})
    roots = sorted({path.partition("/")[0].removesuffix(".rego") for path in sources})
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        _add(archive, ".manifest", json.dumps({"revision": revision, "roots": roots, "rego_version": 1}))
        for path, text in sources.items():
            _add(archive, path, text)
    return gzip.compress(packed.getvalue(), mtime=0)


def _add(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))

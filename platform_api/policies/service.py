"""A product's own policies: compiled when it is published, asked whenever one of its ports is read."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlmodel import Session

from governance.errors import Unavailable
from governance.policy import PolicyEngine, WasmEngine
from governance.policy.bundle import Bundle, revision_of
from platform_api.db import RegistrySession
from platform_api.policies.models import PolicyBundle
from platform_api.registry import repository as registry

if TYPE_CHECKING:
    from governance.descriptors import ProductFolder

__all__ = ["LocalPolicies", "keep_policies"]

_FOLDER = "policies/"
_KEPT = 128  # engines; one holds some 2 MB


def keep_policies(session: RegistrySession, product: "ProductFolder") -> None:
    """Compile what a product brings of its own policies, unless the same Rego was compiled before.

    Raises `Unavailable` where there is no `opa` to compile them, `Invalid` for Rego that cannot be asked.
    """
    texts = _sources(product.policies)
    if not texts:
        return
    from governance.digests import digest_of_text
    from governance.policy.authoring import build_local

    if session.get(PolicyBundle, revision_of({path: digest_of_text(text) for path, text in texts.items()})):
        return
    made = build_local(texts)
    session.add(
        PolicyBundle(
            revision=made.revision,
            wasm=made.wasm,
            digest=made.digest,
            entrypoints=list(made.entrypoints),
            built_at=session.now,
        )
    )
    session.flush()


class LocalPolicies:
    """The engines of products' own policies, started when first asked. Safe between threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, PolicyEngine] = OrderedDict()
        self._lock = threading.Lock()

    def of_port(self, session: Session, port: str) -> tuple[PolicyEngine, ...]:
        """Return the engine of the product that serves `port`, or nothing when it has no policies of its own.

        Raises `Unavailable` when it has some that cannot be asked: what cannot be decided is not allowed.
        """
        found = registry.port(session, port)
        version = registry.product_version(session, found.product) if found is not None else None
        digests = _sources(version.files) if version is not None else {}
        return (self._engine(session, revision_of(digests)),) if digests else ()

    def _engine(self, session: Session, revision: str) -> PolicyEngine:
        with self._lock:
            if revision in self._known:
                self._known.move_to_end(revision)
                return self._known[revision]
        row = session.get(PolicyBundle, revision)
        if row is None:
            raise Unavailable(
                "A product's own policies were never compiled", hint="publish it again", slug="bad-bundle"
            )
        bundle = Bundle(wasm=row.wasm, digest=row.digest, entrypoints=tuple(row.entrypoints), revision=row.revision)
        engine = WasmEngine(bundle)
        with self._lock:
            self._known[revision] = engine
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return engine


def _sources(files: Mapping[str, str]) -> dict[str, str]:
    """What is compiled, by its path below `policies/`; tests are not."""
    rego = {path.removeprefix(_FOLDER): held for path, held in files.items() if path.startswith(_FOLDER)}
    return {path: held for path, held in rego.items() if path.endswith(".rego") and not path.endswith("_test.rego")}

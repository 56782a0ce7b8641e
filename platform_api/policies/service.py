"""A product's own policies: compiled when it is published, asked whenever one of its ports is read."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlmodel import Session

from governance.digests import digest_of_text
from governance.errors import TrellisError, Unavailable
from governance.policy import PolicyEngine, engine_for
from governance.policy.bundle import Bundle, revision_of
from platform_api.db import RegistrySession
from platform_api.policies.models import PolicyBundle
from platform_api.registry import repository as registry

if TYPE_CHECKING:
    from governance.descriptors import ProductFolder

__all__ = ["Compiled", "LocalPolicies", "keep_policies"]

_FOLDER = "policies/"
_KEPT = 128  # engines; one holds some 2 MB
_AHEAD = 16


class Compiled:
    """What products' own policies were compiled to a moment ago, failures included. Safe between threads.

    Compiling takes longer than everything else that a publish does. It is done before the registry's writer is taken up;
    the publish that follows finds its outcome here.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, Bundle | TrellisError] = OrderedDict()
        self._lock = threading.Lock()

    def ahead(self, session: Session, files: Mapping[str, str]) -> None:
        """Compile the policies among a product's files unless that was done before; what goes wrong is kept for `of`."""
        texts = _sources(files)
        revision = _revision(texts)
        if not texts or session.get(PolicyBundle, revision) is not None:
            return
        with self._lock:
            if isinstance(self._known.get(revision), Bundle):
                return  # while a failure may have passed
        made = _made(texts)
        with self._lock:
            self._known[revision] = made
            while len(self._known) > _AHEAD:
                self._known.popitem(last=False)

    def of(self, texts: Mapping[str, str]) -> Bundle:
        """Return what `texts` were compiled to, or compile them now; raise what compiling them raised."""
        with self._lock:
            made = self._known.get(_revision(texts))
        found = made if made is not None else _made(texts)
        if isinstance(found, TrellisError):
            raise _anew(found)
        return found


def _made(texts: Mapping[str, str]) -> Bundle | TrellisError:
    from governance.policy.authoring import build_local

    try:
        made = build_local(texts)
        engine_for(made, texts)  # what nothing here can ask would refuse every reader
    except TrellisError as failure:
        return _anew(failure)
    return made


def _anew(failure: TrellisError) -> TrellisError:
    """The same failure without a traceback: its frames would keep the whole memory of the OPA that failed."""
    return type(failure)(failure.message, hint=failure.hint, slug=failure.case, **failure.context)


def keep_policies(session: RegistrySession, product: "ProductFolder", compiled: Compiled) -> None:
    """Keep what a product's own policies were compiled to, unless the same Rego was kept before.

    Raises `Unavailable` where there is no OPA to compile or ask them, `Invalid` for Rego that cannot be asked.
    """
    texts = _sources(product.policies)
    if not texts or session.get(PolicyBundle, _revision(texts)) is not None:
        return
    made = compiled.of(texts)
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
        return (self._engine(session, digests),) if digests else ()

    def _engine(self, session: Session, digests: Mapping[str, str]) -> PolicyEngine:
        revision = revision_of(digests)
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
        engine = engine_for(bundle, {path: _text(session, digest) for path, digest in digests.items()})
        with self._lock:
            self._known[revision] = engine
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return engine


def _text(session: Session, digest: str) -> str:
    found = registry.document(session, digest)
    if found is None:
        raise Unavailable("A product's own policies are not kept", hint="publish it again", slug="bad-bundle")
    return found.text


def _revision(texts: Mapping[str, str]) -> str:
    return revision_of({path: digest_of_text(text) for path, text in texts.items()})


def _sources(files: Mapping[str, str]) -> dict[str, str]:
    """What is compiled, by its path below `policies/`; tests are not."""
    rego = {path.removeprefix(_FOLDER): held for path, held in files.items() if path.startswith(_FOLDER)}
    return {path: held for path, held in rego.items() if path.endswith(".rego") and not path.endswith("_test.rego")}

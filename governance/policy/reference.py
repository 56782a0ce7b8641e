"""The law by OPA's own evaluator, in this process: what the compiled policies are held against, and what decides for those
that cannot be compiled because they need a builtin that only OPA has.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from governance.digests import digest_of_text
from governance.errors import Invalid, Unavailable
from governance.opa.program import Instance, Program, inside
from governance.policy.bundle import STOCK, Bundle, load_bundle, rego_sources, revision_of
from governance.policy.decision import PolicyEngine
from governance.policy.limits import REFERENCE, Limits
from governance.policy.wasm import WasmEngine
from governance.policy.wire import encoded

__all__ = ["RegoEngine", "engine_for"]


class RegoEngine:
    """Evaluates Rego sources within fixed limits; safe to share between threads, and to use after a fork.

    Every builtin that depends on its arguments alone is there. A decision takes some four times as long as compiled.
    """

    def __init__(
        self,
        sources: Mapping[str, str] | None = None,
        entrypoints: Sequence[str] = (),
        *,
        data: Mapping[str, Any] | None = None,
        limits: Limits = REFERENCE,
        program: Program | None = None,
    ) -> None:
        """Load `sources` by their paths, the stock policies by default, and `data` beside them.

        Raises `Invalid` for Rego that OPA does not take, `Unavailable` where the package carries no OPA.
        """
        stock = sources is None
        texts = rego_sources(STOCK) if sources is None else dict(sources)
        self._entrypoints = load_bundle().entrypoints if stock else tuple(entrypoints)
        self._asked = {
            "files": {f"policies/{path}": text for path, text in texts.items()},
            "entrypoints": list(self._entrypoints),
            "data": dict(data or {}),
        }
        self._revision = revision_of({path: digest_of_text(text) for path, text in texts.items()})
        self._limits = limits
        self._key = object()
        self._program, self._process = program or _carried(), os.getpid()
        with self._program.instance(limits, of=self._key, prepare=self._load):
            pass

    @property
    def revision(self) -> str:
        """The digest of the policies' Rego sources."""
        return self._revision

    def evaluate(self, entrypoint: str, document: dict[str, Any]) -> Any:
        """Return the JSON value of `entrypoint` for `document`, None when it is undefined.

        Raises `Unavailable` when a limit is reached or the policies fail, `Invalid` for a document that is not JSON.
        """
        if entrypoint not in self._entrypoints:
            known = ", ".join(f"`{name}`" for name in self._entrypoints)
            raise Unavailable(f"The policies have no `{entrypoint}`", hint=f"there are {known}", slug="no-entrypoint")
        payload = encoded(document, limits=self._limits)
        if os.getpid() != self._process:
            self._program, self._process = _carried(), os.getpid()  # the parent's instances and clock are not ours
        with self._program.instance(self._limits, of=self._key, prepare=self._load) as opa:
            reply = opa.evaluate(self._entrypoints.index(entrypoint), payload)
        if reply.get("error"):
            raise Unavailable(
                f"The policies gave up: {str(reply['error'])[:200]}",
                hint="look at the decision's input",
                slug="policy-abort",
            )
        found = reply.get("value")
        return found["result"] if found is not None else None

    def _load(self, opa: Instance) -> None:
        reply = opa.ask("load", **self._asked)
        if reply.get("error"):
            raise Invalid(f"OPA does not take the policies: {reply['error']}", hint="mend the Rego", slug="bad-rego")


def engine_for(bundle: Bundle, sources: Mapping[str, str]) -> PolicyEngine:
    """Return the fastest engine that `bundle`, compiled from `sources`, runs on.

    Raises `Unavailable` when it asks its host for a builtin and the package carries no OPA that has it.
    """
    try:
        return WasmEngine(bundle)
    except Unavailable as refusal:
        if refusal.case != "host-builtin":
            raise
        program = inside()
        if program is None:
            raise
        return RegoEngine(sources, bundle.entrypoints, program=program)


def _carried() -> Program:
    found = inside()
    if found is None:
        raise Unavailable(
            "Evaluating Rego as it stands needs the OPA inside, and this package was built without it",
            hint="make opa-wasi",
            slug="no-opa",
        )
    return found

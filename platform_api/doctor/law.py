"""The policies: whole, compiled from exactly their Rego, and able to decide."""

from collections.abc import Iterator
from pathlib import Path

from governance.errors import TrellisError
from governance.policy.bundle import STOCK, load_bundle
from platform_api.doctor.examined import Examined, fault, ok

__all__ = ["look"]


def look(folder: Path = STOCK) -> Iterator[Examined]:
    """Yield whether the policies in `folder` can be trusted, after asking them one question."""
    from governance.policy import Law, WasmEngine
    from governance.policy.facts import Resource, Subject
    from governance.policy.law import UNDECIDED
    from governance.policy.questions import administer_input

    try:
        bundle = load_bundle(folder)
        nobody = Subject(id="nobody", kind="user")
        port = Resource(kind="port", name="nowhere.nothing")
        question = administer_input(action="grant.issue", subject=nobody, resource=port, now=0)
        verdict = Law(WasmEngine(bundle)).verdict("access/administer", question)
    except TrellisError as error:
        yield fault("policies", error.message, error.hint)
        return
    if verdict.allowed or any(one.policy == UNDECIDED for one in verdict.denials):
        yield fault("policies", "they do not refuse what nobody may do", "reinstall trellis-mesh")
        return
    yield ok("policies", f"revision {bundle.revision[:12]}, {len(bundle.entrypoints)} entrypoints, they decide")

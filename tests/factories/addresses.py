"""What to put into a route's path so that it leads to something that is there."""

from collections.abc import Mapping

from governance.names import PortName
from platform_api.access.schemas import GrantNew
from platform_api.access.service import issue_grant
from platform_api.db import RegistrySession
from platform_api.decisions.service import record_decision
from platform_api.gate.tables import ensure
from platform_api.lineage.repository import jobs_matching
from platform_api.lineage.service import ingest_event
from platform_api.registry.repository import product_version
from platform_api.registry.service import contract_in_force
from platform_api.runs.models import Run
from tests.factories.contracts import FLIGHTS, contract
from tests.factories.lineage import run_event
from tests.factories.mesh import NOON, Mesh

__all__ = ["filled", "names_in_paths"]


def filled(path: str, names: Mapping[str, str]) -> str:
    """Return a route's path with the names put in."""
    for name, value in names.items():
        path = path.replace("{" + name + "}", value)
    return path


def names_in_paths(session: RegistrySession, mesh: Mesh) -> dict[str, str]:
    """Make one of each thing in `operations` and return what to put into a path to name it."""
    new = GrantNew(grantee_kind="user", grantee="sam", purposes=["p"], expires=NOON + 60, reason="a reason")
    grant = issue_grant(session, "operations.flights", new, settings=mesh.state.settings, by="olga")
    question = {
        "action": "grant.read",
        "subject": {"id": "olga", "kind": "user", "teams": [], "roles": [], "attributes": {}},
        "resource": {"kind": "port", "name": "operations.flights", "domain": "", "team": "", "owners": []},
        "now": NOON,
    }
    decision = record_decision(session, "access/administer", question, mesh.law.verdict("access/administer", question))
    ensure(mesh.state.gate(session), PortName.parse("operations.flights"), contract("operations.flights", FLIGHTS))
    ingest_event(session, run_event("operations/flights", "START", inputs=["raw"], outputs=["mesh.operations.flights"]))
    return {
        "domain": "operations",
        "product": "flights",
        "version": "1.0.0",
        "port": "operations.flights",
        "digest": contract_in_force(session, "operations.flights").version.contract,
        "team": "flight_ops",
        "member": "mia",
        "principal:path": "operations/flights",
        "grant": grant.id,
        "decision": decision.id,
        "slug": "not-found",
        "dataset": "operations.flights",
        "column:path": "carrier",
        "job": session.exec(jobs_matching()).one().address,
        "run": _a_run(session),
        "pin": "pin_1",
    }


def _a_run(session: RegistrySession) -> str:
    version = product_version(session, "operations/flights")
    told = {"holder": "somebody", "requested_by": "olga", "started_at": NOON, "lease_until": NOON, "state": "failed"}
    session.add(Run(id="run_1", product=version.product, product_version=version.seq, version="1.0.0", fence=1, **told))
    return "run_1"

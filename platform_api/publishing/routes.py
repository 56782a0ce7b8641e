"""`/api/v1/products/{domain}/{product}/versions`: put a product's version in force."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from platform_api.db import RegistrySession
from platform_api.deps import Platform, Registry, Who
from platform_api.doors import permission
from platform_api.guard import Kept
from platform_api.publishing.resource import publishing_resource
from platform_api.publishing.schemas import Published, PublishNew
from platform_api.registry.publication import Evidence
from platform_api.registry.service import record_verdict
from platform_api.routing import GuardedRouter
from platform_api.state import PlatformState

if TYPE_CHECKING:
    from platform_api.publishing.service import Refused

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/products/{domain}/{product}", tag="publishing")
_LARGEST = 8 * 2**20  # a folder of texts; data has no place in it


def compile_policies(state: PlatformState, body: Any) -> None:
    """Compile what a publish brings of its own policies, so that nobody waits for it; what is malformed is told later."""
    try:
        new = PublishNew.model_validate(body)
    except ValidationError:
        return
    with state.database.read() as session:
        state.compiled.ahead(session, new.files)


@routes.post(
    "/versions",
    access=permission("product.publish", resource=publishing_resource),
    status_code=201,
    max_body=_LARGEST,
    prepare=compile_policies,
)
def publish_version(
    session: Registry, caller: Who, state: Platform, domain: str, product: str, new: PublishNew
) -> Published:
    """Judge a product's folder and put it in force with its tables; a refusal is kept with its evidence."""
    from governance.descriptors import load_files
    from platform_api.publishing.service import Refused, Upload, publish

    name = f"{domain}/{product}"
    upload = Upload(product=load_files(new.files, name), location=new.location, git=new.git)
    done = publish(session, state, name, upload, by=caller)
    if isinstance(done, Refused):
        raise Kept(done.failure, _evidence(done, by=caller.id))
    return done


def _evidence(refused: "Refused", *, by: str) -> Callable[[RegistrySession], None]:
    judgement = refused.judgement
    evidence = Evidence(verdict=judgement.verdict, facts=judgement.facts)

    def keep(session: RegistrySession) -> None:
        record_verdict(session, "publish-refused", refused.product, evidence, by=by)

    return keep

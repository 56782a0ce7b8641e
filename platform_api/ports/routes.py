"""`/products/{domain}/{product}/…`: each product's discovery, observability and control ports, behind the one guard."""

from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from governance.names import ProductName
from platform_api.caller import Caller
from platform_api.deps import Platform, Who
from platform_api.doors import Access, permission, signed_in
from platform_api.ports.requests import earlier_run
from platform_api.ports.service import Asking
from platform_api.registry.service import product_resource
from platform_api.routing import GuardedRouter
from platform_api.runs.schemas import Requested
from platform_api.state import PlatformState
from sidecar.ports import ENDPOINTS, Endpoint, open_here

__all__ = ["routes"]

PREFIX = "/products/{domain}/{product}"
Domain = Annotated[str, Path(max_length=63, description="The domain that owns the product")]
Product = Annotated[str, Path(max_length=63, description="The product's name in its domain")]


async def _open(request: Request, caller: Who, state: Platform, domain: Domain, product: Product) -> None:
    name = ProductName.parse(f"{domain}/{product}")

    def earlier(requested: Requested) -> str:
        with state.database.read() as session:
            return earlier_run(session, requested, by=caller.id)

    asking = Asking(
        authorization=_authorization(request, state, caller, name),
        base=f"{request.scope.get('root_path', '')}/products/{domain}/{product}",
        now=float(state.clock()),
        earlier=earlier,
    )
    open_here(request, state.ports.open(request.app, name, asking))


def _authorization(request: Request, state: PlatformState, caller: Caller, name: ProductName) -> str:
    """The caller's own, unless a setting has opened the door: then what is told is what the product itself may know."""
    if caller.id:
        return request.headers["authorization"]
    return f"Bearer {state.authority.issue(str(name), now=state.clock(), ids=state.ids).token}"


def _door(one: Endpoint) -> Access:
    if one.action:
        return permission(one.action, resource=product_resource)
    return signed_in(opened_by="public_metrics" if one.figures else "")


def _routes() -> GuardedRouter:
    found = GuardedRouter(PREFIX, tag="product ports")
    for one in ENDPOINTS:
        options = {"dependencies": [Depends(_open)], "response_class": Response, "status_code": one.status}
        if one.method == "GET":
            found.get(one.path, access=_door(one), **options)(one.serve)
        else:
            found.post(one.path, access=_door(one), writes=False, keeps_receipt=False, **options)(one.serve)
    return found


routes = _routes()

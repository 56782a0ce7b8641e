"""`/api/v1/mesh/selection`: what products can be chosen by, for clients that resolve a selection."""

from platform_api.deps import PageQuery, Registry
from platform_api.doors import signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.registry import repository as registry
from platform_api.registry.models import Product
from platform_api.routing import GuardedRouter
from platform_api.selection.schemas import NodeOut
from platform_api.selection.service import nodes_of

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh", tag="selection")


@routes.get("/selection", access=signed_in())
def list_nodes(session: Registry, page: PageQuery) -> PageOut[NodeOut]:
    """List products by name with all that a selection chooses by: who reads whom, how the last run ended, and the rest."""
    found = turn_page(session, registry.products_matching(), page, by=[Product.name], show=lambda row: row)
    return PageOut(items=nodes_of(session, found.items), next=found.next)

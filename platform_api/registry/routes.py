"""`/api/v1/products` (one product), `/api/v1/mesh/{products,ports,documents}` (across products)."""

from typing import Annotated, Any

from fastapi import Depends, Query
from sqlmodel.sql.expression import SelectOfScalar
from starlette.responses import Response

from platform_api.deps import PageQuery, Registry
from platform_api.doors import signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.registry import repository, service
from platform_api.registry.models import Port, PortVersion, Product, ProductVersion
from platform_api.registry.schemas import (
    ColumnOut,
    ConsumerOut,
    ContractOut,
    InputOut,
    PortOut,
    PortSummary,
    PortVersionOut,
    ProductOut,
    ProductSummary,
    VersionOut,
)
from platform_api.routing import GuardedRouter

__all__ = ["mesh_routes", "product_routes"]

product_routes = GuardedRouter("/api/v1/products", tag="products")
mesh_routes = GuardedRouter("/api/v1/mesh", tag="registry")
Name = Annotated[str | None, Query(max_length=130)]
_SORTS: dict[str, list[Any]] = {"name": [Product.name], "published_at": [Product.published_at, Product.name]}


async def _chosen(
    domain: Name = None, team: Name = None, kind: Name = None, status: Name = None
) -> SelectOfScalar[Product]:
    return repository.products_matching(domain=domain, team=team, kind=kind, status=status)


@mesh_routes.get("/products", access=signed_in())
def list_products(
    session: Registry,
    page: PageQuery,
    chosen: Annotated[SelectOfScalar[Product], Depends(_chosen)],
    sort: Annotated[str, Query(pattern="^-?(name|published_at)$")] = "name",
) -> PageOut[ProductSummary]:
    """List the products that fit every filter; a filter is a value, never a pattern; `-` sorts from the end."""
    by, newest_first = _SORTS[sort.removeprefix("-")], sort.startswith("-")
    return turn_page(session, chosen, page, by=by, show=ProductSummary.model_validate, newest_first=newest_first)


@product_routes.get("/{domain}/{product}", access=signed_in())
def show_product(session: Registry, domain: str, product: str) -> ProductOut:
    """Show a product with its ports and inputs."""
    found = service.existing_product(session, f"{domain}/{product}")
    version = repository.product_version(session, found.name)
    reads = repository.inputs(session, version.seq) if version else []
    return ProductOut(
        **found.model_dump(),
        inputs=[InputOut.model_validate(row) for row in reads],
        ports=[PortSummary.model_validate(row) for row in repository.ports(session, found.name)],
    )


@product_routes.get("/{domain}/{product}/versions", access=signed_in())
def list_versions(session: Registry, page: PageQuery, domain: str, product: str) -> PageOut[VersionOut]:
    """List a product's versions, the newest first."""
    found = service.existing_product(session, f"{domain}/{product}")
    statement, by = repository.product_versions(found.name), [ProductVersion.seq]
    return turn_page(session, statement, page, by=by, show=VersionOut.model_validate, newest_first=True)


@product_routes.get("/{domain}/{product}/versions/{version}", access=signed_in())
def show_version(session: Registry, domain: str, product: str, version: str) -> VersionOut:
    """Show one version of a product with the digests of its files."""
    return VersionOut.model_validate(service.existing_version(session, f"{domain}/{product}", version))


@mesh_routes.get("/ports", access=signed_in())
def list_ports(
    session: Registry, page: PageQuery, domain: Name = None, product: Name = None, status: Name = None
) -> PageOut[PortSummary]:
    """List the ports that fit every filter, by name."""
    statement = repository.ports_matching(domain=domain, product_name=product, status=status)
    return turn_page(session, statement, page, by=[Port.name], show=PortSummary.model_validate)


@mesh_routes.get("/ports/{port}", access=signed_in())
def show_port(session: Registry, port: str) -> PortOut:
    """Show a port with its columns and the contract in force."""
    found = service.contract_in_force(session, port)
    product = service.existing_product(session, found.port.product)
    in_force = found.version
    return PortOut(
        **found.port.model_dump(),
        description=in_force.description,
        team=product.team,
        contact=product.contact,
        columns=[ColumnOut.model_validate(row) for row in found.columns],
        contract=ContractOut(
            id=found.port.contract_id,
            version=in_force.version,
            digest=in_force.contract,
            since=in_force.since,
            purposes=in_force.purposes,
            row_filters=in_force.row_filters,
        ),
    )


@mesh_routes.get("/ports/{port}/contracts", access=signed_in())
def list_contracts(session: Registry, page: PageQuery, port: str) -> PageOut[PortVersionOut]:
    """List every contract that was in force for a port, the newest first."""
    found = service.existing_port(session, port)
    statement, by = repository.port_versions(found.name), [PortVersion.seq]
    return turn_page(session, statement, page, by=by, show=PortVersionOut.model_validate, newest_first=True)


@mesh_routes.get("/ports/{port}/consumers", access=signed_in())
def list_consumers(session: Registry, port: str) -> list[ConsumerOut]:
    """List the products that read a port in their newest versions."""
    return [ConsumerOut.model_validate(found) for found in service.consumers_of(session, port)]


@mesh_routes.get("/documents/{digest}", access=signed_in(), response_class=Response)
def show_document(session: Registry, digest: str) -> Response:
    """Return a contract, descriptor or expectations byte for byte, as it was published."""
    found = service.existing_document(session, digest)
    headers = {"ETag": f'"{found.digest}"', "Trellis-Document-Kind": found.kind}
    return Response(found.text.encode(), media_type="application/yaml", headers=headers)

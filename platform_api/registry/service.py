"""The registry's front: products, ports, the contracts in force, who relies on them, and a publish's way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from governance.errors import NotFound
from governance.policy import ColumnFacts, FilterRule, PortFacts, Resource
from platform_api.principals.service import owners_of
from platform_api.registry import repository
from platform_api.registry.models import Document, Port, PortColumn, PortVersion, Product, ProductVersion
from platform_api.registry.recording import record_verdict, record_version, set_port_status, store_document

__all__ = [
    "Consumer",
    "InForce",
    "consumers_of",
    "contract_in_force",
    "existing_document",
    "existing_port",
    "existing_product",
    "existing_version",
    "port_facts",
    "port_resource",
    "ports_of",
    "product_resource",
    "record_verdict",
    "record_version",
    "set_port_status",
    "store_document",
    "team_at",
]

_DISCOVERABLE = frozenset({"contract", "descriptor", "expectations"})


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A port with what is in force for it: the version, its columns in order, and the contract's text."""

    port: Port
    version: PortVersion
    columns: Sequence[PortColumn]
    text: str


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A product that reads a port: through which input, relying on which columns ([] when it does not say)."""

    product: str
    version: str
    input: str
    contract_id: str
    contract_version: str
    expectations: str
    columns: Sequence[str]


def existing_product(session: Session, name: str) -> Product:
    """Return the product of that full name; raises `NotFound`."""
    found = repository.product(session, name)
    if found is None:
        raise NotFound(
            f"No product `{name[:130]}`", hint="`trellis list products` shows what there is", slug="unknown-product"
        )
    return found


def existing_port(session: Session, name: str) -> Port:
    """Return the port of that name (`domain.port`); raises `NotFound`."""
    found = repository.port(session, name)
    if found is None:
        raise NotFound(f"No port `{name[:130]}`", hint="`trellis list ports` shows what there is", slug="unknown-port")
    return found


def existing_version(session: Session, name: str, version: str) -> ProductVersion:
    """Return that version of a product; raises `NotFound`."""
    existing_product(session, name)
    found = repository.product_version(session, name, version=version)
    if found is None:
        raise NotFound(
            f"`{name}` has no version `{version[:80]}`", hint="its list of versions has those", slug="unknown-version"
        )
    return found


def existing_document(session: Session, digest: str) -> Document:
    """Return a contract, descriptor or expectations by digest; raises `NotFound`, for a product's code as well."""
    found = repository.document(session, digest)
    if found is None or found.kind not in _DISCOVERABLE:
        raise NotFound(
            f"No document `{digest[:80]}`", hint="ports and versions name their documents", slug="unknown-document"
        )
    return found


def ports_of(session: Session, product: str) -> Sequence[Port]:
    """Return a product's output ports; raises `NotFound` if there is no such product."""
    existing_product(session, product)
    return repository.ports(session, product)


def contract_in_force(session: Session, port: str, *, at: int | None = None) -> InForce:
    """Return what is in force for a port, or was at a moment; raises `NotFound`."""
    found = existing_port(session, port)
    version = repository.port_version(session, port, at=at)
    if version is None:
        raise NotFound(f"`{port}` had no contract then", hint="ask about a later time", slug="unknown-version")
    document = repository.document(session, version.contract)
    text = document.text if document is not None else ""
    return InForce(port=found, version=version, columns=repository.columns(session, version.seq), text=text)


def consumers_of(session: Session, port: str) -> list[Consumer]:
    """Return the products that read a port in their newest versions; raises `NotFound` if there is no such port."""
    existing_port(session, port)
    return [
        Consumer(
            product=version.product,
            version=version.version,
            input=reads.name,
            contract_id=reads.contract_id,
            contract_version=reads.version,
            expectations=reads.expectations or "",
            columns=reads.columns,
        )
        for version, reads in repository.consumers(session, port)
    ]


def team_at(session: Session, product: str, moment: int) -> str:
    """Return the team that owned a product at a moment, "" before its first version."""
    found = repository.product_version(session, product, at=moment)
    return found.team if found is not None else ""


def port_facts(session: Session, port: str) -> PortFacts:
    """Return the port as policies see it, under the contract in force; raises `NotFound`."""
    found = contract_in_force(session, port)
    product = existing_product(session, found.port.product)
    return PortFacts(
        name=found.port.name,
        domain=found.port.domain,
        product=product.name,
        version=found.version.version,
        status=found.port.status,
        team=product.team,
        contact=product.contact,
        purposes=found.version.purposes,
        row_filters=[FilterRule(**rule) for rule in found.version.row_filters],
        columns=[
            ColumnFacts(name=column.name, classification=column.classification, mask=column.mask)
            for column in found.columns
        ],
    )


def product_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the product that the path names (`domain` and `product`), as something that is acted on."""
    found = existing_product(session, f"{parameters['domain']}/{parameters['product']}")
    return Resource(
        kind="product", name=found.name, domain=found.domain, team=found.team, owners=owners_of(session, found.team)
    )


def port_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the port that the path names, as something that is acted on; it belongs to its product's team."""
    found = existing_port(session, parameters["port"])
    team = existing_product(session, found.product).team
    return Resource(kind="port", name=found.name, domain=found.domain, team=team, owners=owners_of(session, team))

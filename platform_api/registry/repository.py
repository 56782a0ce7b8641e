"""Where products, ports, contracts and their histories are kept."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.registry.models import Document, InputPort, Port, PortColumn, PortVersion, Product, ProductVersion

__all__ = [
    "columns",
    "consumers",
    "document",
    "has_port_version",
    "inputs",
    "port",
    "port_under",
    "port_version",
    "port_versions",
    "ports",
    "ports_matching",
    "product",
    "product_version",
    "product_versions",
    "products_matching",
]


def document(session: Session, digest: str) -> Document | None:
    """Return the document of that digest."""
    return session.get(Document, digest)


def product(session: Session, name: str) -> Product | None:
    """Return the product of that full name."""
    return session.get(Product, name)


def products_matching(
    *, domain: str | None = None, team: str | None = None, kind: str | None = None, status: str | None = None
) -> SelectOfScalar[Product]:
    """Return the query for products that fit every filter given; a filter is a value, never a pattern."""
    statement = select(Product)
    filters = ((Product.domain, domain), (Product.team, team), (Product.kind, kind), (Product.status, status))
    for column, value in filters:
        if value is not None:
            statement = statement.where(column == value)
    return statement


def product_version(
    session: Session, name: str, *, version: str | None = None, at: int | None = None
) -> ProductVersion | None:
    """Return a version of a product: the one named, the newest at a moment, or the newest of all."""
    statement = select(ProductVersion).where(ProductVersion.product == name)
    if version is not None:
        statement = statement.where(ProductVersion.version == version)
    if at is not None:
        statement = statement.where(ProductVersion.published_at <= at)
    return session.exec(statement.order_by(col(ProductVersion.seq).desc())).first()


def product_versions(name: str) -> SelectOfScalar[ProductVersion]:
    """Return the query for a product's versions."""
    return select(ProductVersion).where(ProductVersion.product == name)


def inputs(session: Session, version: int) -> Sequence[InputPort]:
    """Return what one version of a product reads, by name."""
    statement = select(InputPort).where(InputPort.product_version == version)
    return session.exec(statement.order_by(col(InputPort.name))).all()


def port(session: Session, name: str) -> Port | None:
    """Return the port of that name."""
    return session.get(Port, name)


def port_under(session: Session, contract_id: str, major: int) -> Port | None:
    """Return the port that a major version of a contract is for."""
    return session.exec(select(Port).where(Port.contract_id == contract_id, Port.major == major)).first()


def ports(session: Session, product_name: str) -> Sequence[Port]:
    """Return a product's output ports, by name."""
    return session.exec(select(Port).where(Port.product == product_name).order_by(col(Port.name))).all()


def ports_matching(
    *, domain: str | None = None, product_name: str | None = None, status: str | None = None
) -> SelectOfScalar[Port]:
    """Return the query for ports that fit every filter given."""
    statement = select(Port)
    for column, value in ((Port.domain, domain), (Port.product, product_name), (Port.status, status)):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def port_version(session: Session, name: str, *, at: int | None = None) -> PortVersion | None:
    """Return what is in force for a port, or was at a moment."""
    statement = select(PortVersion).where(PortVersion.port == name)
    if at is not None:
        statement = statement.where(PortVersion.since <= at)
    return session.exec(statement.order_by(col(PortVersion.seq).desc())).first()


def has_port_version(session: Session, name: str, version: str) -> bool:
    """Tell whether a port was ever under that version of its contract."""
    statement = select(PortVersion.seq).where(PortVersion.port == name, PortVersion.version == version)
    return session.exec(statement).first() is not None


def port_versions(name: str) -> SelectOfScalar[PortVersion]:
    """Return the query for everything that was ever in force for a port."""
    return select(PortVersion).where(PortVersion.port == name)


def columns(session: Session, version: int) -> Sequence[PortColumn]:
    """Return the columns of a port under one contract, in order."""
    statement = select(PortColumn).where(PortColumn.port_version == version)
    return session.exec(statement.order_by(col(PortColumn.position))).all()


def consumers(session: Session, port_name: str) -> Sequence[tuple[ProductVersion, InputPort]]:
    """Return the inputs that read a port, of products in their newest versions, by product."""
    newest = select(func.max(ProductVersion.seq)).group_by(ProductVersion.product)
    statement = (
        select(ProductVersion, InputPort)
        .join(InputPort, col(InputPort.product_version) == col(ProductVersion.seq))
        .where(InputPort.upstream == port_name, col(ProductVersion.seq).in_(newest))
        .order_by(ProductVersion.product, InputPort.name)
    )
    return session.exec(statement).all()

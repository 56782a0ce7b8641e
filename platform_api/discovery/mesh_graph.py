"""The mesh as its products declare it: who reads whose ports."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from platform_api.discovery.schemas import MeshGraphOut, MeshLinkOut, MeshNodeOut
from platform_api.registry.models import InputPort, Port, Product, ProductVersion

__all__ = ["mesh_graph"]

_LINKS = 20_000
_CHUNK = 500


def mesh_graph(session: Session, *, domain: str | None, limit: int) -> MeshGraphOut:
    """Return products by name, of a domain or of all, up to a limit, with those that they read and that read them."""
    statement = select(Product).order_by(col(Product.name)).limit(limit + 1)
    rows = session.exec(statement if domain is None else statement.where(Product.domain == domain)).all()
    chosen = {row.name for row in rows[:limit]}
    declared = _links(session, domain)
    links = [link for link in declared[:_LINKS] if link.source in chosen or link.target in chosen]
    others = {name for link in links for name in (link.source, link.target)} - chosen
    nodes = [_node(row, outside=False) for row in rows[:limit]]
    nodes += [_node(row, outside=True) for row in _products(session, others)]
    return MeshGraphOut(nodes=nodes, links=links, truncated=len(rows) > limit or len(declared) > _LINKS)


def _links(session: Session, domain: str | None) -> Sequence[MeshLinkOut]:
    newest = select(func.max(ProductVersion.seq)).group_by(col(ProductVersion.product))
    reader, read = col(ProductVersion.product), col(Port.product)
    statement = (
        select(Port.product, InputPort.upstream, ProductVersion.product, InputPort.name)
        .join(InputPort, col(InputPort.upstream) == col(Port.name))
        .join(ProductVersion, col(InputPort.product_version) == col(ProductVersion.seq))
        .where(col(ProductVersion.seq).in_(newest))
        .order_by(reader, col(InputPort.name))
        .limit(_LINKS + 1)
    )
    if domain is not None:
        mine = f"{domain}/"
        statement = statement.where(
            or_(reader.startswith(mine, autoescape=True), read.startswith(mine, autoescape=True))
        )
    return [
        MeshLinkOut(source=source, port=port, target=target, input=name)
        for source, port, target, name in session.exec(statement)
    ]


def _products(session: Session, names: Collection[str]) -> Iterator[Product]:
    ordered = sorted(names)
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        yield from session.exec(select(Product).where(col(Product.name).in_(chunk)).order_by(col(Product.name)))


def _node(row: Product, *, outside: bool) -> MeshNodeOut:
    return MeshNodeOut(name=row.name, domain=row.domain, kind=row.kind, status=row.status, outside=outside)

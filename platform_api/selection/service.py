"""The mesh as selections see it, read a page of products at a time in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from platform_api.registry.models import Document, InputPort, Port, PortVersion, Product, ProductVersion
from platform_api.runs.models import Run
from platform_api.schedules.models import Schedule
from platform_api.selection.schemas import NodeOut

__all__ = ["nodes_of"]

_MOST_KEYS = 50_000
_KEYS: dict[str, frozenset[str]] = {}


def nodes_of(session: Session, products: Sequence[Product]) -> list[NodeOut]:
    """Return these products with what they can be chosen by, in their order."""
    names = [product.name for product in products]
    versions = _newest(session, names)
    inputs = _inputs(session, versions.values())
    ports = _ports(session, names)
    owners = _owners(session, {one.upstream for found in inputs.values() for one in found if one.upstream})
    references = _references(session, ports)
    results, schedules = _results(session, names), _schedules(session, names)
    found = []
    for product in products:
        version, schedule = versions.get(product.name), schedules.get(product.name)
        reading = inputs.get(version.seq, []) if version is not None else []
        upstream = [one.upstream for one in reading if one.upstream]
        reads = {owners[port] for port in upstream if port in owners} | references.get(product.name, set())
        found.append(
            NodeOut(
                name=product.name,
                domain=product.domain,
                kind=product.kind,
                team=product.team,
                status=product.status,
                version=product.version,
                tags=product.tags,
                ports=ports.get(product.name, []),
                sources=[one.name for one in reading if not one.upstream],
                inputs=upstream,
                reads=sorted(reads - {product.name}),
                result=results.get(product.name, ""),
                schedule=schedule.cron if schedule is not None else "",
                paused=schedule is not None and schedule.paused,
                files=version.files if version is not None else {},
            )
        )
    return found


def _newest(session: Session, names: Sequence[str]) -> Mapping[str, ProductVersion]:
    newest = select(func.max(ProductVersion.seq)).where(col(ProductVersion.product).in_(names))
    statement = select(ProductVersion).where(col(ProductVersion.seq).in_(newest.group_by(col(ProductVersion.product))))
    return {one.product: one for one in session.exec(statement)}


def _inputs(session: Session, versions: Iterable[ProductVersion]) -> Mapping[int, list[InputPort]]:
    wanted = [one.seq for one in versions]
    found: dict[int, list[InputPort]] = defaultdict(list)
    statement = select(InputPort).where(col(InputPort.product_version).in_(wanted)).order_by(col(InputPort.name))
    for one in session.exec(statement):
        found[one.product_version].append(one)
    return found


def _ports(session: Session, names: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for port in session.exec(select(Port).where(col(Port.product).in_(names)).order_by(col(Port.name))):
        found[port.product].append(port.name)
    return found


def _owners(session: Session, ports: Iterable[str]) -> Mapping[str, str]:
    """The product of each port; a port that is referred to may be anybody's."""
    found: dict[str, str] = {}
    ordered = sorted(ports)
    for start in range(0, len(ordered), 500):
        statement = select(Port.name, Port.product).where(col(Port.name).in_(ordered[start : start + 500]))
        found |= dict(session.exec(statement).all())
    return found


def _references(session: Session, ports: Mapping[str, list[str]]) -> Mapping[str, set[str]]:
    """The products whose keys a product's contracts refer to: a run reads those as well."""
    product_of = {port: product for product, names in ports.items() for port in names}
    newest = select(func.max(PortVersion.seq)).where(col(PortVersion.port).in_(list(product_of)))
    statement = (
        select(PortVersion.port, Document.digest, Document.text)
        .join(Document, col(PortVersion.contract) == col(Document.digest))
        .where(col(PortVersion.seq).in_(newest.group_by(col(PortVersion.port))))
        .where(col(Document.text).contains("relationships"))  # reading a contract takes 10 ms, and most have none
    )
    keys = {port: _tables_of(digest, text) for port, digest, text in session.exec(statement)}
    owners = _owners(session, {table for tables in keys.values() for table in tables})
    found: dict[str, set[str]] = defaultdict(set)
    for port, tables in keys.items():
        found[product_of[port]] |= {owners[table] for table in tables if table in owners}
    return found


def _tables_of(digest: str, text: str) -> frozenset[str]:
    """What a digest stands for never changes, so its keys are read once."""
    if digest not in _KEYS:
        from governance.contracts import load_contract

        if len(_KEYS) >= _MOST_KEYS:
            _KEYS.clear()
        contract = load_contract(text, file=digest).contract
        _KEYS[digest] = (
            frozenset(key.table for key in contract.table.foreign_keys if key.table) if contract else frozenset()
        )
    return _KEYS[digest]


def _results(session: Session, names: Sequence[str]) -> Mapping[str, str]:
    last = (
        select(Run.product, func.max(Run.fence).label("fence")).where(col(Run.product).in_(names)).group_by(Run.product)
    )
    newest = last.subquery()
    statement = select(Run.product, Run.state).join(
        newest, (col(Run.product) == newest.c.product) & (col(Run.fence) == newest.c.fence)
    )
    return dict(session.exec(statement).all())


def _schedules(session: Session, names: Sequence[str]) -> Mapping[str, Schedule]:
    return {row.product: row for row in session.exec(select(Schedule).where(col(Schedule.product).in_(names)))}

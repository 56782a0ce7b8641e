"""What of a product can be found, gathered from the registry for many products at once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, col, select

from platform_api.discovery.facets import lines_of
from platform_api.discovery.words import plain
from platform_api.registry.models import Port, PortColumn, PortVersion, Product

__all__ = ["Findable", "findable"]

_RETIRED = "retired"


@dataclass
class Findable:
    """A product's texts: lists of lines by field, and the lines of its facets."""

    product: Product
    names: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    classifications: list[str] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, str]:
        """The texts as the index has them, in its order of fields."""
        return {
            "name": _lines([self.product.name, *self.names]),
            "tags": _lines(self.product.tags),
            "columns": _lines(self.columns),
            "people": _lines([*self.product.owners, self.product.team, self.product.contact]),
            "description": _lines([self.product.description, self.product.purpose, *self.prose]),
        }

    @property
    def facets(self) -> list[str]:
        """The lines of its facets."""
        product = self.product
        single = {"domain": product.domain, "kind": product.kind, "team": product.team, "status": product.status}
        several = {"owner": product.owners, "tag": product.tags, "classification": sorted(set(self.classifications))}
        values = {**{facet: [value] for facet, value in single.items()}, **several}
        return [line for facet, found in values.items() for line in lines_of(facet, found)]

    @property
    def vocabulary(self) -> list[str]:
        """The texts whose words a misspelt one may have meant."""
        return [
            self.product.name,
            *self.names,
            *self.product.tags,
            *self.columns,
            *self.product.owners,
            self.product.team,
        ]


def findable(session: Session, names: Collection[str]) -> list[Findable]:
    """Return what can be found of those of the products that there are; ports that are retired do not count."""
    found = {row.name: Findable(row) for row in session.exec(select(Product).where(col(Product.name).in_(names)))}
    versions = dict[int, Findable]()
    for port, version in _in_force(session, found):
        of = found[port.product]
        of.names.append(port.name)
        of.prose.append(version.description)
        versions[version.seq] = of
    for column in _columns(session, versions):
        of = versions[column.port_version]
        of.columns.append(column.name)
        of.prose.append(column.description)
        of.classifications.append(column.classification)
    return list(found.values())


def _in_force(session: Session, products: Collection[str]) -> Iterable[tuple[Port, PortVersion]]:
    newest = (
        select(func.max(PortVersion.seq))
        .join(Port, col(Port.name) == col(PortVersion.port))
        .where(col(Port.product).in_(products), Port.status != _RETIRED)
        .group_by(col(PortVersion.port))
    )
    both = select(Port, PortVersion).join(PortVersion, col(Port.name) == col(PortVersion.port))
    return session.exec(both.where(col(PortVersion.seq).in_(newest)).order_by(col(Port.name)))


def _columns(session: Session, versions: Collection[int]) -> Iterator[PortColumn]:
    statement = select(PortColumn).where(col(PortColumn.port_version).in_(versions))
    yield from session.exec(statement.order_by(col(PortColumn.port_version), col(PortColumn.position)))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, map(plain, texts))))

"""Keeps the index as the registry is: in the transaction that changes a product, its entry is made anew."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session, col, select

from platform_api.db import RegistrySession
from platform_api.discovery import records, repository
from platform_api.discovery.texts import findable
from platform_api.registry.models import Product

__all__ = ["index_product", "index_products", "reindex_all"]

_CHUNK = 500


def index_product(session: RegistrySession, name: str) -> None:
    """Let a product be found by what the registry now says of it; to do so twice changes nothing."""
    index_products(session, [name])


def index_products(session: RegistrySession, names: Sequence[str]) -> None:
    """Let products be found, and forget those that are no more."""
    session.flush()
    found = {each.product.name: each for each in findable(session, names)}
    before = records.known(session, names)
    gone = [name for name in before if name not in found]
    facets = {name: "\n".join(each.facets) for name, each in found.items()}
    changes = Counter(line for lines in facets.values() for line in lines.split("\n"))
    changes.subtract(line for record in before.values() for line in record.facets.split("\n"))
    records.recount(session, changes)
    records.forget(session, gone)
    numbers = records.put(session, facets)
    rows = [{"seq": numbers[name], "facets": facets[name], **each.fields} for name, each in found.items()]
    repository.put(session, rows, gone=[before[name].seq for name in gone])
    records.add_words(session, [text for each in found.values() for text in each.vocabulary])


def reindex_all(session: RegistrySession) -> int:
    """Make the index anew from the registry, and return how many products can be found."""
    records.clear(session)
    repository.clear(session)
    names = _all_products(session)
    for start in range(0, len(names), _CHUNK):
        index_products(session, names[start : start + _CHUNK])
        session.expunge_all()
    return len(names)


def _all_products(session: Session) -> Sequence[str]:
    return session.exec(select(Product.name).order_by(col(Product.published_at), col(Product.name))).all()

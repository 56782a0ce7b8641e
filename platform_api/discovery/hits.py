"""Products that were found, as they are shown."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from platform_api.discovery import records, repository
from platform_api.discovery.highlights import pieces
from platform_api.discovery.schemas import HighlightOut, HitOut
from platform_api.registry.models import Port, Product

__all__ = ["hits"]


def hits(session: Session, numbers: Sequence[int], words: Sequence[str]) -> list[HitOut]:
    """Return products by their numbers, in that order, with the places where they have the words."""
    names = records.products(session, numbers)
    products = {row.name: row for row in session.exec(select(Product).where(col(Product.name).in_(names.values())))}
    ports: dict[str, list[str]] = {}
    found = select(Port.product, Port.name).where(col(Port.product).in_(names.values())).order_by(col(Port.name))
    for product, port in session.exec(found):
        ports.setdefault(product, []).append(port)
    texts = repository.fields_of(session, numbers if words else [])
    return [
        _hit(products[names[seq]], ports.get(names[seq], []), texts.get(seq, {}), words)
        for seq in numbers
        if names.get(seq) in products
    ]


def _hit(product: Product, ports: Sequence[str], texts: dict[str, str], words: Sequence[str]) -> HitOut:
    marked = [HighlightOut.model_validate(piece) for piece in pieces(texts, words)]
    return HitOut(**product.model_dump(), ports=list(ports), highlights=marked)

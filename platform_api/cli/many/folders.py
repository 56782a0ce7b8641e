"""Products as they lie in folders below the working directory."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from governance.descriptors import ProductFolder, load_product
from governance.digests import digest_of_text
from platform_api.selection import Graph, Node

__all__ = ["folders_below", "load_all", "local_nodes", "state_of"]

_DEEPEST = 8
_MOST = 20_000
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
_DESCRIPTOR = "product.odps.yaml"


def folders_below(root: str) -> Iterator[str]:
    """Yield the folders of products at or below `root`, in order; hidden folders and those of other tools are left out."""
    for count, (place, folders, files) in enumerate(os.walk(root)):
        depth = os.path.relpath(place, root).count(os.sep)
        folders[:] = (
            sorted(one for one in folders if not one.startswith(".") and one not in _SKIPPED)
            if depth < _DEEPEST
            else []
        )
        if _DESCRIPTOR in files:
            folders.clear()  # there is no product in a product
            yield os.path.normpath(place)
        if count >= _MOST:
            return


def local_nodes(products: Mapping[str, ProductFolder], published: Graph, files: Mapping[str, Any]) -> Graph:
    """Return the products of folders as nodes, with what the mesh knows of each of that name.

    `products` are keyed by folder; `files` are the published digests by product.
    """
    makers = {one.id: name for one, name in _contracts(products)}
    tables = {f"{name.partition('/')[0]}.{table}": name for table, name in _tables(products)}
    nodes = {}
    for folder, product in products.items():
        described = product.descriptor
        if described is None:
            continue
        name = str(described.product)
        known = published.nodes.get(name)
        keys = [key.table for one in product.contracts.values() for key in one.table.foreign_keys]
        reads = {makers.get(port.contract_id, "") for port in described.inputs} | {tables.get(key, "") for key in keys}
        nodes[name] = replace(
            known or Node(name=name, domain=described.product.domain),
            kind=described.kind,
            team=described.team,
            status=described.status,
            version=str(described.version),
            tags=described.tags,
            ports=tuple(f"{described.product.domain}.{port.table}" for port in described.outputs),
            sources=tuple(port.name for port in described.inputs if port.source),
            inputs=tuple(port.contract_id for port in described.inputs if not port.source),
            reads=tuple(sorted((reads | set(known.reads if known else ())) - {"", name})),
            path=folder.replace(os.sep, "/"),
            state=state_of(product, files.get(name)),
        )
    return Graph(nodes)


def state_of(product: ProductFolder, published: Mapping[str, str] | None) -> str:
    """Return `new`, `modified` or `unmodified`: a folder against the digests of what is published."""
    if published is None:
        return "new"
    local = {path: digest_of_text(text) for path, text in product.files.items()}
    return "unmodified" if local == dict(published) else "modified"


def load_all(root: str) -> dict[str, ProductFolder]:
    """Return the products at or below `root` by their folder."""
    return {folder: load_product(folder) for folder in folders_below(root)}


def _contracts(products: Mapping[str, ProductFolder]) -> Iterator[tuple[Any, str]]:
    for product in products.values():
        if product.descriptor is not None:
            yield from ((one, str(product.descriptor.product)) for one in product.contracts.values())


def _tables(products: Mapping[str, ProductFolder]) -> Iterator[tuple[str, str]]:
    for product in products.values():
        if product.descriptor is not None:
            yield from ((table, str(product.descriptor.product)) for table in product.contracts)

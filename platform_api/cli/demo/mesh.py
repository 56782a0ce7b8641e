"""Building the example mesh: publish what does not stand yet, let the products read each other, run them in order."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from governance.descriptors import ProductFolder, load_product
from governance.errors import Conflict
from governance.names import ProductName
from platform_api.cli.commands.publish import publish_folder
from platform_api.cli.commands.run import RunOptions, run_one
from platform_api.cli.demo.cast import ANALYST, GIVEN, Given
from platform_api.cli.session import Session

__all__ = ["give_grants", "in_order", "publish_all", "run_all"]

_MEMORY = 256 << 20  # of the engine; a year of flights needs no more
_LASTS = timedelta(days=30)
Tell = Callable[[str], None]


def in_order(folder: Path) -> list[ProductFolder]:
    """Return the products below a folder so that each comes after those it reads or refers to."""
    found = [load_product(str(path.parent)) for path in sorted(folder.glob("*/*/product.odps.yaml"))]
    makers = {contract.id: product.path for product in found for contract in product.contracts.values()}
    ports = {f"{_name(product).domain}.{table}": product.path for product in found for table in product.contracts}
    graph = {product.path: set(_needs(product, makers, ports)) - {product.path} for product in found}
    by_path = {product.path: product for product in found}
    return [by_path[path] for path in TopologicalSorter(graph).static_order()]


def _needs(product: ProductFolder, makers: dict[str, str], ports: dict[str, str]) -> Iterator[str]:
    for one in product.descriptor.inputs if product.descriptor else ():
        if one.contract_id in makers:
            yield makers[one.contract_id]
    for contract in product.contracts.values():
        yield from (ports[key.table] for key in contract.table.foreign_keys if key.table in ports)


def _name(product: ProductFolder) -> ProductName:
    if product.descriptor is None:
        raise Conflict(f"`{product.path}` cannot be read as a product", hint=f"trellis check {product.path}")
    return product.descriptor.product


def publish_all(session: Session, products: list[ProductFolder], tell: Tell) -> list[dict[str, Any]]:
    """Put every product in force and return what the platform said of each."""
    calls = session.calls(create=True)
    return [publish_folder(calls, product.path, tell=tell) for product in products]


def give_grants(session: Session) -> list[Given]:
    """Have owners let others read what the story needs, each once, and return the grants that were given now."""
    calls = session.calls()
    known = {one["id"] for one in calls.pages("infrastructure/principals")}
    if ANALYST["id"] not in known:
        calls.post("infrastructure/principals", ANALYST)
    return [given for given in GIVEN if _give(session, given)]


def _give(session: Session, given: Given) -> bool:
    owner = session.calls(user=given.owner)
    path = f"mesh/ports/{given.port}/grants"
    if any(one["grantee"] == given.to and one["state"] == "active" for one in owner.pages(path)):
        return False
    until = datetime.fromtimestamp(time.time(), UTC) + _LASTS
    body = {
        "grantee_kind": given.kind,
        "grantee": given.to,
        "purposes": ["planning"],
        "all_rows": given.all_rows,
        "expires": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "reason": given.reason,
    }
    owner.post(path, body)
    return True


def run_all(session: Session, products: list[ProductFolder], tell: Tell) -> list[dict[str, Any]]:
    """Run every product and return the reports."""
    return [run_one(session, _name(product), RunOptions(memory_bytes=_MEMORY), tell=tell) for product in products]

"""A platform in a folder of its own, in which the made-up shop's products are published and run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from governance.descriptors import load_product
from governance.names import ProductName
from platform_api.client.connection import in_process, open_home_of, whoever_is_here
from platform_api.embedded import Embedded
from platform_api.settings import load_settings
from sidecar.calls import Calls
from sidecar.platform import Platform
from sidecar.run import RunReport, Surroundings, run_product

__all__ = ["THREADS", "Shop", "open_shop"]

THREADS = 2
_PRODUCTS = Path(__file__).parent / "products"


@dataclass(frozen=True)
class Shop:
    """A mesh whose owner is whoever measures."""

    embedded: Embedded
    http: httpx.Client

    def publish(self, product: str, *, source: Path) -> None:
        """Put a product in force whose source lies in the folder `source`."""
        files = dict(load_product(str(_PRODUCTS / product)).files)
        Calls(self.http).post(f"products/sales/{product}/versions", {"files": files, "location": str(source)})

    def run(self, product: str) -> RunReport:
        """Run a product from its start to the moment at which everybody sees its rows."""
        given = Surroundings(
            platform=Platform(self.http),
            catalog=self.embedded.tables_of_run,
            scratch=str(self.embedded.state.home.work),
            threads=THREADS,
        )
        return run_product(ProductName("sales", product), given)


@contextmanager
def open_shop(home: Path) -> Iterator[Shop]:
    """Yield a new mesh in `home`."""
    embedded = open_home_of(load_settings(home=home, query_memory_bytes=2 << 30), create=True)
    try:
        with in_process(embedded, user=whoever_is_here()) as http:
            yield Shop(embedded, http)
    finally:
        embedded.close()

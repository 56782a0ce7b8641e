"""A run beside the home's tables, in this process."""

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from governance.names import ProductName
from platform_api.cli.session import Session

if TYPE_CHECKING:
    from sidecar.run import Surroundings

__all__ = ["product_of", "surroundings_of"]

_MEMORY = 1 << 30  # bytes


def surroundings_of(
    session: Session,
    *,
    tell: Callable[[str], None],
    memory_bytes: int = _MEMORY,
    cores: int = 0,
    asked: Mapping[str, Any] = MappingProxyType({}),
) -> "Surroundings":
    """Return what a run is given in the home that a command acts on, all cores unless said; raises `Invalid` elsewhere."""
    from sidecar.platform import Platform
    from sidecar.run import Surroundings

    embedded = session.embedded()
    return Surroundings(
        platform=Platform(session.client()),
        catalog=embedded.tables_of_run,
        scratch=str(embedded.state.home.work),
        memory_bytes=memory_bytes,
        threads=cores or os.cpu_count() or 2,
        tell=tell,
        asked=asked,
    )


def product_of(session: Session, port: str) -> ProductName:
    """Return the product that serves a port; raises `NotFound`."""
    return ProductName.parse(session.calls().get(f"mesh/ports/{port}")["product"])

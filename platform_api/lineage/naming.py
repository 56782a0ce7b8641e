"""One name for one thing: what events call a dataset or a job, brought to the name that lineage knows it by."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from governance.errors import Invalid
from governance.names import CATALOG, PortName, ProductName

__all__ = [
    "TRELLIS",
    "DatasetName",
    "JobName",
    "address",
    "dataset_name",
    "job_name",
    "linked",
    "port_of",
    "product_of",
]

TRELLIS = "trellis"
"""The namespace of ports (`mesh.<domain>.<port>`) and of products as jobs (`<domain>/<product>`)."""

_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?\Z")
_TRINO = "trinodb/trino"


class DatasetName(NamedTuple):
    """A dataset as OpenLineage names it: a namespace (where) and a name in it."""

    namespace: str
    name: str


class JobName(NamedTuple):
    """A job as OpenLineage names it."""

    namespace: str
    name: str


@lru_cache(maxsize=8192)  # each column's lineage names its dataset again
def dataset_name(namespace: str, name: str, *, producer: str = "") -> DatasetName:
    """Return the dataset's name with its namespace as the naming rules want it.

    Trino leaves out the scheme (https://github.com/trinodb/trino/issues/25728): `host:8080` is `trino://host:8080`.
    """
    if _TRINO in producer and "://" not in namespace and _HOST.match(namespace):
        namespace = f"trino://{namespace}"
    whole = namespace.rstrip("/")
    found = DatasetName(namespace if not whole or whole.endswith(":") else whole, name)
    port = port_of(found)
    return found._replace(name=f"{CATALOG}.{port}") if port else found


def job_name(namespace: str, name: str) -> JobName:
    """Return the job's name; a product's own job is written `<domain>/<product>`."""
    found = JobName(namespace, name)
    return found._replace(name=product_of(found) or name)


def linked(name: DatasetName, links: Iterable[DatasetName]) -> DatasetName:
    """Return the port that a dataset says it is by its symlinks, or the dataset itself."""
    return next((link for link in links if port_of(link)), name)


def port_of(name: DatasetName) -> str:
    """Return the port (`domain.port`) that goes by this name, or ""."""
    if name.namespace != TRELLIS or not name.name.startswith(f"{CATALOG}."):
        return ""
    try:
        return str(PortName.parse(name.name))
    except Invalid:
        return ""


def product_of(job: JobName) -> str:
    """Return the product (`domain/product`) whose own job goes by this name, or ""."""
    if job.namespace != TRELLIS:
        return ""
    try:
        return str(ProductName.parse(job.name))
    except Invalid:
        return ""


def address(name: DatasetName | JobName) -> str:
    """Return what stands for it in a path: a port's own name, else `dataset_` or `job_` and 24 hexadecimal digits."""
    if isinstance(name, DatasetName) and (port := port_of(name)):
        return port
    kind = "dataset" if isinstance(name, DatasetName) else "job"
    return f"{kind}_{hashlib.sha256(chr(0).join(name).encode()).hexdigest()[:24]}"

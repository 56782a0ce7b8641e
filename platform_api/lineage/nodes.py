"""The things a picture of lineage shows: numbers brought back to names, ports to their products."""

from collections.abc import Collection, Iterator, Mapping

from sqlmodel import Session, col, select

from platform_api.lineage import repository
from platform_api.lineage.repository import NamedRow
from platform_api.lineage.schemas import NodeOut
from platform_api.lineage.storage import chunks
from platform_api.registry.models import Port, Product

__all__ = ["Nodes", "port_nodes"]


class Nodes:
    """Some datasets and jobs by number, with the names that they are shown by."""

    def __init__(self, session: Session, *, datasets: Collection[int], jobs: Collection[int]) -> None:
        self._session = session
        self._datasets = repository.datasets_by_number(session, datasets)
        self._jobs = repository.jobs_by_number(session, jobs)

    def dataset(self, number: int) -> str:
        """Return the id that a dataset is shown under."""
        return self._datasets[number].address

    def job(self, number: int) -> str:
        """Return the id that a job is shown under."""
        return self._jobs[number].address

    def shown(self, hops: Mapping[int, int]) -> list[NodeOut]:
        """Return the nodes: datasets with their distances, products of the ports among them, and jobs."""
        ports = [row.owner for row in self._datasets.values() if row.owner]
        listed = port_nodes(self._session, ports)
        ids = {node.id for node in listed}
        listed += [_dataset(row) for row in self._datasets.values() if row.owner not in ids]
        near = {self.dataset(number): hop for number, hop in hops.items()}
        return [node.model_copy(update={"hops": near.get(node.id)}) for node in [*listed, *self._job_nodes()]]

    def _job_nodes(self) -> Iterator[NodeOut]:
        states = repository.last_states(self._session, self._jobs)
        for number, row in self._jobs.items():
            yield NodeOut(
                id=row.address,
                kind="job",
                name=row.name,
                namespace=row.namespace,
                product=row.owner,
                status=states.get(number, ""),
            )


def port_nodes(session: Session, names: Collection[str]) -> list[NodeOut]:
    """Return the nodes of those of the ports that are registered, and of the products that serve them."""
    ports = [port for chunk in chunks(names) for port in session.exec(select(Port).where(col(Port.name).in_(chunk)))]
    products = [
        product
        for chunk in chunks({port.product for port in ports})
        for product in session.exec(select(Product).where(col(Product.name).in_(chunk)))
    ]
    return [
        *(NodeOut(id=row.name, kind="product", name=row.name, status=row.status) for row in products),
        *(NodeOut(id=row.name, kind="port", name=row.name, product=row.product, status=row.status) for row in ports),
    ]


def _dataset(row: NamedRow) -> NodeOut:
    return NodeOut(id=row.address, kind="dataset", name=row.name, namespace=row.namespace)

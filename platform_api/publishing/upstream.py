"""The ports that a product reads or refers to: they must be there, and promise what is relied on."""

from collections import deque
from collections.abc import Iterator

from sqlmodel import Session

from governance.contracts import Contract, load_contract
from governance.descriptors import InputPort, ProductFolder
from governance.errors import Conflict, TrellisError
from governance.expectations import satisfies
from governance.findings import Severity
from platform_api.registry import repository as registry
from platform_api.registry.models import Port
from platform_api.registry.publication import InputPublication
from platform_api.registry.service import contract_in_force

__all__ = ["inputs_of", "unmet"]


def upstream_of(session: Session, reads: InputPort) -> Port | None:
    """Return the port that an input reads: the one under its contract id, in the major that its version names."""
    major = int(reads.version.partition(".")[0]) if reads.version[:1].isdigit() else 1
    return registry.port_under(session, reads.contract_id, max(major, 1))


def inputs_of(session: Session, product: ProductFolder) -> list[InputPublication]:
    """Return the product's inputs as the registry keeps them."""
    descriptor = product.descriptor
    found = []
    for reads in descriptor.inputs if descriptor else ():
        port = None if reads.source else upstream_of(session, reads)
        expected = product.expectations.get(reads.name)
        path = next((path for path in product.files if path.startswith(f"expectations/{reads.name}.")), "")
        found.append(
            InputPublication(
                name=reads.name,
                contract_id=reads.contract_id,
                upstream=port.name if port else "",
                version=reads.version,
                expectations=path if expected else "",
                columns=[column.name for column in expected.table.columns] if expected else [],
            )
        )
    return found


def unmet(session: Session, product: ProductFolder) -> TrellisError | None:
    """Return why the product cannot build on what is published now, None when it can."""
    return next(_unmet(session, product), None)


def _unmet(session: Session, product: ProductFolder) -> Iterator[TrellisError]:
    descriptor = product.descriptor
    for reads in descriptor.inputs if descriptor else ():
        if reads.source is None:
            yield from _unmet_input(session, product, reads)
    if descriptor and (way := _way_back(session, product)):
        yield Conflict(
            f"The product would read what is made of it: {' reads '.join(f'`{name}`' for name in way)}",
            hint="take the input out, or move what both need into a product that reads neither",
            slug="cyclic-inputs",
        )
    own = {f"{descriptor.product.domain}.{port.table}" for port in descriptor.outputs} if descriptor else set()
    for contract in product.contracts.values():
        for key in contract.table.foreign_keys:
            if key.table and key.table not in own and registry.port(session, key.table) is None:
                yield Conflict(
                    f"The contract of `{contract.table.name}` refers to `{key.table}`, which is not published",
                    hint=f"publish `{key.table}` first, or take the relationship out",
                    slug="unknown-reference",
                )


def _way_back(session: Session, product: ProductFolder) -> list[str]:
    """Return the products on the way from this one through what it reads back to itself; [] when there is none."""
    descriptor = product.descriptor
    if descriptor is None:
        return []
    name = str(descriptor.product)
    ports = (upstream_of(session, reads) for reads in descriptor.inputs if reads.source is None)
    waiting = deque([name, port.product] for port in ports if port is not None)
    seen: set[str] = set()
    while waiting:
        way = waiting.popleft()
        if way[-1] == name:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            waiting.extend([*way, read] for read in _read_by(session, way[-1]))
    return []


def _read_by(session: Session, name: str) -> list[str]:
    version = registry.product_version(session, name)
    inputs = registry.inputs(session, version.seq) if version is not None and version.seq is not None else ()
    ports = (registry.port(session, reads.upstream) for reads in inputs if reads.upstream)
    return [port.product for port in ports if port is not None]


def _unmet_input(session: Session, product: ProductFolder, reads: InputPort) -> Iterator[TrellisError]:
    port = upstream_of(session, reads)
    if port is None:
        yield Conflict(
            f"The input `{reads.name}` reads the contract `{reads.contract_id}` {reads.version}, which is not published",
            hint="publish its product first; `trellis search` finds what there is",
            slug="unknown-input",
        )
        return
    expected = product.expectations.get(reads.name)
    promised = _contract(session, port)
    if expected is None or promised is None:
        return
    found = [one for one in satisfies(promised, expected, version=reads.version) if one.severity is Severity.ERROR]
    if found:
        yield Conflict(
            f"`{port.name}` does not promise what the input `{reads.name}` relies on: {found[0].message}",
            hint=found[0].fix,
            slug="expectations-unmet",
            findings=[f"{one.where}: {one.code} {one.message}" for one in found],
        )


def _contract(session: Session, port: Port) -> Contract | None:
    return load_contract(contract_in_force(session, port.name).text, port.name).contract

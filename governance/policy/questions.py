"""The documents that policies judge, built from plain facts; the same document asked again gives the same answer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from governance.errors import Invalid
from governance.names import PortName
from governance.policy.facts import ChangeFacts, ConsumerFacts, Grant, Known, PortFacts, Resource, Subject

if TYPE_CHECKING:  # a reader of ports need not load what reads documents
    from governance.contracts.model import Column, Contract
    from governance.descriptors.model import Descriptor

__all__ = ["administer_input", "evolution_input", "read_input", "registration_input"]

Document = dict[str, Any]


def read_input(*, subject: Subject, purpose: str, now: int, port: PortFacts, grants: Iterable[Grant] = ()) -> Document:
    """Return the question of `access/read`: may `subject` read `port` for `purpose` at `now` (seconds since 1970)?"""
    facts = _plain(port)
    del facts["columns"]
    return {
        "action": "read",
        "subject": _subject(subject),
        "purpose": purpose,
        "now": now,
        "port": {**facts, "row_filters": [_plain(rule) for rule in port.row_filters]},
        "columns": [{**_plain(column), "mask": column.mask or "redact"} for column in port.columns],
        "grants": [_plain(grant) for grant in grants],
        "waivers": [],
    }


def administer_input(*, action: str, subject: Subject, resource: Resource, now: int) -> Document:
    """Return the question of `access/administer`: may `subject` do `action` (`run.start`) to `resource` at `now`?"""
    return {"action": action, "subject": _subject(subject), "resource": _plain(resource), "now": now}


def registration_input(
    *, subject: Subject, descriptor: "Descriptor", contracts: "Sequence[Contract]", known: Known, now: int
) -> Document:
    """Return the question of `registration/register`: may this product be published with these contracts?

    Places in its denials are places in the documents: `product.` stands for the descriptor, `contracts[1].` for the
    second contract.
    """
    return {
        "action": "register",
        "subject": _subject(subject),
        "product": _product(descriptor),
        "contracts": [_contract(contract, descriptor) for contract in contracts],
        "known": {
            "domains": dict(known.domains),
            "teams": list(known.teams),
            "ids": {contract: _without_major(port) for contract, port in known.ids.items()},
        },
        "now": now,
    }


def evolution_input(
    *,
    port: str,
    versions: tuple[str, str],
    changes: Iterable[ChangeFacts],
    required_bump: Literal["none", "patch", "minor", "major"],
    consumers: Iterable[ConsumerFacts] = (),
) -> Document:
    """Return the question of `evolution/evolve`: may the contract of `port` go from the first version to the second?"""
    return {
        "action": "evolve",
        "port": port,
        "from": versions[0],
        "to": versions[1],
        "required_bump": required_bump,
        "changes": [_plain(change) for change in changes],
        "consumers": [_plain(consumer) for consumer in consumers],
    }


def _plain(facts: Any) -> Document:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(facts).items()}


def _subject(subject: Subject) -> Document:
    attributes = {name: list(values) for name, values in subject.attributes.items()}
    return {**_plain(subject), "attributes": attributes}


def _product(descriptor: "Descriptor") -> Document:
    return {
        "name": str(descriptor.product),
        "domain": descriptor.product.domain,
        "version": str(descriptor.version),
        "status": descriptor.status,
        "kind": descriptor.kind,
        "purpose": descriptor.purpose,
        "team": descriptor.team,
        "owners": list(descriptor.owners),
        "contact": descriptor.contact,
        "description": descriptor.description,
        "inputs": [
            {"name": port.name, "contract_id": port.contract_id, "source": port.source is not None}
            for port in descriptor.inputs
        ],
        "outputs": [
            {"name": port.name, "version": str(port.version), "contract_id": port.contract_id}
            for port in descriptor.outputs
        ],
    }


def _contract(contract: "Contract", descriptor: "Descriptor") -> Document:
    served = [port.name for port in descriptor.outputs if port.contract_id == contract.id]
    levels = [
        {"property": level.property, "value": _scalar(level.value), "unit": level.unit}
        for level in contract.service_levels
    ]
    return {
        "id": contract.id,
        "version": str(contract.version),
        "status": contract.status,
        "port": f"{descriptor.product.domain}.{served[0]}" if served else "",
        "description": contract.purpose,
        "purposes": list(contract.purposes),
        "service_levels": levels,
        "row_filters": [{"column": rule.column, "attribute": rule.attribute} for rule in contract.table.row_filters],
        "columns": [facts for column in contract.table.columns for facts in _columns(column, column, column.name)],
    }


def _scalar(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _columns(column: "Column", outer: "Column", name: str) -> Iterator[Document]:
    yield {
        "name": name,
        "column": outer.name,
        "within": outer.classification,
        "path": _dotted(column.path),
        "type": column.type.kind.value,
        "classification": column.classification,
        "mask": column.mask or "redact",
        "description": column.description,
    }
    yield from _nested(column, outer, name)


def _nested(column: "Column", outer: "Column", name: str) -> Iterator[Document]:
    # What an array or a map holds has no name of its own; only the fields inside it are columns that say how secret they are.
    for field in column.type.fields:
        yield from _columns(field, outer, f"{name}.{field.name}")
    for part in (column.type.item, column.type.key, column.type.value):
        if part is not None:
            yield from _nested(part, outer, f"{name}[]")


def _dotted(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _without_major(port: str) -> str:
    try:
        name = PortName.parse(port)
    except Invalid:
        return port
    return f"{name.domain}.{name.port}"

"""The registry written: documents under their digests, and a product's version with its ports, in one transaction."""

from typing import TYPE_CHECKING

from governance.digests import digest_of_text
from governance.errors import Conflict, NotFound
from platform_api.db import RegistrySession
from platform_api.domains.service import existing_domain
from platform_api.outbox.service import record_event
from platform_api.principals.service import enrol_product, existing_team
from platform_api.registry import repository
from platform_api.registry.models import (
    Document,
    InputPort,
    Port,
    PortColumn,
    PortVersion,
    Product,
    ProductVersion,
    VerdictRecord,
)
from platform_api.registry.publication import Evidence, OutputPublication, Publication

if TYPE_CHECKING:
    from governance.contracts.model import Contract

__all__ = ["record_verdict", "record_version", "set_port_status", "store_document"]


def store_document(session: RegistrySession, kind: str, text: str) -> str:
    """Keep a text and return its digest; what is kept already is kept once, under the kind it had first."""
    digest = digest_of_text(text)
    if repository.document(session, digest) is None:
        session.add(Document(digest=digest, kind=kind, text=text, stored_at=session.now))
        session.flush()
    return digest


def record_verdict(session: RegistrySession, kind: str, resource: str, evidence: Evidence, *, by: str) -> str:
    """Keep what the law said about `resource`, allowed or not, and return the record's id."""
    verdict = evidence.verdict
    record = VerdictRecord(
        id=session.new_id("verdict"),
        kind=kind,
        resource=resource,
        allowed=verdict.allowed,
        denials=[vars(denial) for denial in verdict.denials],
        warnings=[vars(warning) for warning in verdict.warnings],
        evidence=dict(evidence.facts),
        revision=verdict.revision,
        judged_at=session.now,
        judged_for=by,
    )
    session.add(record)
    session.flush()
    return record.id


def record_version(session: RegistrySession, publication: Publication) -> ProductVersion:
    """Put a judged version in force: documents, verdict, product, ports, inputs, identity and events.

    The same version with the same files is recorded once. Raises `Conflict` when the version or a contract's version
    stands for other content already, or a port's name or contract id belongs to another product.
    """
    name, version = str(publication.descriptor.product), str(publication.descriptor.version)
    files = {path: store_document(session, kind_of(path), text) for path, text in sorted(publication.files.items())}
    earlier = repository.product_version(session, name, version=version)
    if earlier is not None:
        if earlier.files == files:
            return earlier
        raise Conflict(
            f"`{name}` {version} is published already, with other content",
            hint="raise `version` in `product.odps.yaml`",
            slug="version-taken",
        )
    _put_product(session, publication)
    recorded = _put_version(session, publication, files)
    for output in publication.outputs:
        _put_port(session, recorded, output)
    _put_inputs(session, recorded, publication)
    enrol_product(session, name, team=publication.descriptor.team, by=publication.by)
    record_event(session, "product.published", name, {"product": name, "version": version, "by": publication.by})
    return recorded


def set_port_status(session: RegistrySession, port: str, status: str, *, by: str) -> None:
    """Change how a port stands (`active`, `deprecated`, `retired`); raises `NotFound`."""
    found = repository.port(session, port)
    if found is None:
        raise NotFound(f"No port `{port[:130]}`", hint="`trellis list ports` shows what there is", slug="unknown-port")
    if found.status != status:
        found.status = status
        record_event(session, "port.status_changed", port, {"port": port, "status": status, "by": by})
        session.flush()


def kind_of(path: str) -> str:
    """Return what sort of document a product's file is, by its path."""
    if path == "product.odps.yaml":
        return "descriptor"
    folder = path.partition("/")[0]
    return {"contracts": "contract", "expectations": "expectations", "policies": "policy"}.get(folder, "code")


def _put_product(session: RegistrySession, publication: Publication) -> None:
    descriptor = publication.descriptor
    existing_domain(session, descriptor.product.domain)
    existing_team(session, descriptor.team)
    described = {
        "team": descriptor.team,
        "kind": descriptor.kind,
        "status": descriptor.status,
        "version": str(descriptor.version),
        "purpose": descriptor.purpose,
        "contact": descriptor.contact,
        "description": descriptor.description,
        "owners": list(descriptor.owners),
        "tags": list(descriptor.tags),
        "published_at": session.now,
    }
    name = str(descriptor.product)
    known = repository.product(session, name)
    if known is None:
        session.add(Product.model_validate({"name": name, "domain": descriptor.product.domain, **described}))
    else:
        known.sqlmodel_update(described)
    session.flush()


def _put_version(session: RegistrySession, publication: Publication, files: dict[str, str]) -> ProductVersion:
    name = str(publication.descriptor.product)
    recorded = ProductVersion(
        product=name,
        version=str(publication.descriptor.version),
        team=publication.descriptor.team,
        descriptor=store_document(session, "descriptor", publication.descriptor.text),
        files=files,
        verdict=record_verdict(session, "publish", name, publication.evidence, by=publication.by),
        published_at=session.now,
        published_by=publication.by,
    )
    session.add(recorded)
    session.flush()
    return recorded


def _put_port(session: RegistrySession, version: ProductVersion, output: OutputPublication) -> None:
    name, contract = str(output.port), output.contract
    port = repository.port(session, name)
    other = repository.port_under(session, contract.id, output.port.major)
    for taken in (port, other):
        if taken is not None and (taken.product, taken.contract_id, taken.name) != (version.product, contract.id, name):
            raise Conflict(
                f"The port `{taken.name}` of `{taken.product}` stands under the contract `{taken.contract_id}` already",
                hint="choose another name for the port and another `id` for its contract",
                slug="name-taken",
            )
    if port is None:
        port = Port(
            name=name,
            product=version.product,
            domain=output.port.domain,
            contract_id=contract.id,
            major=output.port.major,
        )
    port.status = output.status
    session.add(port)
    session.flush()
    current = repository.port_version(session, name)
    if current is None or current.contract != contract.digest:
        _put_port_version(session, version, output)


def _put_port_version(session: RegistrySession, version: ProductVersion, output: OutputPublication) -> None:
    contract, name = output.contract, str(output.port)
    if repository.has_port_version(session, name, str(contract.version)):
        raise Conflict(
            f"The contract `{contract.id}` {contract.version} is in the registry already, with other content",
            hint="raise the contract's `version`",
            slug="version-taken",
        )
    store_document(session, "contract", contract.text)
    recorded = PortVersion(
        port=name,
        version=str(contract.version),
        contract=contract.digest,
        product_version=version.seq,
        description=output.description or contract.table.description,
        purposes=list(contract.purposes),
        row_filters=[{"column": rule.column, "attribute": rule.attribute} for rule in contract.table.row_filters],
        since=session.now,
        recorded_by=version.published_by,
    )
    session.add(recorded)
    session.flush()
    session.add_all(_columns(recorded, contract))
    session.flush()
    told = {"port": name, "version": recorded.version, "contract": contract.digest, "product": version.product}
    record_event(session, "contract.in_force", name, told)


def _columns(recorded: PortVersion, contract: "Contract") -> list[PortColumn]:
    return [
        PortColumn(
            port_version=recorded.seq,
            position=position,
            name=column.name,
            type=str(column.type),
            classification=column.classification or "restricted",
            mask=column.mask or "redact",
            description=column.description,
        )
        for position, column in enumerate(contract.table.columns)
    ]


def _put_inputs(session: RegistrySession, version: ProductVersion, publication: Publication) -> None:
    for reads in publication.inputs:
        row = InputPort(
            product_version=version.seq,
            name=reads.name,
            contract_id=reads.contract_id,
            upstream=reads.upstream,
            version=reads.version,
            expectations=version.files.get(reads.expectations),
            columns=list(reads.columns),
        )
        session.add(row)
    session.flush()

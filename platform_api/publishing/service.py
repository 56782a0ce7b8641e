"""A publish: judged, then put in force with its tables, documents, evidence and events in one transaction."""

from dataclasses import dataclass

from governance.descriptors import Descriptor, ProductFolder
from governance.errors import Invalid, TrellisError
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.discovery.service import index_product
from platform_api.policies.service import keep_policies
from platform_api.publishing.judgement import Judgement, Step, judge, left_out
from platform_api.publishing.newcomers import welcome
from platform_api.publishing.schemas import ChangeOut, Published, PublishedPort
from platform_api.publishing.upstream import inputs_of
from platform_api.registry import repository as registry
from platform_api.registry.publication import Evidence, OutputPublication, Publication
from platform_api.registry.service import record_version, set_port_status
from platform_api.runs.models import Place
from platform_api.schedules.service import plan
from platform_api.state import PlatformState
from sidecar.failpoints import durable_step

__all__ = ["Refused", "Upload", "publish"]


@dataclass(frozen=True)
class Upload:
    """A product as it was sent, the folder that relative sources are looked for in, and the commit it comes from."""

    product: ProductFolder
    location: str
    git: str


@dataclass(frozen=True)
class Refused:
    """A publish that may not happen: the failure to answer with, and the judgement to be kept as evidence."""

    product: str
    judgement: Judgement
    failure: TrellisError


def publish(
    session: RegistrySession, state: PlatformState, name: str, upload: Upload, *, by: Caller
) -> Published | Refused:
    """Put a product's version in force; publishing the same files again changes nothing.

    A refusal is returned, so that its verdict can be kept while everything else is undone. Raises `Invalid` when the
    documents are malformed, or belong to another product than `name`.
    """
    product = upload.product
    descriptor = product.descriptor
    created = welcome(session, descriptor, by) if descriptor else []
    judgement = judge(session, state.law, product, by=by)
    if descriptor is None or str(descriptor.product) != name:
        raise Invalid(
            f"The descriptor is of `{descriptor.product if descriptor else ''}`, not of `{name}`",
            hint="publish it under its own name",
            slug="other-product",
        )
    if judgement.refusal is not None:
        return Refused(name, judgement, judgement.refusal)
    before = registry.product_version(session, name)
    recorded = record_version(session, _publication(session, descriptor, product, judgement, by=by))
    is_new = before is None or before.seq != recorded.seq
    if is_new:
        keep_policies(session, product, state.compiled)
        from platform_api.gate.tables import ensure

        with durable_step("publish.tables"):
            for step in judgement.steps:
                ensure(state.gate(session), step.port, step.new)
        for port in left_out(session, product, judgement.steps):
            set_port_status(session, port, "deprecated", by=by.id)
        index_product(session, name)
        plan(session, name, descriptor.schedule if descriptor.status != "retired" else None)
    session.merge(Place(product=name, location=upload.location, git=upload.git))
    return Published(
        product=name,
        version=recorded.version,
        is_new=is_new,
        ports=[_shown(step) for step in judgement.steps],
        created=created,
        warnings=[vars(warning) for warning in judgement.verdict.warnings],
        revision=judgement.verdict.revision,
    )


def _publication(
    session: RegistrySession, descriptor: Descriptor, product: ProductFolder, judgement: Judgement, *, by: Caller
) -> Publication:
    described = {port.table: port.description for port in descriptor.outputs}
    outputs = [
        OutputPublication(
            port=step.port,
            contract=step.new,
            description=described.get(step.port.table, ""),
            status="deprecated" if step.new.status == "deprecated" else "active",
        )
        for step in judgement.steps
    ]
    return Publication(
        descriptor=descriptor,
        outputs=outputs,
        inputs=inputs_of(session, product),
        files=product.files,
        evidence=Evidence(verdict=judgement.verdict, facts=judgement.facts),
        by=by.id,
    )


def _shown(step: Step) -> PublishedPort:
    changes = step.comparison.changes if step.comparison else ()
    return PublishedPort(
        name=str(step.port),
        version=str(step.new.version),
        before=str(step.old.version) if step.old else "",
        contract=step.new.digest,
        changes=[ChangeOut(**change.as_json()) for change in changes],
    )

"""What is asked before a version may be published: is it well made, is it lawful, and whom would it break?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from governance.contracts import Contract, load_contract
from governance.contracts.compare import Change, Comparison, check_bump, compare
from governance.descriptors import Descriptor, ProductFolder
from governance.errors import Conflict, Denied, Invalid, TrellisError
from governance.expectations import load_expectations, satisfies
from governance.findings import Severity, has_errors
from governance.names import PortName
from governance.policy import ChangeFacts, ConsumerFacts, Verdict, evolution_input, registration_input
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.law import Law
from platform_api.publishing.repository import known
from platform_api.publishing.upstream import unmet
from platform_api.registry import repository as registry
from platform_api.registry.service import consumers_of, contract_in_force

__all__ = ["Judgement", "Step", "judge", "left_out"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One port's way from the contract in force (None for a new port) to the one that is published."""

    port: PortName
    old: Contract | None
    new: Contract
    comparison: Comparison | None

    @property
    def changed(self) -> bool:
        """Whether another text is in force now."""
        return self.old is None or self.old.digest != self.new.digest


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The law's verdict and what it was given on; `refusal` is the failure to answer with, None for a yes."""

    verdict: Verdict
    steps: Sequence[Step]
    refusal: TrellisError | None
    facts: Mapping[str, Any] = field(default_factory=dict)


def judge(session: RegistrySession, law: Law, product: ProductFolder, *, by: Caller) -> Judgement:
    """Return what the linter, the law and the consumers say of a product that is to be published, in that order."""
    descriptor = product.descriptor
    if descriptor is None or has_errors(product.findings):
        raise _malformed(product)
    steps = [_step(session, descriptor, port.table, product) for port in descriptor.outputs]
    registered = _register(session, law, descriptor, [step.new for step in steps], by=by)
    evolved = [_evolve(session, law, step) for step in steps if step.comparison and step.changed]
    verdict = _together(registered, evolved)
    refusal = next(_refusals(session, product, steps, registered, evolved), None)
    facts = {
        "findings": [f"{one.where}: {one.code} {one.message}" for one in product.findings],
        "changes": {
            str(step.port): [c.as_json() for c in step.comparison.changes] for step in steps if step.comparison
        },
        "refused": refusal.case if refusal else "",
    }
    return Judgement(verdict=verdict, steps=steps, refusal=refusal, facts=facts)


def left_out(session: Session, product: ProductFolder, steps: Sequence[Step]) -> list[str]:
    """Return the product's ports that are published and that the new version does not serve."""
    descriptor, served = product.descriptor, {str(step.port) for step in steps}
    known = registry.ports(session, str(descriptor.product)) if descriptor else ()
    return [port.name for port in known if port.name not in served]


def _malformed(product: ProductFolder) -> Invalid:
    errors = [one for one in product.findings if one.severity is Severity.ERROR]
    return Invalid(
        f"The product has {len(errors)} error{'s' * (len(errors) != 1)}",
        hint=f"trellis check {product.path}",
        slug="product-findings",
        findings=[f"{one.where}: {one.code} {one.message}" for one in errors[:50]],
    )


def _step(session: Session, descriptor: Descriptor, table: str, product: ProductFolder) -> Step:
    port, new = PortName.parse(f"{descriptor.product.domain}.{table}"), product.contracts[table]
    if registry.port(session, str(port)) is None:
        return Step(port=port, old=None, new=new, comparison=None)
    old = load_contract(contract_in_force(session, str(port)).text, str(port)).contract
    return Step(port=port, old=old, new=new, comparison=compare(old, new) if old else None)


def _register(
    session: RegistrySession, law: Law, descriptor: Descriptor, contracts: Sequence[Contract], *, by: Caller
) -> Verdict:
    named = [contract.id for contract in contracts] + [reads.contract_id for reads in descriptor.inputs]
    question = registration_input(
        subject=by.subject(), descriptor=descriptor, contracts=contracts, known=known(session, named), now=session.now
    )
    return law.verdict("registration/register", question)


def _evolve(session: Session, law: Law, step: Step) -> Verdict:
    if step.old is None or step.comparison is None:
        raise ValueError("a new port has nothing to evolve from")
    consumers = [ConsumerFacts(product=c.product, columns=c.columns) for c in consumers_of(session, str(step.port))]
    question = evolution_input(
        port=str(step.port),
        versions=(str(step.old.version), str(step.new.version)),
        changes=[_facts(change) for change in step.comparison.changes],
        required_bump=step.comparison.required_bump,
        consumers=consumers,
    )
    return law.verdict("evolution/evolve", question)


def _facts(change: Change) -> ChangeFacts:
    told: Mapping[str, Any] = change.as_json()
    return ChangeFacts(**told)


def _together(registered: Verdict, evolved: Sequence[Verdict]) -> Verdict:
    every = [registered, *evolved]
    return Verdict(
        allowed=all(one.allowed for one in every),
        denials=tuple(denial for one in every for denial in one.denials),
        warnings=tuple(warning for one in every for warning in one.warnings),
        revision=registered.revision,
    )


def _refusals(
    session: Session, product: ProductFolder, steps: Sequence[Step], registered: Verdict, evolved: Sequence[Verdict]
) -> Iterator[TrellisError]:
    if not registered.allowed:
        yield _refusal(Denied, registered, "policy-refused", "A policy refuses the product")
    for step in steps:
        if step.old and step.comparison and step.changed:
            finding = check_bump(step.old.version, step.new.version, step.comparison)
            if finding:
                yield _breaking(session, step, finding.message, finding.fix)
    for verdict in evolved:
        if not verdict.allowed:
            yield _refusal(Conflict, verdict, "breaking-change", "The change is refused")
    for step in steps:
        yield from _broken_consumers(session, step)
    yield from _left_behind(session, product, steps)
    if (missing := unmet(session, product)) is not None:
        yield missing


def _left_behind(session: Session, product: ProductFolder, steps: Sequence[Step]) -> Iterator[Conflict]:
    """A port that is left out is made no more, so nobody may read it."""
    for port in left_out(session, product, steps):
        readers = [consumer.product for consumer in consumers_of(session, port)]
        if readers:
            yield Conflict(
                f"`{port}` is left out, and it is read by {', '.join(f'`{name}`' for name in readers[:5])}",
                hint="keep it among `outputPorts`, beside the new one, until they have moved",
                slug="port-is-read",
                consumers=readers,
            )


def _refusal(kind: type[TrellisError], verdict: Verdict, slug: str, what: str) -> TrellisError:
    first, more = verdict.denials[0], len(verdict.denials) - 1
    return kind(
        f"{what}: {first.message}" + (f" (and {more} more)" if more else ""),
        hint=first.fix,
        slug=slug,
        denials=[vars(denial) for denial in verdict.denials],
    )


def _breaking(session: Session, step: Step, message: str, fix: str) -> Conflict:
    readers = [consumer.product for consumer in consumers_of(session, str(step.port))]
    affected = f"; it is read by {', '.join(f'`{name}`' for name in readers[:5])}" if readers else ""
    changes = step.comparison.changes if step.comparison else ()
    return Conflict(
        f"`{step.port}`: {message}{affected}",
        hint=fix,
        slug="breaking-change",
        findings=[f"{change.grade.value}: {change.message}" for change in changes[:20]],
        consumers=readers,
    )


def _broken_consumers(session: Session, step: Step) -> Iterator[Conflict]:
    for consumer in consumers_of(session, str(step.port)) if step.changed and step.old else ():
        document = registry.document(session, consumer.expectations) if consumer.expectations else None
        expected = (
            load_expectations(document.text, f"{consumer.product} expectations").expectations if document else None
        )
        if expected is None:
            continue
        found = satisfies(step.new, expected, version=consumer.contract_version)
        broken = [one for one in found if one.severity is Severity.ERROR]
        if broken:
            yield Conflict(
                f"`{consumer.product}` relies on what `{step.port}` would no longer promise: {broken[0].message}",
                hint="keep the promise, or publish the change as a new major version beside this one",
                slug="expectations-unmet",
                consumers=[consumer.product],
                findings=[f"{one.code} {one.message}" for one in broken],
            )

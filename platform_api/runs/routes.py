"""`/api/v1/products/{domain}/{product}/runs`: a sidecar's order, lease and end; the history for everyone."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request

from governance.errors import Denied
from platform_api.deps import PageQuery, Platform, Registry, Who
from platform_api.doors import permission, signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.ports.requests import note_run, refuse_repeated
from platform_api.registry.service import existing_product, product_resource
from platform_api.routing import GuardedRouter
from platform_api.runs import repository, service
from platform_api.runs.logs import append_log, read_log
from platform_api.runs.models import RUNNING, Run
from platform_api.runs.orders import give_order
from platform_api.runs.schemas import (
    Lease,
    LeaseRenewal,
    LogKept,
    LogNew,
    LogOut,
    Order,
    RunEnd,
    RunNew,
    RunOut,
    RunPublish,
)

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/products/{domain}/{product}/runs", tag="runs")
_may_run = permission("run.start", resource=product_resource)
_may_read = permission("run.read", resource=product_resource)


@routes.post("", access=_may_run, status_code=201, writes=False, keeps_receipt=False)
def start_run(request: Request, caller: Who, state: Platform, domain: str, product: str, new: RunNew) -> Order:
    """Take a product's lease and learn what to run; the decisions on its inputs are kept even when one is a no."""
    with state.database.write("starting a run") as session:
        session.request = request.state.request_id
        refuse_repeated(session, new.requested, by=caller.id)
        order = give_order(session, state, f"{domain}/{product}", new, by=caller)
        if not isinstance(order, Denied):
            days = state.settings.receipt_days
            note_run(session, new.requested, order.run_id, by=caller.id, days=days)
    if isinstance(order, Denied):
        raise order
    return order


@routes.post("/{run}/lease", access=_may_run, keeps_receipt=False)
def renew_lease(session: Registry, domain: str, product: str, run: str, renewal: LeaseRenewal) -> Lease:
    """Keep the lease of a run that is still at work."""
    seconds = service.renew(session, f"{domain}/{product}", run, fence=renewal.fence)
    return Lease(fence=renewal.fence, seconds=seconds)


@routes.post("/{run}/publish", access=_may_run)
def publish_run(session: Registry, state: Platform, domain: str, product: str, run: str, end: RunPublish) -> RunOut:
    """Show what a run staged, in all its tables or in none."""
    published = service.publish_run(session, f"{domain}/{product}", run, end, gate=state.gate(session))
    return RunOut.model_validate(published)


@routes.post("/{run}/failure", access=_may_run)
def fail_run(session: Registry, state: Platform, domain: str, product: str, run: str, end: RunEnd) -> RunOut:
    """End a run that publishes nothing, and forget what it staged."""
    failed = service.close_failed(session, f"{domain}/{product}", run, end, gate=state.gate(session))
    return RunOut.model_validate(failed)


@routes.post("/{run}/log", access=_may_run, writes=False, keeps_receipt=False)
def append_to_log(session: Registry, state: Platform, domain: str, product: str, run: str, new: LogNew) -> LogKept:
    """Keep what a run says; no line may hold a value of any row."""
    found = service.existing_run(session, f"{domain}/{product}", run)
    return LogKept(kept=append_log(state, found.product, found.id, new.lines))


@routes.get("/{run}/log", access=_may_read)
def show_log(  # noqa: PLR0913, PLR0917 - a path has three parts, a page two
    session: Registry,
    state: Platform,
    domain: str,
    product: str,
    run: str,
    after: Annotated[int, Query(ge=0, lt=2**31, description="How many lines are known already")] = 0,
    limit: Annotated[int, Query(ge=1, le=5000, description="The most lines to return")] = 1000,
) -> LogOut:
    """Show what a run said while it worked, for its team, administrators and the product itself."""
    found = service.existing_run(session, f"{domain}/{product}", run)
    lines, following = read_log(state, found.product, found.id, after=after, limit=limit)
    is_over = found.state != RUNNING or service.has_died(found, now=session.now)
    return LogOut(lines=lines, next=following, is_over=is_over and len(lines) < limit)


@routes.get("", access=signed_in())
def list_runs(session: Registry, page: PageQuery, domain: str, product: str) -> PageOut[RunOut]:
    """List a product's runs, the newest first."""
    statement = repository.runs_of(existing_product(session, f"{domain}/{product}").name)
    by = [Run.started_at, Run.id]
    return turn_page(session, statement, page, by=by, show=RunOut.model_validate, newest_first=True)


@routes.get("/{run}", access=signed_in())
def show_run(session: Registry, domain: str, product: str, run: str) -> RunOut:
    """Show one run."""
    return RunOut.model_validate(service.existing_run(session, f"{domain}/{product}", run))

"""`/api/v1/mesh/schedules`, and `/api/v1/products/{domain}/{product}/{schedule,pause,resume}`."""

from platform_api.deps import PageQuery, Registry, Who
from platform_api.doors import permission, signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.registry.service import product_resource
from platform_api.routing import GuardedRouter
from platform_api.schedules import repository, service
from platform_api.schedules.models import Schedule
from platform_api.schedules.schemas import PauseNew, ResumeNew, ScheduleOut

__all__ = ["mesh_routes", "product_routes"]

mesh_routes = GuardedRouter("/api/v1/mesh", tag="schedules")
product_routes = GuardedRouter("/api/v1/products/{domain}/{product}", tag="schedules")
_may_run = permission("run.start", resource=product_resource)


@mesh_routes.get("/schedules", access=signed_in())
def list_schedules(session: Registry, page: PageQuery) -> PageOut[ScheduleOut]:
    """List the products that run by themselves or are paused, by name."""
    return turn_page(session, repository.schedules(), page, by=[Schedule.product], show=ScheduleOut.model_validate)


@product_routes.get("/schedule", access=signed_in())
def show_schedule(session: Registry, domain: str, product: str) -> ScheduleOut:
    """Show when a product runs next by itself."""
    return ScheduleOut.model_validate(service.schedule_of(session, f"{domain}/{product}"))


@product_routes.post("/pause", access=_may_run)
def pause(session: Registry, caller: Who, domain: str, product: str, new: PauseNew) -> ScheduleOut:
    """Keep a product from being run, by its schedule or by people, until it is resumed; a run under way goes on."""
    return ScheduleOut.model_validate(service.pause(session, f"{domain}/{product}", reason=new.reason, by=caller))


@product_routes.post("/resume", access=_may_run)
def resume(
    session: Registry,
    caller: Who,
    domain: str,
    product: str,
    new: ResumeNew | None = None,  # noqa: ARG001 - a body is read so that what nobody knows is refused
) -> ScheduleOut:
    """Let a product be run again."""
    return ScheduleOut.model_validate(service.resume(session, f"{domain}/{product}", by=caller))

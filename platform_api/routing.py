"""Routes with doors: each says who may come in, and is served in one order that nothing can change.

Sign in, ask the law, read the body, prepare, take the writer's turn, ask again, look for a receipt, parse, act, write the
receipt, commit, answer. Reads leave out the turn and the receipt. A failure anywhere undoes everything.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from governance.errors import Invalid, TrellisError
from platform_api.db import RegistrySession
from platform_api.doors import Access
from platform_api.guard import Admission, Kept, admit, admit_now, record_judged, record_kept
from platform_api.problems import crash_response, failure_of_http, failure_of_validation, problem_response
from platform_api.receipts.service import ReceiptStub, earlier_answer, forget_before, key_of, remember, request_digest
from platform_api.state import PlatformState, state_of
from platform_api.strict_request import StrictRequest

__all__ = ["GuardedRoute", "GuardedRouter", "close_the_doors", "guarded_routes"]

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Teller = Callable[[TrellisError], Response]
Prepare = Callable[[PlatformState, Any], None]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DAY = 24 * 60 * 60


class GuardedRoute(APIRoute):
    """A route that is served behind its door; without `access` it is a mistake that stops the app from being built.

    `tell` spells its failures, `max_body` is its own limit in bytes, `keeps_receipt` is False for answers with secrets.
    `prepare` is what takes long and needs no transaction: called with the body's JSON once its sender was let in.
    """

    access: Access | None = None
    writes: bool = False
    keeps_receipt: bool = True
    max_body: int = 0
    prepare: Prepare | None = None
    tell: Teller = staticmethod(problem_response)

    def get_route_handler(self) -> Handler:
        """Return what serves a request of this route."""
        act = super().get_route_handler()

        async def serve(request: Request) -> Response:
            try:
                return await self._serve(request, act, _door_of(self))
            except Kept as kept:
                await record_kept(request, kept)
                return self.tell(kept.failure)
            except TrellisError as error:
                return self.tell(error)
            except RequestValidationError as error:
                return self.tell(failure_of_validation(error.errors()))
            except HTTPException as error:
                return self.tell(failure_of_http(error, request))
            except Exception as error:  # noqa: BLE001 - a crash is answered like everything else, and told to the log
                return crash_response(error, incident=state_of(request).ids("incident"))

        return serve

    async def _serve(self, request: Request, act: Handler, access: Access) -> Response:
        state = state_of(request)
        strict = StrictRequest(request.scope, request.receive, settings=state.settings, limit=self.max_body)
        admission = await run_sync(admit_now, request, access)
        body = b"" if request.method in _SAFE else await strict.body()
        if request.query_params:
            _refuse_unknown(request, known=_query_names(self))
        if self.prepare is not None:
            await _prepared(self.prepare, state, strict)
        if self.writes:
            return await self._write(strict, act, access, _stub(request, body) if self.keeps_receipt else None)
        with state.database.read() as session:
            return await _act(strict, act, session, admission)

    async def _write(self, request: Request, act: Handler, access: Access, stub: ReceiptStub | None) -> Response:
        async with state_of(request).database.write_async(f"{request.method} {self.path}") as session:
            admission, first = await run_sync(_begin, session, request, access, stub)
            if first is not None:
                return first
            response = await _act(request, act, session, admission)
            if response.status_code >= 400:
                session.rollback()
            else:
                await run_sync(_conclude, session, request, admission, stub, response)
            return response


async def _prepared(prepare: Prepare, state: PlatformState, request: Request) -> None:
    try:
        body = await request.json()
    except (ValueError, TrellisError):
        return  # which the endpoint tells in its turn
    await run_sync(prepare, state, body)


def _door_of(route: GuardedRoute) -> Access:
    if route.access is None:
        raise RuntimeError(f"`{route.path}` has no door: declare it through GuardedRouter with `access=`")
    return route.access


def _query_names(route: GuardedRoute) -> set[str]:
    return {field.alias for field in get_flat_params(route.dependant) if isinstance(field.field_info, params.Query)}


def _refuse_unknown(request: Request, *, known: set[str]) -> None:
    """Raise `Invalid` for a query parameter that the route does not have: a misspelt filter would show everything."""
    for name in request.query_params:
        if name not in known:
            raise Invalid(
                f"There is no query parameter `{name[:80]}` here",
                hint=f"there is {', '.join(f'`{each}`' for each in sorted(known))}" if known else "leave it out",
                slug="bad-request",
            )


async def _act(request: Request, act: Handler, session: RegistrySession, admission: Admission) -> Response:
    request.state.session = session
    request.state.caller = admission.caller
    return await act(request)


def _stub(request: Request, body: bytes) -> ReceiptStub | None:
    key = key_of(request.headers.getlist("idempotency-key"))
    return ReceiptStub(key=key, digest=request_digest(request, body)) if key else None


def _begin(
    session: RegistrySession, request: Request, access: Access, stub: ReceiptStub | None
) -> tuple[Admission, Response | None]:
    """Ask for admission again, as rights and tokens end while a body arrives, and look for an earlier answer."""
    session.request = request.state.request_id
    admission = admit(session, request, access)
    by = admission.caller.id
    return admission, earlier_answer(session, stub, by=by) if stub is not None and by else None


def _conclude(
    session: RegistrySession, request: Request, admission: Admission, stub: ReceiptStub | None, response: Response
) -> None:
    record_judged(session, admission)
    session.flush()
    if stub is not None and admission.caller.id:
        remember(session, stub, request, response, by=admission.caller.id)
        forget_before(session, session.now - state_of(request).settings.receipt_days * _DAY)


class GuardedRouter:
    """Collects a domain's routes; `get`, `post`, `put`, `patch` and `delete` decorate their endpoints.

    Besides FastAPI's options they take those of `GuardedRoute`: `keeps_receipt`, `max_body` and `prepare`; `tell` spells the
    failures of all its routes.
    """

    def __init__(self, prefix: str, *, tag: str, tell: Teller = problem_response) -> None:
        self.router = APIRouter(prefix=prefix, tags=[tag], route_class=GuardedRoute)
        self._tell = tell

    def get(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:
        """Declare a route that reads."""
        return self._route("GET", path, access, options, writes=False)

    def post(self, path: str, *, access: Access, writes: bool = True, **options: Any) -> Callable[[Any], Any]:
        """Declare a route that makes something; `writes=False` for one that takes no transaction of its own."""
        return self._route("POST", path, access, options, writes=writes)

    def put(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:
        """Declare a route that sets something."""
        return self._route("PUT", path, access, options, writes=True)

    def patch(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:
        """Declare a route that changes something."""
        return self._route("PATCH", path, access, options, writes=True)

    def delete(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:
        """Declare a route that ends something."""
        return self._route("DELETE", path, access, options, writes=True)

    def _route(
        self, method: str, path: str, access: Access, options: dict[str, Any], *, writes: bool
    ) -> Callable[[Any], Any]:
        extras = {name: options.pop(name) for name in ("keeps_receipt", "max_body", "prepare") if name in options}

        def declare(endpoint: Any) -> Any:
            self.router.add_api_route(path, endpoint, methods=[method], **options)
            vars(self.router.routes[-1]).update(access=access, writes=writes, tell=self._tell, **extras)
            return endpoint

        return declare


def guarded_routes(app: FastAPI) -> list[tuple[str, str, GuardedRoute]]:
    """Return every route of an app as method, path and route; raises RuntimeError for one that has no door."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, GuardedRoute):
            raise RuntimeError(f"`{context.path}` has no door: declare it through GuardedRouter with `access=`")  # noqa: TRY004 - it is the app that is wrong
        _door_of(route)
        found += [(method, str(context.path), route) for method in sorted(context.methods or ())]
    return found


def close_the_doors(app: FastAPI) -> None:
    """Stop an app that has a route without a door from ever being served."""
    guarded_routes(app)

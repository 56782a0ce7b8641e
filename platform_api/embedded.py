"""A platform in this process, over a home on this machine: the real app with the real law, and its owner's key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import FastAPI

from governance.errors import SignInNeeded
from platform_api.main import close_app, create_app
from platform_api.principals.repository import any_principal
from platform_api.principals.service import caller_of, claim_home
from platform_api.settings import Settings
from platform_api.state import PlatformState

if TYPE_CHECKING:
    from sidecar.backends.tables import Catalog

__all__ = ["Embedded", "open_embedded"]


@dataclass(frozen=True)
class Embedded:
    """An app that is ready to be asked; `close` it when done."""

    app: FastAPI
    close: Callable[[], None]

    @property
    def state(self) -> PlatformState:
        """The parts behind the app."""
        found: PlatformState = self.app.state.trellis
        return found

    def tables_of_run(self, run_id: str, fence: int) -> "Catalog":
        """Return the catalog for one run: it may write to its own audit branches while it holds its lease."""
        from platform_api.gate.catalog import Gate
        from platform_api.gate.tables import judge_of_run
        from platform_api.runs.service import holds_lease

        state = self.state
        judge = judge_of_run(run_id, lambda session: holds_lease(session, run_id, fence))
        return Gate(state.database, warehouse=f"file://{state.home.warehouse}", clock=state.clock, judge=judge)

    def token(self, user: str) -> str:
        """Return a token for `user`, signed with the home's own key; raises `SignInNeeded` for somebody unknown."""
        with self.state.database.read() as session:
            if caller_of(session, user) is None:
                raise SignInNeeded(
                    f"The mesh in `{self.state.home.root}` does not know `{user}`",
                    hint="`trellis list principals` shows whom it knows; `trellis --as USER …` acts as one of them",
                )
        return self.state.authority.issue(user, now=self.state.clock(), ids=self.state.ids).token


def open_embedded(settings: Settings, *, owner: str) -> Embedded:
    """Return the platform of a home, made if there is none; `owner` becomes the administrator of a new one."""
    app = create_app(settings)
    state: PlatformState = app.state.trellis
    with state.database.read() as session:
        is_new = not any_principal(session)
    if is_new:
        with state.database.write("opening the home") as writing:
            claim_home(writing, owner=owner)
    return Embedded(app=app, close=lambda: close_app(app))

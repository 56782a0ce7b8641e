"""The task that runs what is due for as long as the platform is up."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import anyio
from anyio.abc import TaskGroup
from anyio.to_thread import run_sync

from governance.errors import TrellisError
from platform_api.schedules.chores import do_chores
from platform_api.schedules.claims import Due, claim, end, is_work_waiting, let_go
from platform_api.schedules.repository import next_moment
from platform_api.schedules.workers import Ended, run_worker
from platform_api.settings import Settings
from platform_api.state import PlatformState
from sidecar.failpoints import failpoint
from sidecar.holder import process_name

__all__ = ["Scheduler", "schedule_for_ever"]

_LOG = logging.getLogger("trellis.platform")
_HOUR = 3600.0


async def schedule_for_ever(state: PlatformState) -> None:
    """Look for what is due again and again until cancelled; a look that fails is logged, and the next one comes."""
    scheduler = Scheduler(state)
    async with anyio.create_task_group() as tasks:
        while True:
            try:
                await scheduler.look(tasks)
            except Exception as error:  # noqa: BLE001 - whatever a look meets, the server goes on, and the next look comes
                _LOG.warning("what is due waits: %s", error, exc_info=not isinstance(error, TrellisError))
            await anyio.sleep(await run_sync(scheduler.pause))


@dataclass
class Scheduler:
    """One server's part in the schedules: which due runs it has under way, each in a process of its own."""

    state: PlatformState
    work: Callable[..., Awaitable[Ended]] = run_worker
    under_way: set[Due] = field(default_factory=set)
    server: str = field(default_factory=process_name)

    async def look(self, tasks: TaskGroup) -> list[Due]:
        """Claim what is due and fits, send it out, do the day's chores, and return what was claimed."""
        taken = await run_sync(self._claim)
        for due in taken:
            self.under_way.add(due)
            tasks.start_soon(self._see_to, due)
        if not self.under_way:
            await run_sync(do_chores, self.state)
        return taken

    def pause(self) -> float:
        """Return the seconds until the next look: soon, or sooner when something is due by then."""
        longest = self.state.settings.schedule_seconds
        try:
            with self.state.database.read() as session:
                moment, now = next_moment(session), session.now
        except TrellisError:
            return longest
        return longest if moment is None or moment <= now else max(min(longest, float(moment - now)), 0.05)

    def _claim(self) -> list[Due]:
        room = self.state.settings.schedule_parallel - len(self.under_way)
        with self.state.database.read() as session:
            if not is_work_waiting(session, server=self.server, mine=self.under_way):
                return []
        with self.state.database.write("claiming what is due") as session:
            taken = claim(session, server=self.server, mine=self.under_way, room=room)
        failpoint("schedule.claimed")
        return taken

    async def _see_to(self, due: Due) -> None:
        """Run what is due; it counts as under way until its end is written down, so that no look sends it out again."""
        try:
            await run_sync(self._conclude, due, await self._worked(due))
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await run_sync(self._conclude, due, None)
            raise
        finally:
            self.under_way.discard(due)

    async def _worked(self, due: Due) -> Ended:
        settings: Settings = self.state.settings
        try:
            return await self.work(settings, due, seconds=settings.schedule_run_hours * _HOUR)
        except Exception as error:  # noqa: BLE001 - one run that cannot be begun keeps no other from its turn
            _LOG.warning("the scheduled run of `%s` could not be seen to", due[0], exc_info=error)
            return Ended(1, f"its process could not be seen to: {type(error).__name__}")

    def _conclude(self, due: Due, ended: Ended | None) -> None:
        try:
            with self.state.database.write("ending what was due") as session:
                if ended is None:
                    let_go(session, due, server=self.server)
                else:
                    end(session, due, server=self.server, problem=ended.said)
        except TrellisError as error:
            _LOG.warning("`%s` stays open, and is seen to at the next look: %s", due[0], error.message)
        if ended is not None and ended.code:
            _LOG.warning("the scheduled run of `%s` ended with %d: %s", due[0], ended.code, ended.said)

"""What every run has around it: the platform, the tables, a lease that is kept, a scratch folder, and an end that is told."""

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from governance.errors import Conflict, TrellisError, Unavailable
from sidecar.backends.duck import Connection, open_connection, recorded, said_plainly
from sidecar.backends.tables import Catalog, local_path
from sidecar.failpoints import failpoint
from sidecar.platform import Platform
from sidecar.run.lease import LeaseKeeper
from sidecar.run.log import RunLog
from sidecar.run.order import RunOrder
from sidecar.run.progress import failed, job_of

__all__ = ["Surroundings", "engine", "hand_in", "working"]

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a run is given: the control plane, the tables, memory and threads for the engine, a folder for scratch.

    `catalog` hands out the tables for one run, by its id and fencing token. `tell` hears what is being done, and `asked`
    is what else the platform is told when the run is asked for.
    """

    platform: Platform
    catalog: Callable[[str, int], Catalog]
    scratch: str
    memory_bytes: int = 1 << 30
    threads: int = 2
    tell: Tell = lambda _line: None
    asked: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def working(given: Surroundings, order: RunOrder) -> Iterator[tuple[LeaseKeeper, str, RunLog]]:
    """Yield the lease, which is kept, a scratch folder and the run's log; tell the platform when the block raises.

    Raises what the block raises, as one of the five kinds where it foresaw none, or that the lease was lost before.
    """
    log = RunLog(given.platform, order.product, order.run_id, tell=given.tell)
    log.note(f"Attempt {given.asked.get('attempt', 1)} of {order.version}")
    try:
        with LeaseKeeper(given.platform, order) as lease, _scratch(given, order) as scratch:
            yield lease, scratch, log
    except BaseException as error:
        failure = _failure(error)
        log.failed(recorded(failure)[:2000])
        lost = _give_up(given.platform, order, failure)
        if lost is not None and (isinstance(failure, Unavailable) or failure.case == "table-moved"):
            raise lost from error  # what was staged is gone with the lease, and nothing else is wrong
        if isinstance(error, OSError):
            raise failure from error
        raise


@contextmanager
def engine(given: Surroundings, catalog: Catalog, scratch: str, sources: Sequence[str] = ()) -> Iterator[Connection]:
    """Yield an engine of the run's own: wherever in the block it fails, or hears a signal, that is said plainly.

    It may touch the folders of the tables and of the sources, and nothing else on the machine.
    """
    folders = {local_path(catalog.properties["warehouse"]), *(os.path.dirname(path) for path in sources)}
    connection = open_connection(
        memory_bytes=given.memory_bytes, threads=given.threads, temp_dir=scratch, folders=sorted(folders)
    )
    with closing(connection), said_plainly():
        yield connection


def hand_in(platform: Platform, order: RunOrder, end: Mapping[str, Any]) -> None:
    """Ask the platform to show what was staged; once more when its answer got lost."""
    failpoint("run.hand_in.before")
    try:
        platform.publish(order.product, order.run_id, end)
    except Unavailable:
        # Whether the rows are shown is not known now. The same request once more shows them, or tells that they are.
        platform.publish(order.product, order.run_id, end)
    failpoint("run.hand_in.after")


def _failure(error: BaseException) -> TrellisError:
    """What others are told of an end that nobody foresaw, without a value of any row."""
    if isinstance(error, TrellisError):
        return error
    if isinstance(error, OSError):
        return Unavailable(
            f"The run cannot read or write: {error.strerror or type(error).__name__}",
            hint="`trellis doctor` looks at the disk; then run it again",
        )
    interrupted = isinstance(error, KeyboardInterrupt)
    return Unavailable("The run was interrupted" if interrupted else f"The run crashed with {type(error).__name__}")


def _give_up(platform: Platform, order: RunOrder, error: TrellisError) -> Conflict | None:
    """Tell the platform; return its answer when the run is not this sidecar's to end any more."""
    problem = recorded(error)[:2000]
    end: dict[str, Any] = {
        "fence": order.lease.fence,
        "problem": problem,
        "outcome": {"findings": error.context.get("findings", [])[:50], "code": error.case},
        "event": failed(job_of(str(order.product), order.kind), order.run_id, problem),
    }
    try:
        platform.fail(order.product, order.run_id, end)
    except Conflict as answer:
        return answer
    except TrellisError:
        return None  # the platform is away: the next run undoes what this one left
    return None


@contextmanager
def _scratch(given: Surroundings, order: RunOrder) -> Iterator[str]:
    """Yield a folder that is gone afterwards; one that a dead run left is cleared by the next run of the product."""
    prefix = f"{order.product.domain}.{order.product.product}."
    for left in glob.glob(f"{glob.escape(given.scratch)}/{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=prefix, dir=given.scratch)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

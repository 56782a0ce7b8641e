"""Runs in the registry."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.runs.models import RUN, RUNNING, Place, ReadFile, Run

__all__ = [
    "close",
    "extend",
    "forget_files",
    "is_over",
    "last_fence",
    "last_published",
    "loads",
    "place",
    "read_files",
    "read_inputs",
    "remember",
    "run",
    "running",
    "runs_of",
]


def run(session: Session, product: str, run_id: str) -> Run | None:
    """Return that run of that product."""
    found = session.get(Run, run_id)
    return found if found is not None and found.product == product else None


def running(session: Session, product: str) -> Run | None:
    """Return the run that holds the product's lease."""
    return session.exec(select(Run).where(Run.product == product, Run.state == RUNNING)).first()


def is_over(session: Session, product: str, run_id: str) -> bool:
    """Tell whether that run of that product has ended without publishing, which nothing can change any more."""
    found = run(session, product, run_id)
    return found is not None and found.state in {"failed", "abandoned"}


def last_fence(session: Session, product: str) -> int:
    """Return the highest fencing token ever given for the product, 0 before the first."""
    return session.exec(select(func.max(Run.fence)).where(Run.product == product)).one() or 0


def last_published(session: Session, product: str) -> Run | None:
    """Return the run of the product itself that published last, whatever was done to its ports since."""
    return session.exec(_loads(product)).first()


def loads(session: Session, product: str) -> Sequence[Run]:
    """Return the runs of the product itself that published, the newest first."""
    return session.exec(_loads(product)).all()


def _loads(product: str) -> SelectOfScalar[Run]:
    statement = select(Run).where(Run.product == product, Run.state == "published", Run.kind == RUN)
    return statement.order_by(col(Run.fence).desc())


def place(session: Session, product: str) -> Place:
    """Return where the product was published from; empty when it is not known."""
    return session.get(Place, product) or Place(product=product, location="")


def runs_of(product: str) -> SelectOfScalar[Run]:
    """Return the statement for a product's runs."""
    return select(Run).where(Run.product == product)


def read_files(session: Session, tables: Iterable[str]) -> list[ReadFile]:
    """Return the files that are in the rows of these tables, by table, input and path."""
    statement = select(ReadFile).where(col(ReadFile.table).in_(list(tables)))
    return list(session.exec(statement.order_by(col(ReadFile.table), col(ReadFile.input), col(ReadFile.path))).all())


def read_inputs(session: Session, tables: Iterable[str]) -> set[tuple[str, str]]:
    """Return the inputs, each as table and input, of which files are remembered for these tables."""
    statement = select(ReadFile.table, ReadFile.input).where(col(ReadFile.table).in_(list(tables)))
    return {(table, name) for table, name in session.exec(statement.distinct()).all()}


def remember(session: Session, files: Iterable[ReadFile]) -> None:
    """Write down files, in the place of what was known of the same paths."""
    for file in files:
        session.merge(file)
    session.flush()


def forget_files(session: Session, table: str, *, input_name: str) -> None:
    """Forget what was read of an input for a table: it has none of it, or nobody knows which files any more."""
    statement = delete(ReadFile).where(col(ReadFile.table) == table, col(ReadFile.input) == input_name)
    session.connection().execute(statement)


def extend(session: Session, run_id: str, *, fence: int, until: int) -> bool:
    """Move the end of a lease; False when it is no longer this run's."""
    statement = update(Run).where(col(Run.id) == run_id, col(Run.fence) == fence, col(Run.state) == RUNNING)
    return bool(session.connection().execute(statement.values(lease_until=until)).rowcount)


def close(session: Session, found: Run, *, state: str, now: int) -> None:
    """End a run in a state that it does not leave."""
    found.state = state
    found.finished_at = now
    session.add(found)
    session.flush()

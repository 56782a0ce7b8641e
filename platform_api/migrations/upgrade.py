"""Brings a registry's tables up to this version: all missing revisions in one transaction, in the writer's turn."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from governance.errors import Conflict

if TYPE_CHECKING:
    from platform_api.db import Database

__all__ = ["bring_up_to_date", "keep_append_only"]

_REVISION = re.compile(r"^(down_)?revision = (?:\"(\w+)\"|None)$", re.MULTILINE)


def bring_up_to_date(database: "Database", *, is_new: bool) -> None:
    """Run the revisions that the registry lacks; raises `Conflict` when it has one that this version does not know."""
    known, heads = _revisions()
    if not is_new and _applied_now(database) == heads:
        return
    with database.write("migrating") as session:
        applied = _applied(session.connection())
        if strangers := sorted(applied - known):
            raise Conflict(
                f"The registry has the revision `{strangers[0]}`, which this Trellis does not know",
                hint="upgrade Trellis with `pip install --upgrade trellis-mesh`",
                slug="registry-is-newer",
            )
        if applied != heads:
            _upgrade(session.connection())


def _revisions() -> tuple[set[str], set[str]]:
    """Return all revisions and the newest ones, read from the files' text: importing Alembic costs 0.1 s."""
    known: set[str] = set()
    needed: set[str] = set()
    for file in (Path(__file__).parent / "versions").glob("*.py"):
        for down, name in _REVISION.findall(file.read_text()):
            (needed if down else known).add(name)
    return known, known - needed


def _applied_now(database: "Database") -> set[str]:
    with database.read() as session:
        return _applied(session.connection())


def _applied(connection: Connection) -> set[str]:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return set()
    return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "heads")


def keep_append_only(connection: Connection, *tables: str) -> None:
    """Make the database refuse to change or delete a row of `tables`; for revisions that create such tables."""
    if connection.dialect.name != "sqlite":
        return
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

"""Models and revisions say the same, and a process that dies while it migrates has changed nothing."""

import importlib.resources
import re
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import String
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from sqlmodel import AutoString, text

from governance.errors import Conflict
from platform_api.db import open_registry
from platform_api.tables import Table, all_tables
from tests.factories.processes import run_code, run_together

KILLED_AT_STATEMENT = """
import os
from sqlalchemy import event
from sqlalchemy.engine import Engine
from platform_api.db import open_registry
from platform_api.settings import load_settings
seen = []
@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *rest):
    seen.append(statement)
    if len(seen) == {kill}:
        os._exit(137)
open_registry(load_settings(home={home!r})).close()
print(len(seen))
"""


def tables_of(home):
    with sqlite3.connect(home / "registry.db") as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def types_differ(_context, _inspected, _declared, inspected_type, declared_type):
    """Text is text, however long: to SQLite and Postgres `VARCHAR` and `TEXT` are the same."""
    return False if isinstance(inspected_type, String) and isinstance(declared_type, String | AutoString) else None


def models():
    all_tables()
    return sorted((mapper.class_ for mapper in Table._sa_registry.mappers), key=lambda model: model.__name__)


def test_models_and_revisions_agree(database):
    with database.write("comparing") as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": types_differ})
        assert compare_metadata(context, all_tables()) == []


def test_opening_again_changes_nothing(database, settings):
    before = settings.home.joinpath("registry.db").read_bytes()
    open_registry(settings).close()
    assert settings.home.joinpath("registry.db").read_bytes() == before


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_table_can_be_made_on_postgres_too(model):
    assert str(CreateTable(model.__table__).compile(dialect=postgresql.dialect()))


def test_every_append_only_model_is_guarded_by_the_database(database):
    with database.read() as session:
        guarded = set(session.execute(text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    assert {model.__tablename__ for model in models() if model.APPEND_ONLY} <= guarded


def test_a_registry_of_a_newer_version_is_refused_and_left_alone(database, settings):
    with database.write("coming from the future") as session:
        session.execute(text("INSERT INTO alembic_version VALUES ('9999_flying_cars')"))
    with pytest.raises(Conflict, match="9999_flying_cars"):
        open_registry(settings)


def test_dying_at_any_statement_of_the_first_start_leaves_nothing_half_made(tmp_path):
    statements = int(run_code(KILLED_AT_STATEMENT.format(kill=-1, home=str(tmp_path / "whole"))))
    for kill in range(1, statements + 1, max(1, statements // 6)):
        home = tmp_path / f"home{kill}"
        run_code(KILLED_AT_STATEMENT.format(kill=kill, home=str(home)), expect=137)
        assert tables_of(home) == set()
        run_code(KILLED_AT_STATEMENT.format(kill=-1, home=str(home)))
        assert tables_of(home) == tables_of(tmp_path / "whole")


def test_processes_that_start_at_once_make_one_registry(tmp_path):
    run_together([KILLED_AT_STATEMENT.format(kill=-1, home=str(tmp_path / "home"))] * 4)
    assert "principals" in tables_of(tmp_path / "home")


def test_a_revision_names_its_place_so_that_it_is_found_without_alembic():
    for file in importlib.resources.files("platform_api.migrations.versions").iterdir():
        if file.name.endswith(".py"):
            assert len(re.findall(r"^(?:down_)?revision = (?:\"\w+\"|None)$", file.read_text(), re.MULTILINE)) == 2

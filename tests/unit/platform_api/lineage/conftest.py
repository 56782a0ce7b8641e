"""A registry that a whole module shares; tests keep apart by the names of their jobs and datasets."""

import pytest

from platform_api.db import open_registry
from platform_api.lineage.neighbourhood import Reach
from platform_api.lineage.service import column_graph, dataset_graph, ingest_event
from platform_api.settings import load_settings
from tests.factories.mesh import CountingIds, FakeClock, people_the_mesh


class Told:
    """A registry to tell events to, and to ask what is made of what."""

    def __init__(self, database):
        self.database = database

    def tell(self, *events, **options):
        with self.database.write("telling") as session:
            for event in events:
                ingest_event(session, event, **options)

    def graph(self, name, side="both", **reach):
        with self.database.read() as session:
            return dataset_graph(session, name, side, Reach(**{"depth": 20, "limit": 1000, **reach}), columns=True)

    def edges(self, name, side="both", **reach):
        """Return the edges around a dataset as pairs of names."""
        found = self.graph(name, side, **reach)
        names = {node.id: node.name for node in found.nodes}
        return {(names[edge.source], names[edge.target]) for edge in found.edges}

    def columns(self, name, column, direction="downstream", *, direct=False, **reach):
        """Return the columns that are reached as `dataset.column`, `dataset.*` for the whole of one."""
        found = self.impact(name, column, direction, direct=direct, **reach)
        names = {node.id: node.name for node in found.nodes}
        return {f"{names[reached.dataset]}.{reached.column or '*'}" for reached in found.columns}

    def impact(self, name, column, direction="downstream", *, direct=False, **reach):
        with self.database.read() as session:
            far = Reach(**{"depth": 20, "limit": 1000, **reach})
            return column_graph(session, name, column, direction, far, direct=direct)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    settings = load_settings(home=tmp_path_factory.mktemp("lineage") / "home")
    database = open_registry(settings, clock=FakeClock(), ids=CountingIds())
    with database.write("peopling") as session:
        people_the_mesh(session)
    yield Told(database)
    database.close()

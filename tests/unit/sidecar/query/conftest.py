import duckdb
import pytest

from sidecar.query import Limits, QueryWorkers, Statement


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """A Parquet file of 1,000 rows, `id` and `note`."""
    path = str(tmp_path_factory.mktemp("data") / "rows.parquet")
    duckdb.execute(f"COPY (SELECT i AS id, 'n' || i AS note FROM range(1000) t(i)) TO '{path}' (FORMAT parquet)")
    return path


@pytest.fixture(scope="session")
def workers():
    with QueryWorkers(Limits(seconds=3, memory_bytes=256 << 20, answer_bytes=2 << 20, threads=2)) as started:
        yield started


@pytest.fixture
def reading(data):
    """A statement over that file, `{0}` standing for it; its probe reads an empty relation."""
    relation, nothing = f"read_parquet(['{data}'])", "(SELECT 1::BIGINT AS id, '' AS note WHERE false)"

    def made(text):
        return Statement(
            sql=text.format(f"{relation} AS t"),
            relations=(relation,),
            probe=text.format(f"{nothing} AS t"),
            probe_relations=(nothing,),
        )

    return made


def numbers(count):
    """A relation of `count` rows that needs no file."""
    return f"(SELECT i FROM range({count}) t(i))"

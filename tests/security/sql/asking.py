"""Asks twins on the kind of connection that a worker has, without a process for each query."""

import duckdb
import pyarrow as pa

from sidecar.backends.worker.blanks import blanked
from sidecar.backends.worker.engine import code_of, open_connection, probe, stage, steady, verify
from sidecar.backends.worker.engine import run as start
from sidecar.query.failures import failure

__all__ = ["Engine"]


class Engine:
    """Runs rewritten queries one after another; each leaves nothing behind."""

    def __init__(self):
        self._connection = open_connection(threads=1, memory_bytes=256 << 20)

    def __call__(self, done, _files):
        """The rows of a rewritten query; raises what a reader would be told."""
        connection = self._connection
        verify(connection, done.sql, done.relations, done.stages)
        steady(connection, done.sql, *(text for _, text in done.stages))
        try:
            stage(connection, done.stages, memory_bytes=len(done.probe) % 2 << 28)  # every other one is compressed
            schema, batches = start(connection, done.sql)
            return pa.Table.from_batches([blanked(batch) for batch in batches], schema)
        except duckdb.Error as error:
            found = probe(connection, done.probe, done.probe_relations)
            raise failure(*(found or (code_of(error),))) from None
        finally:
            for name, _ in done.stages:
                connection.execute(f"DROP TABLE IF EXISTS {name}")

    def close(self):
        self._connection.close()

"""The processes that run queries. A zygote imports the engine once and forks a child for each query; the child opens
one connection, runs one statement inside a sandbox, writes the answer and ends.
"""

from sidecar.backends.worker.engine import verify

__all__ = ["verify"]

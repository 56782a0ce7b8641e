"""Files that a source-aligned product reads: found, unpacked, and spelled for DuckDB."""

from sidecar.sources.alike import check_kept
from sidecar.sources.files import SourceFile, locate, unpack
from sidecar.sources.known import ReadFile, Sorted, read_file, sort_out
from sidecar.sources.readers import read

__all__ = [
    "ReadFile",
    "Sorted",
    "SourceFile",
    "check_kept",
    "locate",
    "read",
    "read_file",
    "sort_out",
    "unpack",
]

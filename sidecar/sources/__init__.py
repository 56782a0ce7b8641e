"""Files that a source-aligned product reads: found, unpacked, and spelled for DuckDB."""

from sidecar.sources.files import SourceFile, locate, unpack
from sidecar.sources.readers import read

__all__ = ["SourceFile", "locate", "read", "unpack"]

"""How a build of this package is run from a command line: `python -m … [--check]`."""

import sys
from collections.abc import Callable, Sequence

from governance.errors import TrellisError

__all__ = ["run_build"]


def run_build(build: Callable[[bool], str], arguments: Sequence[str]) -> int:
    """Build, or only compare with `--check`; return 0 when all is well, else 1. What happened goes to stderr."""
    try:
        said, code = build("--check" not in arguments), 0
    except TrellisError as failure:
        said, code = f"error: {failure.message}\n\nhint: {failure.hint}", 1
    sys.stderr.write(said + "\n")
    return code

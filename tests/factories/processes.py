"""Other processes, for tests of what happens when there are several, or when one of them dies."""

import os
import subprocess
import sys
from collections.abc import Sequence

__all__ = ["PROGRAM", "run_code", "run_together"]

PROGRAM = [sys.executable, "-c", "from platform_api.cli import main; main()"]
"""The words that start `trellis` in a process of its own."""


def run_code(code: str, *, expect: int = 0, **environment: str) -> str:
    """Run Python code in another process, check its exit code, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == expect, done.stderr
    return done.stdout


def run_together(codes: Sequence[str]) -> None:
    """Run several pieces of Python code at the same time, a process each, and check that all end well."""
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for code in codes]
    told = [child.communicate()[1] for child in running]
    assert [child.returncode for child in running] == [0] * len(codes), told

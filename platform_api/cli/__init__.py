"""The command line: data to stdout, talk to stderr, a hint with every refusal."""

from platform_api.cli.program import main

__all__ = ["main"]

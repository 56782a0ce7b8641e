"""A product's own tests: these rows in, those rows out, through the very code that a run goes through."""

from sidecar.examples.examples import run_examples

__all__ = ["run_examples"]

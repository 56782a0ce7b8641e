"""The semantic linter: what the schema lets through and an engine, a reader or an enforcer would stumble over."""

from governance.contracts.lint.linter import lint
from governance.contracts.lint.subject import Subject

__all__ = ["Subject", "lint"]

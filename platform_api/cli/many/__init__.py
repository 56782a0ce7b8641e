"""Several products at once: which they are, in which order, and what came of each."""

from platform_api.cli.many.choose import choose, selection_options, tell_why
from platform_api.cli.many.plan import Plan

__all__ = ["Plan", "choose", "selection_options", "tell_why"]

"""The example mesh, built and run in a home, and what happened told as it happens."""

from platform_api.cli.demo.story import tell_story

__all__ = ["tell_story"]

"""The registry's revisions, and what brings a registry up to them."""

from platform_api.migrations.upgrade import bring_up_to_date, keep_append_only

__all__ = ["bring_up_to_date", "keep_append_only"]

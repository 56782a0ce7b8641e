"""The Python client: `connect()` to a platform, and ask it."""

from platform_api.client.mesh import Mesh, connect

__all__ = ["Mesh", "connect"]

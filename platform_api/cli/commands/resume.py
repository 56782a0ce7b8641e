"""`trellis resume`: let a paused product be run again."""

import click

from governance.names import ProductName
from platform_api.cli.output import say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="resume", epilog="Example: trellis resume operations/flights")
@click.argument("product", metavar="DOMAIN/PRODUCT")
def command(product: str) -> None:
    """Let a paused product be run again; what its schedule missed is made up for only with `catchup`."""
    name = ProductName.parse(product)
    found = current().calls().post(f"products/{name}/resume", {})
    say(f"Resumed {name}" + (f"; it is due at {found['next_due']}" if found["next_due"] else ""))

"""`trellis pause`: keep a product from being run."""

import click

from governance.names import ProductName
from platform_api.cli.output import say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="pause", epilog="Example: trellis pause operations/flights --reason 'the source is being moved'")
@click.argument("product", metavar="DOMAIN/PRODUCT")
@click.option("--reason", required=True, help="Why, for whoever finds it paused.")
def command(product: str, reason: str) -> None:
    """Keep a product from being run, by its schedule or by people, until `trellis resume`; a run under way goes on."""
    name = ProductName.parse(product)
    current().calls().post(f"products/{name}/pause", {"reason": reason})
    say(f"Paused {name}; `trellis resume {name}` lets it run again")

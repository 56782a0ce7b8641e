"""`trellis lineage`: what a port is made of, and who builds on it."""

import json

import click

from platform_api.cli.characters import printable
from platform_api.cli.graph import mermaid, together, trees
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="lineage", epilog="Example: trellis lineage planning.punctuality --direction upstream")
@click.argument("name", metavar="DOMAIN.PORT[.COLUMN]")
@click.option(
    "--direction",
    type=click.Choice(["upstream", "downstream", "both"]),
    default="both",
    show_default=True,
    help="What it is made of, what is made of it, or both.",
)
@click.option("--depth", type=click.IntRange(1, 20), default=5, show_default=True, help="How many hops to walk.")
@click.option("--format", "form", type=click.Choice(["tree", "mermaid", "json"]), default="tree", help="How to print.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str, direction: str, depth: int, form: str, *, as_json: bool) -> None:
    """Show the products, ports and files around a port, or what feeds and follows one column."""
    calls = current().calls()
    parts = name.split(".")
    path = f"mesh/lineage/{'.'.join(parts[:2])}" + (f"/columns/{'.'.join(parts[2:])}" if len(parts) > 2 else "")
    both = len(parts) > 2 and direction == "both"  # a column's two sides are two questions
    sides = ["upstream", "downstream"] if both else [direction]
    graph = together([calls.get(path, direction=side, depth=depth) for side in sides])
    if as_json or form == "json":
        click.echo(json.dumps(graph, indent=2))
    else:
        for line in mermaid(graph) if form == "mermaid" else trees(graph, direction):
            click.echo(printable(line))

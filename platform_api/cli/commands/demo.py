"""`trellis demo`: the example mesh in a home of one's own."""

import click

from platform_api.cli.demo import tell_story
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="demo", epilog="Example: trellis demo")
def command() -> None:
    """Publish the example mesh, run it on real data, and tell what happened: rows, reasons, verdicts, lineage, answers."""
    for line in tell_story(current()):
        click.echo(line)

"""`trellis doctor`: what is wrong with this installation, and what to do about it."""

import click

from platform_api.cli.output import emit, output_options
from platform_api.cli.session import current
from platform_api.doctor import examine

__all__ = ["command"]


@click.command(name="doctor", epilog="Example: trellis doctor")
@output_options
@click.pass_context
def command(ctx: click.Context, form: str) -> None:
    """Look at Python, SQLite, the home, its files, the policies and the query sandbox; exits with 1 for a fault."""
    found = examine(current().settings())
    emit([one.as_json() for one in found], columns=("state", "what", "found", "advice"), form=form)
    ctx.exit(1 if any(one.state == "fault" for one in found) else 0)

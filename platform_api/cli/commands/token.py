"""`trellis token`: a token for whoever is signed in."""

import click

from platform_api.cli.session import current
from platform_api.cli.signed_in import remembered_token

__all__ = ["command"]


@click.command(
    name="token", epilog='Example: curl -H "Authorization: Bearer $(trellis token)" http://127.0.0.1:8470/api/v1/me'
)
def command() -> None:
    """Print a token for the signed-in user, short-lived; whoever has it is that user until it expires."""
    session = current()
    if session.url:
        from platform_api.client.connection import at_url

        token = remembered_token(session.url)
        at_url(session.url, token=token).close()
        click.echo(token)
        return
    click.echo(session.embedded().token(session.who()))

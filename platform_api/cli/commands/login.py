"""`trellis login`: choose whom a home acts as, or keep a token for a platform elsewhere."""

import sys

import click

from platform_api.cli.output import say
from platform_api.cli.session import current
from platform_api.cli.signed_in import forget_token, remember_token, remember_user

__all__ = ["command"]


@click.command(name="login", epilog="Example: trellis login ana")
@click.argument("user", required=False)
@click.option("--out", is_flag=True, help="Sign out again.")
def command(user: str | None, *, out: bool) -> None:
    """Act as USER in the home from now on; with `--url`, read a token from stdin and keep it."""
    session = current()
    if session.url:
        _elsewhere(session.url, out=out)
        return
    home = session.settings().home
    embedded = session.embedded()
    name = "" if out else (user or session.who())
    if name:
        embedded.token(name)
    remember_user(home, name)
    say(f"Signed in to {home} as {name}" if name else f"Signed out of {home}")


def _elsewhere(url: str, *, out: bool) -> None:
    if out:
        forget_token(url)
        say(f"Signed out of {url}")
        return
    if sys.stdin.isatty():
        token = click.prompt(f"A token for {url} (`trellis token` prints one there)", hide_input=True, err=True)
    else:
        token = sys.stdin.read()
    from platform_api.client.connection import at_url
    from sidecar.calls import Calls

    with at_url(url, token=token.strip()) as client:
        me = Calls(client).get("me")
    path = remember_token(url, token.strip())
    say(f"Signed in to {url} as {me['id']}; the token is kept in {path}")

"""`trellis pin`: keep a snapshot from expiring for a while."""

import click

from platform_api.cli.output import emit, emit_one, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]

_COLUMNS = ("id", "snapshot", "pinned_by", "until", "ended_at", "reason")


@click.group(name="pin", epilog="Example: trellis pin add operations.flights --days 90 --because 'training set 7'")
def command() -> None:
    """Keep a snapshot of a port readable for a while, whatever is published after it."""


@command.command(name="add", epilog="Example: trellis pin add operations.flights --days 90 --because 'training set 7'")
@click.argument("port", metavar="DOMAIN.PORT")
@click.option("--snapshot", type=click.IntRange(1), help="Its id [default: what readers see now].")
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="When it ends by itself.")
@click.option("--because", required=True, help="Why, for those who would expire it.")
@click.option("--purpose", default="", help="What you read the port for.")
@output_options
def add(port: str, snapshot: int | None, days: int, because: str, purpose: str, form: str) -> None:
    """Pin a snapshot of a port that you may read."""
    from platform_api.clock import rfc3339, system_clock

    until = rfc3339(system_clock() + days * 86_400)
    body = {"snapshot": snapshot, "until": until, "reason": because, "purpose": purpose}
    found = current().calls().post(f"mesh/ports/{port}/pins", body)
    if form.startswith("json"):
        emit_one(found, form=form)
    say(f"Snapshot {found['snapshot']} of {port} stays until {found['until']}: {found['id']}")


@command.command(name="list", epilog="Example: trellis pin list operations.flights")
@click.argument("port", metavar="DOMAIN.PORT")
@click.option("--snapshots", is_flag=True, help="List the port's snapshots instead, with why each stays.")
@output_options
def listing(port: str, form: str, *, snapshots: bool) -> None:
    """List the pins of a port, or its snapshots; for its team."""
    calls = current().calls()
    if snapshots:
        found = calls.get(f"mesh/ports/{port}/snapshots")
        emit(found, columns=("id", "made_at", "rows", "run", "stays"), form=form)
    else:
        emit(calls.pages(f"mesh/ports/{port}/pins"), columns=_COLUMNS, form=form)


@command.command(name="end", epilog="Example: trellis pin end pin_01k9zq3v8tw5")
@click.argument("pin", metavar="PIN")
def end(pin: str) -> None:
    """Let go of a snapshot that you pinned, or that is of a port you own."""
    found = current().calls().fetch("DELETE", f"mesh/pins/{pin}", accept="application/json").json()
    say(f"Snapshot {found['snapshot']} of {found['port']} is held by {pin} no more")

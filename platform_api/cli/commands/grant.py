"""`trellis grant`: an owner lets someone read a port for a while, or ends that."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import click

from governance.errors import Invalid
from platform_api.cli.output import emit, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]

_UNITS = {"h": 3600, "d": 86400, "w": 7 * 86400}


@click.command(
    name="grant", epilog="Example: trellis grant operations.flights --to ana --purpose planning --expires 30d"
)
@click.argument("port", metavar="DOMAIN.PORT", required=False)
@click.option(
    "--to", "grantee", metavar="WHO", help="A user, `team:NAME`, `service:NAME`, or a product as DOMAIN/PRODUCT."
)
@click.option("--purpose", "purposes", multiple=True, help="What it may be read for; repeat for several.")
@click.option("--columns", help="Only these columns, comma-separated [default: all].")
@click.option("--clear", default="", help="Columns to be seen without their mask, comma-separated.")
@click.option("--all-rows", is_flag=True, help="Leave out the port's row filters.")
@click.option("--expires", default="30d", show_default=True, help="How long: 12h, 30d, 4w, or a date.")
@click.option("--reason", default="granted at the command line", help="Why, for those who read the history.")
@click.option("--revoke", metavar="GRANT", help="End this grant now, instead.")
@output_options
def command(port: str | None, grantee: str | None, revoke: str | None, form: str, **terms: Any) -> None:
    """Let someone read a port for a purpose and a while, list the grants on it (without --to), or end one."""
    calls = current().calls()
    if revoke:
        ended = calls.post(f"mesh/grants/{revoke}/revocation", {"reason": terms["reason"]})
        say(f"Revoked {revoke}: {ended['grantee']} can no longer read {ended['port']} by it")
        return
    if not port:
        raise click.UsageError("name the port, as in `trellis grant operations.flights --to ana --purpose planning`")
    columns = ("id", "grantee", "purposes", "columns", "clear", "all_rows", "expires", "state")
    if not grantee:
        emit(calls.pages(f"mesh/ports/{port}/grants"), columns=columns, form=form)
        return
    if not terms["purposes"]:
        raise click.UsageError("a grant is for a purpose: add `--purpose planning`")
    issued = calls.post(f"mesh/ports/{port}/grants", _body(grantee, terms))
    say(f"{grantee} may read {port} for {', '.join(issued['purposes'])} until {issued['expires']}")
    emit([issued], columns=columns, form=form)


def _body(grantee: str, terms: dict[str, Any]) -> dict[str, Any]:
    kind, _, name = grantee.rpartition(":")
    return {
        "grantee_kind": kind or ("product" if "/" in name else "user"),
        "grantee": name,
        "purposes": list(terms["purposes"]),
        "columns": terms["columns"].split(",") if terms["columns"] else ["*"],
        "clear": [one for one in terms["clear"].split(",") if one],
        "all_rows": terms["all_rows"],
        "expires": _moment(terms["expires"]),
        "reason": terms["reason"],
    }


def _moment(text: str) -> str:
    if found := re.fullmatch(r"(\d{1,4})([hdw])", text):
        moment = datetime.fromtimestamp(time.time() + int(found[1]) * _UNITS[found[2]], UTC)
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise Invalid(f"`{text}` is no time", hint="write 12h, 30d, 4w or 2027-01-31") from error
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

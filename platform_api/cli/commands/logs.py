"""`trellis logs`: what a run said while it worked."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from governance.errors import NotFound
from governance.names import ProductName
from platform_api.cli.characters import printable
from platform_api.cli.failures import FINDINGS
from platform_api.cli.output import say
from platform_api.cli.session import current
from sidecar.calls import Calls

__all__ = ["command"]

_LOOK = 1.0  # seconds between looks at a run under way


@click.command(name="logs", epilog="Example: trellis logs operations/flights --follow")
@click.argument("product", metavar="DOMAIN/PRODUCT")
@click.argument("run", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on until the run is over.")
@click.option("--json", "as_json", is_flag=True, help="Print each line as a JSON object.")
@click.pass_context
def command(ctx: click.Context, product: str, run: str | None, *, follow: bool, as_json: bool) -> None:
    """Show what a RUN said (default: the newest): steps, durations, attempts and refusals, and no value of any row.

    With `--follow` the exit code is 1 when the run does not publish.
    """
    name, calls = ProductName.parse(product), current().calls()
    found = calls.get(f"products/{name}/runs/{run}") if run else _newest(calls, name)
    path = f"products/{name}/runs/{found['id']}"
    for line in _lines(calls, path, follow=follow):
        click.echo(json.dumps(line) if as_json else _shown(line))
    found = calls.get(path)
    by = f"{found['requested_by']}, attempt {found['attempt']}"
    say(f"run {found['id']} of {name} {found['version']} ({by}): {found['state']}" + _because(found))
    if follow and found["state"] == "running":
        say(f"its process is gone, or silent for longer than its lease; `trellis run {name}` undoes what it left")
    if follow and found["state"] != "published":
        ctx.exit(FINDINGS)


def _newest(calls: Calls, name: ProductName) -> dict[str, Any]:
    runs = calls.get(f"products/{name}/runs", limit=1)["items"]
    if not runs:
        raise NotFound(f"`{name}` has not been run yet", hint=f"trellis run {name}", slug="unknown-run")
    found: dict[str, Any] = runs[0]
    return found


def _lines(calls: Calls, path: str, *, follow: bool) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        page = calls.get(f"{path}/log", after=after, limit=1000)
        yield from page["lines"]
        moved, after = page["next"] > after, page["next"]
        if page["is_over"] or not (follow or moved):
            return
        if not moved:
            time.sleep(_LOOK)


def _shown(line: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(line["at"] / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return printable(f"{at}  {line['level']:<7}  {line['step']:<20}  {line['text']}")


def _because(run: dict[str, Any]) -> str:
    return f": {run['problem']}" if run["problem"] else ""

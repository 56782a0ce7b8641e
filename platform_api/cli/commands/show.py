"""`trellis show`: one product or port."""

from typing import Any

import click

from platform_api.cli.output import emit, emit_one, output_options, say
from platform_api.cli.session import current
from sidecar.calls import Calls

__all__ = ["command"]


@click.command(name="show", epilog="Example: trellis show operations.flights")
@click.argument("name", metavar="DOMAIN/PRODUCT|DOMAIN.PORT")
@click.option("--contract", is_flag=True, help="Print the contract in force, byte for byte.")
@output_options
def command(name: str, form: str, *, contract: bool) -> None:
    """Show a product with its ports and last run, or a port with its columns and contract."""
    calls = current().calls()
    if "/" in name:
        _show_product(calls, name, form)
    elif contract:
        digest = calls.get(f"mesh/ports/{name}")["contract"]["digest"]
        click.echo(calls.fetch("GET", f"mesh/documents/{digest}", accept="*/*").text, nl=False)
    else:
        _show_port(calls, name, form)


def _show_product(calls: Calls, name: str, form: str) -> None:
    found = calls.get(f"products/{name}")
    runs = calls.get(f"products/{name}/runs", limit=1)["items"]
    found["last_run"] = runs[0] if runs else None
    if address := current().served_at():
        found["served_at"] = f"{address}/products/{name}/"
    if form.startswith("json"):
        emit_one(found, form=form)
        return
    told = ("name", "kind", "version", "status", "team", "description", "served_at")
    emit_one({key: found[key] for key in told if key in found}, form=form)
    click.echo()
    emit(found["ports"], columns=("name", "status", "contract_id"), form=form)
    if found["inputs"]:
        click.echo()
        emit(found["inputs"], columns=("name", "upstream", "version"), form=form)
    if found["last_run"]:
        click.echo()
        _tell_run(found["last_run"])
    else:
        say(f"\nhint: it has not been run yet: trellis run {name}")


def _tell_run(run: dict[str, Any]) -> None:
    asked = (
        f", {run['range_from']} to {run['range_to']}" if run["range_from"] else ", full refresh" * run["full_refresh"]
    )
    click.echo(f"last run {run['id']}{asked}: {run['state']}" + (f" ({run['problem']})" if run["problem"] else ""))
    for port in run["outcome"].get("ports", []):
        how = "" if port["mode"] == "replace" else f" by {port['mode']}, {port['total']:,} in all"
        click.echo(f"  {port['port']}: {port['published']:,} rows{how}, {port['quarantined']:,} quarantined")
        for note in port.get("notes", ()):
            click.echo(f"    {note}")
        for rule, count in sorted(port["reasons"].items(), key=lambda item: -item[1]):
            click.echo(f"    {count:>8,}  {rule}")


def _show_port(calls: Calls, name: str, form: str) -> None:
    found = calls.get(f"mesh/ports/{name}")
    if form.startswith("json"):
        emit_one(found, form=form)
        return
    contract = found["contract"]
    emit_one(
        {
            "table": f"mesh.{found['name']}",
            "product": found["product"],
            "contract": f"{contract['id']} {contract['version']} ({contract['digest'][:12]})",
            "team": f"{found['team']} <{found['contact']}>",
            "purposes": contract["purposes"] or "any",
            "description": found["description"],
        },
        form=form,
    )
    click.echo()
    emit(found["columns"], columns=("name", "type", "classification", "mask", "description"), form=form)

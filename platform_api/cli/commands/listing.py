"""`trellis list`: what there is."""

import click

from platform_api.cli.output import emit, output_options
from platform_api.cli.session import current

__all__ = ["command"]

_KINDS = {
    "products": ("mesh/products", ("name", "kind", "version", "team", "status", "description")),
    "ports": ("mesh/ports", ("name", "product", "major", "status", "contract_id")),
    "domains": ("mesh/domains", ("name", "team", "description")),
    "teams": ("infrastructure/teams", ("name", "contact", "description")),
    "principals": ("infrastructure/principals", ("id", "kind", "status", "teams", "roles")),
    "grants": ("me/grants", ("id", "port", "grantee", "purposes", "columns", "expires", "state")),
    "decisions": ("mesh/decisions", ("id", "decided_at", "kind", "subject", "port", "purpose", "allowed")),
}


@click.command(name="list", epilog="Example: trellis list products --domain weather")
@click.argument("kind", type=click.Choice([*_KINDS, "runs"]), default="products")
@click.option("--domain", help="Only those of this domain.")
@click.option("--product", metavar="DOMAIN/PRODUCT", help="The product whose runs are wanted, or whose ports.")
@output_options
def command(kind: str, domain: str | None, product: str | None, form: str) -> None:
    """List products, ports, domains, teams, principals, runs, your grants or your decisions."""
    calls = current().calls()
    if kind == "runs":
        if not product:
            raise click.UsageError("`trellis list runs` needs `--product DOMAIN/PRODUCT`")
        rows = [_run(row) for row in calls.pages(f"products/{product}/runs")]
        emit(
            rows, columns=("id", "state", "version", "started_at", "load", "rows", "quarantined", "problem"), form=form
        )
        return
    path, columns = _KINDS[kind]
    filters = {name: value for name, value in (("domain", domain), ("product", product)) if value}
    emit(calls.pages(path, **filters), columns=columns, form=form)


def _run(row: dict[str, object]) -> dict[str, object]:
    outcome = row.get("outcome")
    ports = outcome.get("ports", []) if isinstance(outcome, dict) else []
    load = {"load": _load(row, ports)}
    counted = {"rows": sum(p["rows"] for p in ports), "quarantined": sum(p["quarantined"] for p in ports)}
    return {**row, **load, **(counted if ports else {})}


def _load(row: dict[str, object], ports: list[dict[str, object]]) -> str:
    """How rows got in, and the range or refresh that was asked for."""
    asked = (
        f"{row['range_from']} to {row['range_to']}" if row["range_from"] else "full refresh" * bool(row["full_refresh"])
    )
    modes = ", ".join(sorted({str(port["mode"]) for port in ports}))
    return f"{modes} ({asked})" if modes and asked else modes or asked

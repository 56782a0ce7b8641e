"""`trellis list`: what there is."""

from datetime import datetime

import click

from platform_api.cli.many import choose, selection_options, tell_why
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
    "schedules": (
        "mesh/schedules",
        ("product", "cron", "timezone", "next_due", "last_due", "last_state", "paused", "paused_by", "reason"),
    ),
    "decisions": ("mesh/decisions", ("id", "decided_at", "kind", "subject", "port", "purpose", "allowed")),
}

_OF_PRODUCTS = {"products": "name", "ports": "product", "schedules": "product", "runs": "product"}
_RUN = (
    "id",
    "state",
    "version",
    "requested_by",
    "attempt",
    "load",
    "started_at",
    "seconds",
    "rows",
    "quarantined",
    "problem",
)


@click.command(name="list", epilog="Example: trellis list products --domain weather")
@click.argument("kind", type=click.Choice([*_KINDS, "runs"]), default="products")
@click.option("--domain", help="Only those of this domain.")
@click.option("--product", metavar="DOMAIN/PRODUCT", help="The product whose runs are wanted, or whose ports.")
@selection_options
@output_options
def command(  # noqa: PLR0913 - an option is a parameter
    kind: str,
    domain: str | None,
    product: str | None,
    form: str,
    *,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    why: bool,
) -> None:
    """List products, ports, domains, teams, principals, runs, schedules, your grants or your decisions.

    `--select` chooses among products, and among the ports, runs and schedules of those.
    """
    calls = current().calls()
    chosen: set[str] | None = None
    if select or exclude or why:
        if kind not in _OF_PRODUCTS:
            raise click.UsageError(f"`--select` chooses products, and `list {kind}` is not about those")
        choice = choose(calls, select, exclude, explain=why)
        chosen = set(choice.chosen.names)
        if why:
            tell_why(choice)
    if kind == "runs":
        names = sorted(chosen) if chosen is not None else [product] if product else []
        if not names and chosen is None:
            raise click.UsageError("`trellis list runs` needs `--product DOMAIN/PRODUCT` or `--select`")
        emit([_run(row) for name in names for row in calls.pages(f"products/{name}/runs")], columns=_RUN, form=form)
        return
    path, columns = _KINDS[kind]
    filters = {name: value for name, value in (("domain", domain), ("product", product)) if value}
    rows = calls.pages(path, **filters)
    if chosen is not None:
        rows = (row for row in rows if row[_OF_PRODUCTS[kind]] in chosen)
    emit(rows, columns=columns, form=form)


def _run(row: dict[str, object]) -> dict[str, object]:
    outcome = row.get("outcome")
    ports = outcome.get("ports", []) if isinstance(outcome, dict) else []
    load = {"load": _load(row, ports)}
    counted = {"rows": sum(p["rows"] for p in ports), "quarantined": sum(p["quarantined"] for p in ports)}
    return {**row, **load, "seconds": _seconds(row), **(counted if ports else {})}


def _load(row: dict[str, object], ports: list[dict[str, object]]) -> str:
    """How rows got in, and the range or refresh that was asked for."""
    asked = (
        f"{row['range_from']} to {row['range_to']}" if row["range_from"] else "full refresh" * bool(row["full_refresh"])
    )
    modes = ", ".join(sorted({str(port["mode"]) for port in ports}))
    return f"{modes} ({asked})" if modes and asked else modes or asked


def _seconds(row: dict[str, object]) -> int | None:
    """How long a run took, as the registry saw it, in whole seconds."""
    began, ended = row["started_at"], row["finished_at"]
    if not isinstance(began, str) or not isinstance(ended, str):
        return None
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds())

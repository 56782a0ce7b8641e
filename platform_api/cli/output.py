"""Data on stdout: an aligned table for people, JSON and CSV for programs. Talk goes to stderr."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from governance.errors import Invalid
from platform_api.cli.characters import printable

__all__ = ["emit", "emit_one", "output_options", "put", "say", "table_lines"]

Command = TypeVar("Command", bound=Callable[..., Any])
_WIDEST = 60  # characters of a cell in a table; JSON and CSV are never cut


def output_options(command: Command) -> Command:
    """Give a command `--format` and `--json`, handed on as `form`: `table`, `json`, `csv`, or `json:<fields>`."""

    def chosen(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
        return ctx.params.get("form") or value

    as_json = click.option(
        "--json",
        "fields",
        is_flag=False,
        flag_value="*",
        metavar="FIELDS",
        expose_value=False,
        callback=lambda ctx, _parameter, value: ctx.params.update(form=f"json:{value}") if value else None,
        is_eager=True,
        help="Print JSON, all of it or only FIELDS (comma-separated).",
    )
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        callback=chosen,
        help="How to print the data.",
    )
    return as_json(form(command))


def emit(rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str], form: str) -> None:
    """Print rows; `columns` are those of the table and CSV, JSON has every field unless some are named."""
    found = list(rows)
    kind, _, fields = form.partition(":")
    if kind == "json":
        wanted = [] if fields in {"", "*"} else fields.split(",")
        picked = [{name: row.get(name) for name in wanted} if wanted else dict(row) for row in found]
        click.echo(json.dumps(picked, indent=2, default=str))
    elif kind == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row.get(name)) for name in columns] for row in found)
    else:
        for line in table_lines(columns, [[_cell(row.get(name)) for name in columns] for row in found]):
            click.echo(line)


def emit_one(document: Mapping[str, Any], *, form: str) -> None:
    """Print one thing: its fields as lines, or as JSON."""
    kind, _, fields = form.partition(":")
    if kind == "json":
        wanted = [] if fields in {"", "*"} else fields.split(",")
        picked = {name: document.get(name) for name in wanted} if wanted else dict(document)
        click.echo(json.dumps(picked, indent=2, default=str))
        return
    width = max((len(name) for name in document), default=0)
    for name, value in document.items():
        click.echo(f"{name:<{width}}  {_cell(value)}")


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of an aligned table, numbers to the right; nothing is cut when stdout is not a terminal."""
    widest = _WIDEST if sys.stdout.isatty() else 10_000
    cut = [[cell if len(cell) <= widest else cell[: widest - 1] + "…" for cell in row] for row in rows]
    widths = [max([len(name), *(len(row[at]) for row in cut)]) for at, name in enumerate(columns)]
    right = [bool(cut) and all(_is_number(row[at]) for row in cut) for at in range(len(columns))]
    lines = [list(columns), *cut]
    return [
        "  ".join(
            cell.rjust(width) if align else cell.ljust(width)
            for cell, width, align in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]


def put(made: bytes, output: str | None) -> None:
    """Write to stdout, or whole to a file: a link there is replaced, and what it leads to stays as it is."""
    if not output:
        click.echo(made, nl=False)
        return
    part = f"{output}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        os.replace(part, output)
    except OSError as error:
        raise Invalid(
            f"`{output}` cannot be written: {error.strerror}", hint="name a file in a folder that is there"
        ) from error
    say(f"Wrote {len(made):,} bytes to {output}")


def say(text: str) -> None:
    """Tell the person something on stderr."""
    click.echo(printable(text, keep="\n"), err=True)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value)
    if isinstance(value, Mapping):
        return json.dumps(value, default=str)
    return printable(str(value))


def _is_number(cell: str) -> bool:
    return cell == "" or cell.replace(",", "").replace(".", "", 1).removeprefix("-").isdigit()

"""`trellis query`: governed rows for a SELECT."""

from typing import Any

import click

from governance.errors import Invalid
from platform_api.cli.answers import fetch_answer, notes_of, print_answer
from platform_api.cli.output import say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(
    name="query",
    epilog="Example: trellis query 'SELECT carrier, count(*) FROM operations.flights GROUP BY 1' --purpose planning",
)
@click.argument("sql", required=False)
@click.option("-f", "--file", type=click.File(), help="Read the SELECT from a file, or `-` for stdin.")
@click.option("--purpose", default="", help="What the answer is for; grants and contracts are about it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "arrow", "parquet"]),
    default="table",
    help="How to print the rows; `arrow` and `parquet` write bytes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of row objects.")
def command(sql: str | None, file: Any, purpose: str, form: str, *, as_json: bool) -> None:
    """Run one SELECT in Trino's SQL over `domain.port` tables, masked and filtered by policy for you and the purpose."""
    text = sql or (_read(file) if file else "")
    if not text:
        raise click.UsageError("give a SELECT, or a file that holds one with `-f`")
    answer = fetch_answer(current().calls(), text, purpose=purpose)
    for note in notes_of(answer):
        say(note)
    print_answer(answer, "json" if as_json else form)


def _read(file: Any) -> str:
    try:
        return str(file.read())
    except UnicodeDecodeError as failure:
        raise Invalid(f"`{file.name}` is not UTF-8 text", hint="save it as UTF-8") from failure

"""`trellis new`: a data product's folder from a template and typed answers."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from governance.errors import Invalid, NotFound
from governance.names import ProductName
from platform_api.cli.output import emit, emit_one, output_options, say
from platform_api.cli.session import current

if TYPE_CHECKING:
    from platform_api.cli.new.source import Found
    from product_templates import Rendered, Template

__all__ = ["command"]


@click.command(
    name="new", epilog="Example: trellis new source-aligned operations/flights --source 'data/flights-*.csv'"
)
@click.argument("template", required=False)
@click.argument("product", metavar="DOMAIN/PRODUCT", required=False)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="An answer; lists are written as YAML.")
@click.option("--answers", "file", metavar="FILE", help="Answers as YAML, or the folder of a product that was made so.")
@click.option("--defaults", is_flag=True, help="Ask nothing, and take every default.")
@click.option(
    "--source",
    "location",
    metavar="FILES",
    help="CSV, Parquet or JSON files of yours (`*` and `?` in quotes): columns, types, nulls and key come from them.",
)
@click.option("--copy", is_flag=True, help="Copy the files of `--source` into the product, to travel with it.")
@click.option(
    "--input",
    "ports",
    metavar="DOMAIN.PORT[:COLUMN,…]",
    multiple=True,
    help="A port to read, with its columns as in force; after `:` what it joins the first one by [default: its key].",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Give up what was edited since it was rendered.")
@click.option("--list", "listed", is_flag=True, help="List the templates, or what TEMPLATE asks.")
@output_options
def command(
    template: str | None, product: str | None, folder: Path | None, form: str, *, listed: bool, **options: Any
) -> None:
    """Scaffold a product into FOLDER (default: products/DOMAIN/PRODUCT): files that pass `trellis check` as they are.

    What is not answered by options is asked for on a terminal, one question at a time.
    """
    if listed:
        _list(template, form)
        return
    if options["copy"] and not options["location"]:
        raise click.UsageError("`--copy` copies the files of `--source`: name them")
    if not template or not product:
        raise click.UsageError("name a template and a product, as in `trellis new source-aligned operations/flights`")
    from platform_api.cli.new.source import copied
    from product_templates import render

    chosen, name = _template(template), ProductName.parse(product)
    place = folder or Path("products") / name.domain / name.product
    answers, found = _answers(chosen, name, place, options)
    terms = {"overwrite": options["overwrite"]}
    render(chosen, place, answers, dry_run=True, **terms)  # whatever is wrong is known before a file is copied
    with copied({} if options["dry_run"] else found, place):
        made = render(chosen, place, answers, dry_run=options["dry_run"], **terms)
    _show(made, form, dry_run=options["dry_run"])


def _list(template: str | None, form: str) -> None:
    from platform_api.cli.new.listing import show_template, show_templates

    show_template(_template(template), form) if template else show_templates(form)


def _template(name: str) -> "Template":
    """The template of that name; not those that others only extend."""
    from product_templates import list_templates

    found = {one.name: one for one in list_templates()}
    if name not in found:
        there = ", ".join(f"`{one}`" for one in found)
        raise NotFound(f"There is no template `{name[:80]}`", hint=f"there is {there}; `trellis new --list` tells more")
    return found[name]


def _answers(
    template: "Template", name: ProductName, place: Path, options: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the answers, and the files to copy. What is said more closely wins: `--set`, `--source`, `--answers`."""
    from platform_api.cli.new.answers import check_given, parse_settings, refuse_missing
    from product_templates import load_answers

    told = parse_settings(template, options["settings"])
    if taken := sorted({"domain", "product"} & set(told)):
        raise Invalid(f"`{taken[0]}` is given twice", hint=f"leave out `--set {taken[0]}=…`")
    given = {**(load_answers(options["file"]) if options["file"] else {}), **told}
    given |= {"domain": name.domain, "product": name.product}
    copies: dict[str, str] = {}
    if options["ports"]:
        _check_asked(template, "inputs", "--input")
        given["inputs"] = _inputs(options["ports"])
    if options["location"]:
        found = _source(template, name, place, options, told)
        others = {key: value for key, value in given.items() if key not in {"delimiter", "nulls"}}
        given = {**others, **found.answers, **told}
        copies = dict(found.copies)
    if options["defaults"] or not sys.stdin.isatty():
        refuse_missing(template, given)
        return given, copies
    check_given(template, given)
    return _asked(template, given), copies


def _check_asked(template: "Template", question: str, option: str) -> None:
    if question not in {one.name for one in template.questions}:
        raise Invalid(
            f"`{option}` is not for `{template.name}`, which asks no `{question}`",
            hint="`trellis new --list` shows what each template is for",
        )


def _inputs(ports: tuple[str, ...]) -> list[dict[str, Any]]:
    from platform_api.cli.new.upstream import inputs_of

    return inputs_of(current().calls(), ports)


def _source(
    template: "Template", name: ProductName, place: Path, options: dict[str, Any], told: dict[str, Any]
) -> "Found":
    from platform_api.cli.new.source import look_at

    _check_asked(template, "location", "--source")
    return look_at(options["location"], folder=place, product=name.product, given=told, copy=options["copy"])


def _asked(template: "Template", given: dict[str, Any]) -> dict[str, Any]:
    from platform_api.cli.new.interview import interview

    def ask(label: str) -> str:
        return str(click.prompt(label, default="", show_default=False, err=True))

    def inputs(text: str) -> Any:
        is_yaml = text.startswith(("[", "-", "{"))
        return template.question("inputs").parse(text) if is_yaml else _inputs(tuple(text.split()))

    return interview(template, given, ask=ask, tell=say, readers={"inputs": inputs})


def _show(made: "Rendered", form: str, *, dry_run: bool) -> None:
    plan = {state: getattr(made.files, state) for state in ("created", "replaced", "removed", "same")}
    rows = [{"file": path, "state": state} for state, paths in plan.items() for path in paths]
    if form.startswith("json"):
        told = {"template": made.template, "folder": str(made.folder), "dry_run": dry_run, "files": list(made.paths)}
        emit_one({**told, **plan, "next_steps": made.next_steps}, form=form)
    else:
        emit(sorted(rows, key=lambda row: row["file"]), columns=("file", "state"), form=form)
    say(f"{'Would write' if dry_run else 'Wrote'} {len(made.paths)} files to {made.folder}")
    for step in () if dry_run else made.next_steps:
        say(f"hint: {step}")

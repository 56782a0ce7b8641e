"""`cli.md`: every command with its usage, options and example, read from click."""

from collections.abc import Iterator
from importlib import import_module

import click

from platform_api.cli.program import trellis
from platform_api.cli.table import COMMANDS, SECTIONS
from tests.docs.pages.markdown import document, table

__all__ = ["commands", "page"]

_INTRO = """\
Data goes to stdout and talk to stderr, so any command can stand in a pipe. Options that say where to act and as whom
(`--home`, `--url`, `--as`) stand before the command. What a command exits with is in [exit codes](exit-codes.md)."""


def commands() -> dict[str, click.Command]:
    """Return every command by its full name, groups before what is in them."""
    found: dict[str, click.Command] = {}
    for name, entry in COMMANDS.items():
        command = import_module(f"platform_api.cli.commands.{entry.module}").command
        found[name] = command
        inner = command.commands.items() if isinstance(command, click.Group) else ()
        found |= {f"{name} {inside}": each for inside, each in inner}
    return found


def page() -> str:
    """Return the page."""
    parts = [_INTRO, "## trellis", "Options of every command:", _options(trellis, "trellis")]
    known = commands()
    for section in SECTIONS:
        parts.append(f"## {section}")
        for name, command in known.items():
            if COMMANDS[name.split()[0]].section == section:
                parts += _command(name, command)
    return document("Commands", *parts)


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"trellis {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"### trellis {name}"
    yield f"```text\ntrellis {name} {usage}\n```"
    yield (command.help or "").strip()
    yield _options(command, f"trellis {name}")
    example = (command.epilog or "").removeprefix("Example: ")
    yield f"```sh\n{example}\n```" if example else ""


def _options(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name)
    found = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    rows = [(f"`{_spelling(one, context)}`", _told(one)) for one in found]
    return table(("option", "what it does"), rows) if rows else ""


def _spelling(option: click.Option, context: click.Context) -> str:
    names = ", ".join(option.opts)
    if option.secondary_opts:
        return f"{names} / {', '.join(option.secondary_opts)}"
    if option.is_flag or option.count:
        return names
    many = "…" if option.multiple else ""
    return f"{names} {option.make_metavar(context)}{many}"


def _told(option: click.Option) -> str:
    extra = [f"`{option.envvar}` in the environment"] if option.envvar else []
    if option.show_default and not option.is_flag:
        extra.append(f"default: `{option.default}`")
    return f"{option.help or ''}" + (f" ({'; '.join(extra)})" if extra else "")

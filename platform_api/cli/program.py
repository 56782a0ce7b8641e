"""The program `trellis`: its own options, and one way out for every end that a command can come to."""

import io
import json
import os
import sys
from collections.abc import Sequence

import click

from governance.errors import TrellisError, Unavailable
from platform_api.cli.characters import printable
from platform_api.cli.failures import CRASH, FINDINGS, INTERRUPTED, OK, exit_code_of, tell
from platform_api.cli.group import LazyGroup
from platform_api.cli.table import COMMANDS

__all__ = ["main", "run", "trellis"]

_LONGEST = 200  # characters of a file's name


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Example: trellis demo",
)
@click.version_option(package_name="trellis-mesh", prog_name="trellis")
@click.option("--as", "user", metavar="USER", help="Act as this user; for the owner of the home.")
@click.option("--home", metavar="DIR", envvar="TRELLIS_HOME", help="The home of an embedded mesh [default: .trellis].")
@click.option("--url", metavar="URL", envvar="TRELLIS_URL", help="A platform elsewhere, instead of a home.")
@click.option("--debug", is_flag=True, help="Show the traceback of a crash.")
@click.pass_context
def trellis(ctx: click.Context, user: str | None, home: str | None, url: str | None, *, debug: bool) -> None:
    """A data mesh whose contracts, policies and grants are enforced where data is touched."""
    from platform_api.cli.session import Session

    ctx.obj = Session(user=user, home=home, url=url, debug=debug)
    ctx.call_on_close(ctx.obj.close)


def main() -> None:
    """Run the command line, and leave with 0 ok · 1 findings · 2 usage or crash · 3 refused · 4 not signed in · 130."""
    if "_TRELLIS_COMPLETE" in os.environ:  # a shell asks how a line may go on
        trellis.main(prog_name="trellis")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line with these arguments and return its exit code; nothing is raised, except with `--debug`."""
    try:
        # Not `trellis.main`, which ends the process with 1 when nobody reads its output any more.
        with trellis.make_context("trellis", list(arguments)) as ctx:
            trellis.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        _tell_usage(error, as_json=_wants_json(arguments))
        return CRASH
    except TrellisError as error:
        tell(error, as_json=_wants_json(arguments))
        return exit_code_of(error)
    except BrokenPipeError:
        return _nobody_listens()
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _tell_unforeseen(error, as_json=_wants_json(arguments))
    return OK


def _tell_unforeseen(error: Exception, *, as_json: bool) -> int:
    """A file that the system does not hand out is no crash."""
    if isinstance(error, OSError) and error.filename is not None:
        name = str(error.filename)
        shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
        said = f"`{shown}` cannot be used: {error.strerror}"
        tell(Unavailable(said, hint="look at its folder, at its rights and at the disk"), as_json=as_json)
        return FINDINGS
    print(f"error: Trellis has crashed: {type(error).__name__}: {error}", file=sys.stderr)
    print("\nhint: run it again with `trellis --debug …` and report what that prints", file=sys.stderr)
    return CRASH


def _nobody_listens() -> int:
    """`trellis query … | head` is no crash; the interpreter still flushes stdout at its end, and must find an open door."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return OK


def _tell_usage(error: click.ClickException, *, as_json: bool) -> None:
    if not as_json:
        said = io.StringIO()
        error.show(said)
        print(printable(said.getvalue().rstrip("\n"), keep="\n"), file=sys.stderr)
        return
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "trellis"
    body = {"code": "usage", "message": error.format_message(), "hint": f"{command} --help"}
    print(json.dumps({"error": body}), file=sys.stderr)


def _wants_json(arguments: Sequence[str]) -> bool:
    """Where `--format` names what is handed in or made, it says nothing of how to tell a failure."""
    if next((one for one in arguments if one in COMMANDS), "") in {"export", "import"}:
        return False
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any(_is_json(one, value) for one, value in pairs)


def _is_json(argument: str, value: str) -> bool:
    name, _, inline = argument.partition("=")
    return name == "--json" or (name in {"--format", "--output-format"} and (inline or value) == "json")

"""Somebody at a prompt: the real command line on a home, and what it said."""

import io
import json
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from platform_api.cli.program import run
from platform_api.client.connection import in_process, whoever_is_here
from platform_api.embedded import Embedded
from platform_api.main import close_app, create_app
from platform_api.settings import load_settings

__all__ = ["Prompt", "Said"]


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """Its first line on stderr that begins with `error:`, without that."""
        return next(line for line in self.err.splitlines() if line.startswith("error: ")).removeprefix("error: ")

    @property
    def hint(self) -> str:
        """Its hint, "" when it gave none."""
        found = [line for line in self.err.splitlines() if line.startswith("hint: ")]
        return found[-1].removeprefix("hint: ") if found else ""

    def pasted(self) -> list[str]:
        """The command that the hint shows, as the shell would split it."""
        _, _, rest = self.hint.partition("trellis ")
        return shlex.split(rest.partition("`")[0])


@dataclass(frozen=True)
class Prompt:
    """A home and whoever sits before it; `prompt("run", "sales/orders")` types a command."""

    home: Path
    user: str = ""

    def __call__(self, *words: Any, stdin: str = "") -> Said:
        """Type a command and wait for its end."""
        whom = ["--as", self.user] if self.user else []
        return _typed([*whom, "--home", str(self.home), *map(str, words)], stdin)

    def by(self, user: str) -> "Prompt":
        """Somebody else at the same home."""
        return Prompt(self.home, user)

    def rows(self, sql: str, *, purpose: str = "") -> Any:
        """Return the rows of a query that must be answered."""
        said = self("query", sql, "--format", "json", *(["--purpose", purpose] if purpose else []))
        assert said.code == 0, said.err
        return said.json

    @contextmanager
    def api(self, *, ahead: int = 0) -> Iterator[httpx.Client]:
        """Yield the API of the home as this person, on a clock that is `ahead` seconds ahead."""
        app = create_app(load_settings(home=self.home), clock=lambda: int(time.time()) + ahead)
        with in_process(Embedded(app=app, close=lambda: None), user=self.user or whoever_is_here()) as client:
            yield client
        close_app(app)

    def must(self, *words: Any) -> Said:
        """Type a command that must end well."""
        said = self(*words)
        assert said.code == 0, said.err
        return said


def _typed(words: Sequence[str], stdin: str) -> Said:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        stack.callback(setattr, sys, "stdin", sys.stdin)
        sys.stdin = io.StringIO(stdin)
        code = run(words)
    out.flush()
    return Said(code, out.buffer.getvalue().decode(errors="replace"), err.getvalue())

"""Answers proposed from files of the user's own: where they are, how to read them, and what their columns look like."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.descriptors.model import Source
from governance.errors import Conflict, Invalid
from platform_api.cli.output import say
from product_templates import (
    ColumnProfile,
    distinct_sql,
    infer_columns,
    infer_nulls,
    key_candidates,
    left_out,
    profile_sql,
    read_profiles,
)
from sidecar.sources import locate
from sidecar.sources.profile import OpenSource, guess_source, open_source

__all__ = ["Found", "copied", "look_at"]

_PACKAGE = "package://"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What `--source` comes to: the answers, and the files to copy into the product by their names there."""

    answers: Mapping[str, Any]
    copies: Mapping[str, str]


def look_at(location: str, *, folder: Path, product: str, given: Mapping[str, Any], copy: bool) -> Found:
    """Read the files at `location` once and return answers that a run in `folder` can follow.

    Raises `NotFound` when nothing is there, and `Invalid` when it cannot be read or holds nothing that a contract can.
    """
    place = location if location.startswith(_PACKAGE) else os.path.abspath(os.path.expanduser(location))
    source = guess_source(place, folder=os.path.abspath(folder), given=given)
    with open_source(source, folder=os.path.abspath(folder)) as opened:
        answers = _columns(opened, os.path.basename(location), is_csv=source.format == "csv")
    copies = _names(source, folder) if copy else {}
    written = f"./data/{_pattern(location, copies)}" if copy else _inside(place, folder)
    answers |= {"location": _unlike_sample(written, product), "format": source.format, **source.options}
    return Found(answers=answers, copies=copies)


def _columns(opened: OpenSource, origin: str, *, is_csv: bool) -> dict[str, Any]:
    profiles = read_profiles(opened.ask(profile_sql(opened.relation, opened.columns)))
    key = _key(opened, profiles)
    columns = infer_columns(profiles, origin=origin, key=key)
    aside = left_out(profiles)
    if not columns:
        raise Invalid(
            f"`{opened.source.location}` has no column that a contract can hold",
            hint="columns need a name, and values other than bytes, intervals and structures with unusable names",
        )
    _tell(opened, profiles[0].rows, key, aside)
    return {"columns": columns, **({"nulls": infer_nulls(profiles)} if is_csv else {})}


def _key(opened: OpenSource, profiles: tuple[ColumnProfile, ...]) -> tuple[str, ...]:
    """The likeliest columns that really tell all rows apart; none when nothing does."""
    groups = key_candidates(profiles)
    ((rows, *distinct),) = opened.ask(distinct_sql(opened.relation, groups))
    return next((group for group, count in zip(groups, distinct, strict=True) if count == rows), ())


def _tell(opened: OpenSource, rows: int, key: tuple[str, ...], aside: list[str]) -> None:
    told = f"key {', '.join(key)}" if key else "nothing that tells rows apart"
    say(f"Read {rows:,} rows of {opened.source.location}: {len(opened.columns)} columns, {told}")
    if aside:
        say(f"  left out, as no contract can hold them: {', '.join(aside)}")
    if not rows:
        say("  without rows every column is taken for text: correct the types in the contract")


def _inside(place: str, folder: Path) -> str:
    """A path inside the product's folder is written relative to it, so that both can move together."""
    root = f"{os.path.abspath(folder)}{os.sep}"
    return f"./{place.removeprefix(root)}" if place.startswith(root) else place


def _unlike_sample(location: str, product: str) -> str:
    """The template writes a sample to `data/<product>.csv` when it is asked for exactly that: `./data/…` is a file of one's own."""
    plain = location.removeprefix("./")
    return location if plain == f"data/{product}.csv" else plain


def _names(source: Source, folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in locate(source, folder=os.path.abspath(folder)):
        name = os.path.basename(file.path)
        if name in found:
            raise Conflict(f"Two of the files are called `{name}`", hint="rename one, or leave out `--copy`")
        found[name] = file.path
    taken = sorted(name for name in found if (folder / "data" / name).exists())
    if taken:
        raise Conflict(f"`{folder / 'data' / taken[0]}` is there already", hint="remove it, or leave out `--copy`")
    return found


def _pattern(location: str, copies: Mapping[str, str]) -> str:
    return next(iter(copies)) if len(copies) == 1 else os.path.basename(location)


@contextmanager
def copied(copies: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Copy files beside `folder` before the block and put them into its `data/` after it, so that both come to be or neither."""
    if not copies:
        yield
        return
    near = next(parent for parent in folder.absolute().parents if parent.is_dir())
    try:
        with tempfile.TemporaryDirectory(prefix=".trellis-", dir=near) as staged:
            for name, path in copies.items():
                shutil.copyfile(path, os.path.join(staged, name))
            yield
            (folder / "data").mkdir(exist_ok=True)
            for name in copies:
                os.replace(os.path.join(staged, name), folder / "data" / name)
    except OSError as error:
        raise Invalid(
            f"The files cannot be copied: {error.strerror}", hint="check the space and permissions"
        ) from error

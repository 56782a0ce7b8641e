"""What rendering would do to a folder, decided before a file is touched; and doing it."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from governance.errors import Conflict, Invalid
from product_templates.provenance import PROVENANCE, read_provenance, sha256

__all__ = ["Plan", "carry_out", "make_plan"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Paths by what happens to them; `same` stay as they are."""

    created: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def make_plan(folder: Path, files: Mapping[str, bytes], *, overwrite: bool) -> Plan:
    """Return what has to happen for `folder` to hold `files`.

    Raises `Conflict` when that would lose somebody's edits: a file that is not as it was rendered, or a folder with
    content that no template put there. With `overwrite`, edits are given up; files of other names stay in any case.
    """
    origin = read_provenance(folder)
    before = origin.files if origin else {}
    _check_place(folder, {*files, *before})
    if origin is None and not overwrite:
        _check_empty(folder)
    present = {path: sha256((folder / path).read_bytes()) for path in {*files, *before} if (folder / path).is_file()}
    wanted = {path: sha256(content) for path, content in files.items()}
    changed = {path for path, digest in present.items() if wanted.get(path) != digest}
    if not overwrite:
        _check_untouched(folder, sorted(path for path in changed - {PROVENANCE} if present[path] != before.get(path)))
    return Plan(
        created=tuple(sorted(set(wanted) - set(present))),
        replaced=tuple(sorted(changed & set(wanted))),
        removed=tuple(sorted(changed - set(wanted))),
        same=tuple(sorted(set(present) - changed)),
    )


def carry_out(plan: Plan, folder: Path, files: Mapping[str, bytes]) -> None:
    """Write and remove what the plan says, each file at once or not at all; what was rendered is noted down last."""
    for path in sorted((*plan.created, *plan.replaced), key=lambda path: path == PROVENANCE):
        _write(folder / path, files[path])
    for path in plan.removed:
        (folder / path).unlink()


def _check_place(folder: Path, paths: Iterable[str]) -> None:
    """Refuse what would write through a link, or a file in the place of a folder."""
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"`{folder}` is a file", hint="name a folder, or one that does not exist yet")
    for path in paths:
        inside = [folder / part for part in (path, *map(str, Path(path).parents))]
        if any(place.is_symlink() for place in inside[:-1]) or (folder / path).is_dir():
            raise Conflict(
                f"`{folder / path}` is a link or a folder, where a file would be written",
                hint="remove it, and render again",
            )


def _check_empty(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise Conflict(
            f"`{folder}` is not empty, and no template was rendered there",
            hint="choose another folder, or write into this one with `--overwrite`",
            slug="folder-not-empty",
        )


def _check_untouched(folder: Path, edited: list[str]) -> None:
    if edited:
        raise Conflict(
            f"`{folder}` holds files that were edited since they were rendered: {', '.join(f'`{p}`' for p in edited[:5])}",
            hint="render into another folder and take over what you need, or give up the edits with `--overwrite`",
            slug="edited-by-hand",
            files=edited,
        )


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(content)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise Invalid(f"`{path}` cannot be written: {error.strerror}", hint="check the folder's permissions") from error

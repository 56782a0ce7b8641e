"""Copier, held to what it is needed for: rendering names and contents of files."""

import json
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from governance.errors import Invalid
from product_templates.interview import DELIMITERS
from product_templates.template import Template

__all__ = ["render_tree"]

_PARTS = ("tree", "pieces")
_SETTINGS = {
    "_subdirectory": "tree",
    "_templates_suffix": ".jinja",
    "_envops": {**DELIMITERS, "undefined": "jinja2.StrictUndefined", "keep_trailing_newline": True},
}


def render_tree(template: Template, names: Mapping[str, Any], scratch: Path) -> dict[str, bytes]:
    """Return the files of a template by their paths, rendered with `names`; `scratch` is an empty folder.

    The settings are ours, never the template's, so there is nothing in it that could run: no tasks, no migrations, no
    extensions. Raises `Invalid` when it does not render.
    """
    source, target = scratch / "template", scratch / "rendered"
    for folder in template.folders:
        for part in _PARTS:
            _lay_out(folder / part, source / part, template.name)
    (source / "copier.yml").write_text(json.dumps(_SETTINGS), encoding="utf-8")
    _copy(source, target, names, template.name)
    found = sorted(path for path in target.rglob("*") if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in found}


def _lay_out(folder: Path, target: Path, name: str) -> None:
    """Copy one layer over those below it. A link could bring any file of this machine into the product."""
    links = [path for path in folder.rglob("*") if path.is_symlink()] if folder.is_dir() else []
    if links or folder.is_symlink():
        place = (links or [folder])[0]
        raise Invalid(
            f"The template `{name}` holds a link, `{place.name}`",
            hint="put the file itself there",
            slug="unsafe-template",
        )
    if folder.is_dir():
        shutil.copytree(folder, target, dirs_exist_ok=True)


def _copy(source: Path, target: Path, names: Mapping[str, Any], name: str) -> None:
    with warnings.catch_warnings():
        # Copier forgets to close the folder that it walks through when it fails.
        warnings.simplefilter("ignore", ResourceWarning)
        problem = _failure(source, target, names)
    if problem:
        raise Invalid(
            f"The template `{name}` does not render: {problem}",
            hint="report it to the template's author",
            slug="template",
        )


def _failure(source: Path, target: Path, names: Mapping[str, Any]) -> str:
    """Render, and return what went wrong, or ""."""
    from copier import Settings, run_copy
    from copier.errors import CopierError
    from jinja2.exceptions import TemplateError
    from plumbum import local

    try:
        # Copier asks git about the template and about every file, 11 processes a render; with no PATH it finds none.
        with local.env(PATH=""):
            run_copy(str(source), target, dict(names), settings=Settings(), quiet=True, defaults=True, overwrite=True)
    except (CopierError, TemplateError, OSError, ValueError, OverflowError) as error:
        return str(error).replace(str(source), "")[:200] or type(error).__name__
    return ""

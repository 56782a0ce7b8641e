"""From a template and answers to a folder of files, never over what somebody edited."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from product_templates.copying import render_tree
from product_templates.interview import complete_answers
from product_templates.plan import Plan, carry_out, make_plan
from product_templates.provenance import PROVENANCE, Provenance, load_answers, sha256
from product_templates.template import Template, load_template
from product_templates.vocabulary import VOCABULARY

__all__ = ["Rendered", "render"]

_PLACEHOLDER = "Say here"


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What was written, or with `dry_run` would be: files in `folder` by what happened to them, and what to do next."""

    template: str
    folder: Path
    files: Plan
    next_steps: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The rendered files inside the folder, sorted, those that stayed as they were included."""
        return tuple(sorted((*self.files.created, *self.files.replaced, *self.files.same)))


def render(
    template: Template | str,
    destination: Path | str,
    answers: Mapping[str, Any],
    *,
    answers_file: Path | str | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Rendered:
    """Render a template into a folder; `answers` win over those of `answers_file`.

    Raises `Invalid` for answers that cannot be used, and `Conflict` when the folder holds anything but files that were
    rendered and left as they were; `overwrite` gives those edits up. Needs no network and no git, and runs no code of
    the template's.
    """
    chosen = template if isinstance(template, Template) else load_template(template)
    given = {**(load_answers(answers_file) if answers_file else {}), **answers}
    known = complete_answers(chosen, given)
    with tempfile.TemporaryDirectory(prefix="trellis-") as scratch:
        files = render_tree(chosen, {**VOCABULARY, **known}, Path(scratch))
    hashes = {path: sha256(content) for path, content in files.items()}
    told = {question.name: known[question.name] for question in chosen.questions if question.name in given}
    origin = Provenance(template=chosen.name, version=chosen.version, answers=told, files=hashes)
    files[PROVENANCE] = origin.text.encode()
    plan = make_plan(Path(destination), files, overwrite=overwrite)
    if not dry_run:
        carry_out(plan, Path(destination), files)
    steps = tuple(_next_steps(Path(destination), known, files))
    return Rendered(template=chosen.name, folder=Path(destination), files=plan, next_steps=steps)


def _next_steps(folder: Path, known: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    waiting = [
        path for path, content in sorted(files.items()) if _PLACEHOLDER.encode() in content and path != PROVENANCE
    ]
    if waiting:
        yield f"write what is marked `{_PLACEHOLDER} …` in {' and '.join(f'`{path}`' for path in waiting)}"
    yield f"trellis check {folder}"
    yield f"trellis publish {folder}"
    yield f"trellis run {known['domain']}/{known['product']}"

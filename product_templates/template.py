"""Templates as they lie on disk: which there are, what they ask, and what they may not ask for."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.documents import read_document
from governance.errors import Invalid, NotFound
from product_templates.questions import Question, read_question

__all__ = ["Template", "list_templates", "load_template"]

_HOME = Path(__file__).parent / "templates"
_OURS = "_trellis"
_KEYS = frozenset({"title", "description", "version", "extends"})


@dataclass(frozen=True, kw_only=True)
class Template:
    """What `trellis new` can make: its questions, and the folders that its files come from, the general ones first."""

    name: str
    title: str
    description: str
    version: str
    questions: tuple[Question, ...]
    folders: tuple[Path, ...]

    def question(self, name: str) -> Question:
        """Return the question of that name; raise `NotFound` when the template does not ask it."""
        for question in self.questions:
            if question.name == name:
                return question
        asked = ", ".join(f"`{question.name}`" for question in self.questions if question.asked)
        raise NotFound(f"The template `{self.name}` asks no question `{name[:80]}`", hint=f"it asks {asked}")


def list_templates(home: Path = _HOME) -> tuple[Template, ...]:
    """Return the templates of a folder, in the order of their names; by default those that come with Trellis."""
    names = sorted(entry.name for entry in os.scandir(home) if (home / entry.name / "copier.yml").is_file())
    found = (load_template(home / name) for name in names)
    return tuple(template for template in found if template.title)


def load_template(folder: Path | str, *, home: Path = _HOME) -> Template:
    """Read a template from its folder, or from its name in `home`.

    Raises `NotFound` when there is none, and `Invalid` when it wants more than to ask and to render: copier's tasks,
    migrations, extensions and other settings are refused, whoever wrote them.
    """
    path = home / folder if isinstance(folder, str) else folder
    if not (path / "copier.yml").is_file() or (isinstance(folder, str) and path.parent != home):
        known = ", ".join(f"`{entry.name}`" for entry in sorted(home.iterdir()) if (entry / "copier.yml").is_file())
        raise NotFound(f"There is no template `{str(folder)[:80]}`", hint=f"there is {known}")
    asked, about = _read(path)
    general = load_template(str(about["extends"]), home=home) if "extends" in about else None
    own = tuple(read_question(name, body) for name, body in asked.items())
    return Template(
        name=path.name,
        title=str(about.get("title", "")),
        description=str(about.get("description", "")),
        version=str(about.get("version", "0.0.0")),
        questions=(*(general.questions if general else ()), *own),
        folders=(*(general.folders if general else ()), path),
    )


def _read(folder: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    file = folder / "copier.yml"
    reading = read_document(file.read_bytes(), str(file))
    if reading.document is None:
        fault = reading.findings[0]
        raise Invalid(f"The template `{folder.name}` cannot be read: {fault.message}", hint=fault.fix or fault.where)
    data = reading.document.data
    about = data.get(_OURS, {})
    asked = {name: body for name, body in data.items() if not name.startswith("_")}
    refused = [name for name in data if name.startswith("_") and name != _OURS] + sorted(set(about) - _KEYS)
    if refused:
        raise Invalid(
            f"The template `{folder.name}` sets `{refused[0]}`; templates here ask questions and render files, no more",
            hint=f"remove `{refused[0]}`: tasks, migrations and extensions would run the author's code on this machine",
            slug="unsafe-template",
        )
    return asked, about

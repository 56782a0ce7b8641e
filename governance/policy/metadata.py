"""What each policy says about itself, read from the METADATA comment above its package."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from governance.errors import Invalid, NotFound
from governance.policy.bundle import STOCK, rego_sources

__all__ = ["Policy", "explain", "policies"]

_BLOCK = re.compile(r"^# METADATA\n((?:#.*\n)+)", re.MULTILINE)
_PACKAGE = re.compile(r"^package (\S+)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One policy. `file` is relative to the folder of policies; `fix` is what to do about a denial in general."""

    slug: str
    title: str
    description: str
    severity: str
    fix: str
    file: str
    package: str


def policies(folder: Path = STOCK) -> tuple[Policy, ...]:
    """Return every policy under `folder`, by slug; raise `Invalid` for a METADATA block that cannot be read."""
    found = [policy for file, text in rego_sources(folder).items() for policy in _read(file, text)]
    return tuple(sorted(found, key=lambda policy: policy.slug))


def explain(slug: str) -> Policy:
    """Return the stock policy that a denial names; raise `NotFound` with those there are."""
    for policy in policies():
        if policy.slug == slug:
            return policy
    raise NotFound(f"No policy `{slug}`", hint="there are " + ", ".join(f"`{policy.slug}`" for policy in policies()))


def _read(file: str, text: str) -> Iterator[Policy]:
    package = _PACKAGE.search(text)
    for block in _BLOCK.findall(text):
        about = _yaml(file, "\n".join(line.removeprefix("#").removeprefix(" ") for line in block.splitlines()))
        custom = about.get("custom") or {}
        if "slug" in custom:
            yield Policy(
                slug=str(custom["slug"]),
                title=str(about.get("title", "")),
                description=str(about.get("description", "")).strip(),
                severity=str(custom.get("severity", "error")),
                fix=str(custom.get("fix", "")),
                file=file,
                package=package[1] if package else "",
            )


def _yaml(file: str, text: str) -> dict[str, dict[str, object]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        about = YAML(typ="safe").load(text)
    except YAMLError as failure:
        raise Invalid(f"The METADATA of `{file}` is not YAML", hint="quote texts that hold `: `") from failure
    if not isinstance(about, dict) or not isinstance(about.get("custom", {}), dict):
        raise Invalid(f"The METADATA of `{file}` is not a mapping", hint="write `title:`, `description:` and `custom:`")
    return about

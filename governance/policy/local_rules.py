"""The rules that a product's own policies may have: those that are asked, and helpers whose names say so."""

import re
from collections.abc import Mapping

from governance.errors import Invalid

__all__ = ["ASKED", "check_local_rules", "is_helper", "package_of"]

ASKED = frozenset({"deny", "masks", "filters"})
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_HEAD = re.compile(r"^(?:default\s+)?([A-Za-z_]\w*)(\s*\()?", re.MULTILINE)
_RAW = re.compile(r"`[^`]*`")
_WORDS = {"package", "import", "else", "default"}


def package_of(text: str) -> str:
    """Return the package that Rego is of, "" when it names none."""
    found = _PACKAGE.search(text)
    return found[1] if found else ""


def is_helper(name: str) -> bool:
    """Tell whether a rule is there for others of its package: nobody asks it."""
    return name.startswith("_")


def check_local_rules(sources: Mapping[str, str]) -> None:
    """Raise `Invalid` for a rule of `local.read` that is neither asked nor a helper: a misspelt `deny` would deny nobody.

    What is asked is the whole package, so that at a read such a rule is a no for everyone.
    """
    for path, text in sources.items():
        plain = _RAW.sub("``", text)
        package = package_of(plain)
        if package.startswith("local.read."):
            raise _nothing(package, path)
        for name, is_function in _HEAD.findall(plain) if package == "local.read" else ():
            if not (name in ASKED | _WORDS or is_helper(name) or is_function):
                raise _nothing(name, path)


def _nothing(name: str, path: str) -> Invalid:
    return Invalid(
        f"`{name}` in `{path}` is nothing that a product's own policy is asked for",
        hint="it says `deny`, `masks` and `filters`; let the name of a helper begin with `_`, or give it a package of its own",
        slug="bad-rego",
    )

"""A package's front door lists everything public, every public thing has a docstring, and the base error is never raised."""

import importlib
import inspect
import re
import types

import pytest

from tests.style.tree import PACKAGES, ROOT, sources


def front_doors():
    found = [path.parent for path in sources() if path.name == "__init__.py" and path.read_text().strip()]
    return sorted(".".join(path.relative_to(ROOT).parts) for path in found)


@pytest.mark.parametrize("name", front_doors())
def test_a_front_door_lists_everything_public(name):
    package = importlib.import_module(name)
    listed = getattr(package, "__all__", [])
    public = [n for n, v in vars(package).items() if not n.startswith("_") and not isinstance(v, types.ModuleType)]
    assert listed == sorted(listed)
    assert set(public) <= set(listed)
    assert all(hasattr(package, n) for n in listed)


def is_ours(thing):
    """A vendor's class that goes by a name of ours is described by the vendor."""
    return thing.__module__.partition(".")[0] in PACKAGES


@pytest.mark.parametrize("name", front_doors())
def test_everything_public_says_what_the_caller_gets(name):
    package = importlib.import_module(name)
    things = [(n, getattr(package, n)) for n in getattr(package, "__all__", [])]
    described = [(n, v) for n, v in things if (inspect.isclass(v) or inspect.isfunction(v)) and is_ours(v)]
    assert [n for n, v in described if not (v.__doc__ or "").strip()] == []


def test_the_base_error_is_never_raised():
    assert [str(path) for path in sources() if re.search(r"raise TrellisError\b", path.read_text())] == []


def test_every_package_of_the_design_is_there():
    assert all((ROOT / package / "__init__.py").exists() for package in PACKAGES)

"""Which local files a source names, and what they looked like when the run began."""

import glob
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec

from governance.descriptors.model import Source
from governance.errors import Invalid, NotFound

__all__ = ["SourceFile", "locate", "unpack"]

_PACKAGE = "package://"
_LARGEST_MEMBER = 64 * 2**30  # a zip that claims to hold more is refused before a byte is written


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file as it was found: `size` in bytes, `modified` in nanoseconds since 1970."""

    path: str
    size: int
    modified: int

    def changed(self) -> bool:
        """Tell whether the file is no longer what it was."""
        return _look(self.path) != self


def locate(source: Source, *, folder: str) -> list[SourceFile]:
    """Find the files of a source, sorted by path; `folder` is the product's own.

    A location may hold `*` and `?`. Raises `NotFound` when nothing matches and `Invalid` for a location that climbs
    out of the folder or package that it is relative to.
    """
    pattern = _absolute(source.location, folder)
    found = glob.glob(pattern.replace("[", "[[]"))  # brackets are part of a name
    paths = sorted(path for path in found if os.path.isfile(path))
    if not paths:
        raise NotFound(
            f"The source `{source.location}` matches no file",
            hint=f"put the file there, or correct `location`; it was looked for as `{pattern}`",
            slug="no-source",
        )
    return [_look(path) for path in paths]


def _look(path: str) -> SourceFile:
    status = os.stat(path)
    return SourceFile(path=path, size=status.st_size, modified=status.st_mtime_ns)


def _absolute(location: str, folder: str) -> str:
    if location.startswith(_PACKAGE):
        module, _, inside = location.removeprefix(_PACKAGE).partition("/")
        return _inside(_package_folder(module, location), inside, location)
    return location if os.path.isabs(location) else _inside(folder, location, location)


def _inside(root: str, relative: str, location: str) -> str:
    path = os.path.normpath(os.path.join(root, relative))
    if os.path.commonpath([path, os.path.abspath(root)]) != os.path.abspath(root):
        raise Invalid(
            f"The source `{location}` climbs out of `{root}`", hint="copy the file into the product, or name it whole"
        )
    return path


def _package_folder(module: str, location: str) -> str:
    spec = find_spec(module) if module.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise NotFound(
            f"The source `{location}` is in the package `{module}`, which is not installed",
            hint=f"pip install {module}",
            slug="no-source",
        )
    return os.path.abspath(spec.submodule_search_locations[0])


def unpack(files: list[SourceFile], *, scratch: str) -> list[str]:
    """Return paths that DuckDB can read: zip archives of one file are unpacked into `scratch`, others stand."""
    return [_unzip(file.path, scratch) if file.path.endswith(".zip") else file.path for file in files]


def _unzip(path: str, scratch: str) -> str:
    if not zipfile.is_zipfile(path):
        raise Invalid(f"`{path}` is no zip archive", hint="is it complete? name it by what it is")
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1 or members[0].file_size > _LARGEST_MEMBER:
            raise Invalid(f"`{path}` holds {len(members)} files", hint="a zipped source holds exactly one file")
        target = os.path.join(scratch, os.path.basename(members[0].filename))
        if os.path.exists(target):  # another archive's member may go by the same name
            target = os.path.join(tempfile.mkdtemp(dir=scratch), os.path.basename(target))
        with archive.open(members[0]) as packed, open(target, "xb") as plain:
            shutil.copyfileobj(packed, plain, 2**20)
    return target

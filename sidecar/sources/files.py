"""Which local files a source names, and what they looked like when the run began."""

import glob
import hashlib
import lzma
import os
import re
import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from importlib.util import find_spec

from governance.descriptors.model import Source
from governance.errors import Conflict, Invalid, NotFound

__all__ = ["SourceFile", "locate", "unpack"]

_PACKAGE = "package://"
_LARGEST_MEMBER = 64 * 2**30  # a zip that claims to hold more is refused before a byte is written
_STRANGE = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file as it was found: `size` in bytes, `modified` in nanoseconds since 1970.

    `name` is its path in the product's folder or package where the location is relative to that, so that a product that
    is published from another place finds the same files; "" where the location is absolute.
    """

    path: str
    size: int
    modified: int
    name: str = field(default="", compare=False)

    def changed(self) -> bool:
        """Tell whether the file is no longer what it was."""
        return _look(self.path) != self

    def check_unchanged(self) -> None:
        """Raise `Conflict` when the file changed while it was read: its rows may be half old, half new."""
        if self.changed():
            raise Conflict(
                f"The source file `{self.path}` changed while it was read", hint="run again when it is complete"
            )


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
    return [replace(_look(path), name=_name(path, source.location)) for path in paths]


def _name(path: str, location: str) -> str:
    """The end of the path that the location stands for: a `*` in it takes no `/`."""
    if os.path.isabs(location):
        return ""
    parts = os.path.normpath(location.removeprefix(_PACKAGE)).count("/") + 1
    return "/".join(path.split("/")[-parts:])


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
    """Return paths that DuckDB can read: zip archives of one file are unpacked into `scratch`, others stand.

    Raises `Invalid` for an archive that cannot be read, holds anything but one plain file, or more than fits the disk.
    """
    return [_unzip(file.path, scratch) if file.path.endswith(".zip") else file.path for file in files]


def _unzip(path: str, scratch: str) -> str:
    if not zipfile.is_zipfile(path):
        raise Invalid(f"`{path}` is no zip archive", hint="is it complete? name it by what it is")
    try:
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive, path, free=shutil.disk_usage(scratch).free)
            # By the archive's own path, as two may call their files the same; and a name is taken for nothing but a name.
            own = hashlib.sha256(path.encode()).hexdigest()[:16]
            target = os.path.join(scratch, f"{own}-{_STRANGE.sub('_', os.path.basename(member.filename))[-100:]}")
            if os.path.exists(target):
                return target  # two inputs name one archive
            with archive.open(member) as packed, open(target, "xb") as plain:
                shutil.copyfileobj(packed, plain, 2**20)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError) as error:
        raise Invalid(
            f"The archive `{path}` cannot be read: {error}", hint="pack it again, with deflate and without a password"
        ) from error
    return target


def _only_member(archive: zipfile.ZipFile, path: str, *, free: int) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise Invalid(f"`{path}` holds {len(members)} files", hint="a zipped source holds exactly one file")
    size = members[0].file_size  # zipfile reads no byte beyond what is announced here
    if size > min(_LARGEST_MEMBER, free):
        raise Invalid(
            f"`{path}` unpacks to {size:,} bytes, and there is room for {min(_LARGEST_MEMBER, free):,}",
            hint="split the file, or make room",
        )
    if stat.S_IFMT(members[0].external_attr >> 16) not in {0, stat.S_IFREG}:  # packers may name no kind
        raise Invalid(f"`{path}` holds a link or a device", hint="pack the file itself")
    return members[0]

"""Files that runs have read before, and what of a source is new beside them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sidecar.sources.files import SourceFile

__all__ = ["ReadFile", "Sorted", "read_file", "sort_out"]


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file as it was when a run read it: its path, or its name where it has one; `digest` is its sha256."""

    path: str
    size: int
    modified: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """A source's files: never read, read and then written anew, and read but with another date (the same bytes)."""

    new: tuple[SourceFile, ...]
    changed: tuple[SourceFile, ...]
    touched: tuple[SourceFile, ...]


def read_file(file: SourceFile) -> ReadFile:
    """Return what to remember of a file; reads all of it. Raises `Conflict` when that is not what was found of it."""
    with open(file.path, "rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    file.check_unchanged()
    return ReadFile(path=file.name or file.path, size=file.size, modified=file.modified, digest=digest)


def sort_out(found: Iterable[SourceFile], known: Mapping[str, ReadFile]) -> Sorted:
    """Hold the files of a source against those that were read, by name or path; only one with another size or date is opened."""
    new, changed, touched = list[SourceFile](), list[SourceFile](), list[SourceFile]()
    for file in found:
        before = known.get(file.name) or known.get(file.path)  # earlier versions remembered the path alone
        if before is None:
            new.append(file)
        elif (file.size, file.modified) != (before.size, before.modified):
            same = file.size == before.size and read_file(file).digest == before.digest
            (touched if same else changed).append(file)
    return Sorted(new=tuple(new), changed=tuple(changed), touched=tuple(touched))

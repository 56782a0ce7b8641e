"""The files of a product's folder: plain, inside it, and not too large."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from governance.documents.read import MAX_BYTES
from governance.findings import Finding, severity_of

__all__ = ["Folder", "Texts"]

_MOST_FILES = 200


@dataclass
class Folder:
    """Reads a folder's files once each; what cannot be used becomes a finding, and nothing outside is ever opened."""

    root: str
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def name(self, relative: str) -> str:
        """What findings call a file: the folder's path as it was given, and the file's inside it."""
        return os.path.join(self.root, *relative.split("/"))

    def names(self, directory: str, *endings: str) -> Iterator[str]:
        """Yield the files of a directory that end so, in order, as paths inside the folder; hidden ones left out."""
        place = os.path.join(self.root, directory)
        if not os.path.isdir(place):
            return
        if not self._is_inside(place):
            self.complain(
                directory, "The directory leads out of the product's folder", "put the files themselves there"
            )
            return
        found = sorted(name for name in os.listdir(place) if name.endswith(endings) and not name.startswith("."))
        if len(found) > _MOST_FILES:
            self.complain(directory, f"The directory holds {len(found)} files", f"keep at most {_MOST_FILES}")
        yield from (f"{directory}/{name}" if directory else name for name in found[:_MOST_FILES])

    def text(self, relative: str) -> str | None:
        """Return a file's text, or None with a finding when it cannot be used."""
        if relative not in self.texts:
            problem = self._read(relative)
            if problem:
                self.complain(relative, *problem)
        return self.texts.get(relative)

    def has(self, relative: str) -> bool:
        return os.path.lexists(os.path.join(self.root, *relative.split("/")))

    def complain(self, relative: str, message: str, fix: str, code: str = "TRL121") -> None:
        """Add a finding about a file as a whole."""
        file = self.name(relative)
        self.findings.append(Finding(code=code, message=message, fix=fix, severity=severity_of(code), file=file))

    def _is_inside(self, path: str) -> bool:
        root = os.path.realpath(self.root)
        return os.path.commonpath([os.path.realpath(path), root]) == root

    def _read(self, relative: str) -> tuple[str, str] | None:
        path = os.path.join(self.root, *relative.split("/"))
        if not os.path.lexists(path):
            return f"There is no `{relative}`", "add the file"
        if not self._is_inside(path):
            return "The file leads out of the product's folder", "put the file itself there"
        try:
            content = _content(os.path.realpath(path))
        except OSError as fault:
            return f"The file cannot be read: {fault.strerror}", "put a plain file there"
        if content is None or len(content) > MAX_BYTES:
            return "The file is no plain file of at most 1 MiB", "split it, or put a plain file there"
        try:
            self.texts[relative] = content.decode()
        except UnicodeDecodeError:
            return "The file is not UTF-8", "save it as UTF-8"
        return None


@dataclass
class Texts(Folder):
    """A folder that was sent as texts; nothing is read from disk."""

    held: Mapping[str, str] = field(default_factory=dict)

    def names(self, directory: str, *endings: str) -> Iterator[str]:
        """Yield the texts of a directory that end so, in order."""
        prefix = f"{directory}/" if directory else ""
        inside = (path.removeprefix(prefix) for path in self.held if path.startswith(prefix))
        found = sorted(name for name in inside if "/" not in name and name.endswith(endings) and name[:1] != ".")
        yield from (f"{prefix}{name}" for name in found[:_MOST_FILES])

    def has(self, relative: str) -> bool:
        return relative in self.held

    def _read(self, relative: str) -> tuple[str, str] | None:
        if relative not in self.held:
            return f"There is no `{relative}`", "add the file"
        if len(self.held[relative].encode()) > MAX_BYTES:
            return "The file is no plain file of at most 1 MiB", "split it"
        self.texts[relative] = self.held[relative]
        return None


def _content(path: str) -> bytes | None:
    """Return the bytes of a plain file, one more than allowed at most; None for pipes, devices and directories."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)  # `fdopen` refuses a directory and leaves it open
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)

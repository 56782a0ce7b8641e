"""What the engine means, out of the long texts in which it says so."""

import re
from dataclasses import dataclass

__all__ = ["PythonFault", "csv_fault", "python_fault"]

_SNIFFED = re.compile(r'Error when sniffing file "(.*?)"\.')
_LINE = re.compile(r"CSV Error on Line: (\d+)")
_FILE = re.compile(r"^  file = (.*)$", re.MULTILINE)
_FRAME = re.compile(r'^  File "(transform[^"]*\.py)", line (\d+)', re.MULTILINE)
_RAISED = re.compile(r"^(\w[\w.]*): (.*)$", re.MULTILINE)
_COUNTED = re.compile(r"^Expected Number of Columns: (\d+) Found: (\d+)", re.MULTILINE)


def csv_fault(text: str) -> str:
    """Return what is wrong with a CSV file, and in which line where the engine knows it, without quoting that line.

    "" when it speaks of something else.
    """
    if sniffed := _SNIFFED.search(text):
        return (
            f"`{sniffed[1]}` is not the CSV that its options describe: a row has more or fewer values than the header, "
            "a quote is left open, or it is not UTF-8"
        )
    line, file = _LINE.search(text), _FILE.search(text)
    return f"Line {line[1]} of `{file[1] if file else 'the file'}` {_what(text)}" if line else ""


@dataclass(frozen=True)
class PythonFault:
    """What a transform raised while its rows were read: its `kind`, its own `words`, and the line of its `file`."""

    file: str
    line: str
    kind: str
    words: str


def python_fault(text: str) -> PythonFault | None:
    """Return what a transform raised, None when the engine speaks of something else."""
    _, came, traceback = text.partition("Python exception: Traceback")
    frames, raised = _FRAME.findall(traceback), _RAISED.findall(traceback)
    return PythonFault(*frames[-1], *raised[-1]) if came and frames and raised else None


def _what(text: str) -> str:
    if counted := _COUNTED.search(text):
        return f"has {counted[2]} values where {counted[1]} are expected"
    if re.search(r"^Value with unterminated quote", text, re.MULTILINE):
        return "opens a quote that nothing closes"
    if re.search(r"^Invalid unicode|not utf-8 encoded", text, re.MULTILINE):
        return "is not UTF-8"
    return "cannot be read as CSV"
